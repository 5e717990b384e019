"""Chooses, runs, prints and writes down. docs/benchmarks.md has one marked section for each name."""

import os
import platform
import re
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from django.db import connection

from bench.processes import CHECKOUT
from bench.report import Report, finished

#: measured at several sizes of the world
SIZED = ("queue", "ic_queue", "assign", "booking", "claim", "rescore")
MEASUREMENTS = (*SIZED, "availability", "timers", "fanout", "pages", "reads", "memory")
FAULTS = ("ownership", "idempotency", "slots", "redis", "sleep", "notifications", "timers", "limits")
PAGE = CHECKOUT / "docs" / "benchmarks.md"
BREAKS = "## What breaks and what holds\n"


def run(names: Sequence[str], *, sizes: list[int], small: bool, write: bool, say: Callable[[str], object]) -> list[str]:
    """What missed its goal, by name."""
    missed = []
    together = _in_step([name for name in names if name in SIZED], sizes, small, say)
    for name, measure in _chosen(names, sizes, small):
        say(f"\n… {name}")
        begun = time.monotonic()
        report = together.get(name) or measure()
        say(report.shown())
        say(f"   {time.monotonic() - begun:.0f} s")
        if not report.all_met:
            missed.append(name)
        if write:
            command = f"bin/bench {name}" + (
                "" if name.startswith("faults") else f" --sizes {','.join(map(str, sizes))}"
            )
            write_down(name, command, report)
    return missed


def _in_step(names: Sequence[str], sizes: list[int], small: bool, say: Callable[[str], object]) -> dict[str, Report]:
    """Those that measure at several sizes take turns at each: the world only grows."""
    taken = {name: import_module(f"bench.{name}").steps(sizes, small) for name in names} if len(names) > 1 else {}
    for size in sizes if taken else ():
        for name, steps in taken.items():
            say(f"\n… {name} at {size:,}")
            next(steps)
    return {name: finished(steps) for name, steps in taken.items()}


def _chosen(names: Sequence[str], sizes: list[int], small: bool) -> Iterator[tuple[str, Callable[[], Report]]]:
    wanted = list(names)
    if "all" in wanted:
        wanted = [*MEASUREMENTS, "faults"]
    if "faults" in wanted:
        place = wanted.index("faults")
        for name in wanted[:place]:
            yield _measurement(name, sizes, small)
        for name in wanted[place + 1 :] or FAULTS:
            module = import_module(f"bench.faults.{_known(name, FAULTS)}")
            yield f"faults {name}", lambda module=module: module.main(small=small)
        return
    for name in wanted:
        yield _measurement(name, sizes, small)


def _measurement(name: str, sizes: list[int], small: bool) -> tuple[str, Callable[[], Report]]:
    module = import_module(f"bench.{_known(name, MEASUREMENTS)}")
    return name, lambda: module.main(sizes=sizes, small=small)


def _known(name: str, names: Sequence[str]) -> str:
    if name not in names:
        raise SystemExit(f"There is no {name}. There are: {', '.join(names)}.")
    return name


def write_down(name: str, command: str, report: Report) -> None:
    """Replace the name's section, or add it."""
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    section = f"{begin}\n\n{report.markdown()}\n\n`{command}`, {surroundings()}\n\n{end}"
    text = PAGE.read_text() if PAGE.exists() else "# Benchmarks\n"
    if begin in text:
        text = re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _: section, text, flags=re.DOTALL)
    else:
        speed, breaks, holds = text.partition(BREAKS)
        if name.startswith("faults"):
            holds = f"{holds.rstrip()}\n\n{section}\n"
        else:
            speed = f"{speed.rstrip()}\n\n{section}\n\n"
        text = speed + breaks + holds
    PAGE.write_text(text)


def surroundings() -> str:
    """When, on what, with which versions."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0]
    parts = [
        time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        f"{os.cpu_count()} cores",
        f"load {os.getloadavg()[1]:.1f} over five minutes",
        f"Python {platform.python_version()}",
        *(f"{name.capitalize()} {version(name)}" for name in ("django", "daphne", "uvicorn", "psycopg")),
        f"PostgreSQL {postgres}",
        f"Valkey {_valkey_version()}",
    ]
    return ", ".join(parts)


def _valkey_version() -> str:
    from bench.processes import valkey

    argv = [valkey(Path("/tmp")).argv[0], "--version"]
    shown = subprocess.run(argv, capture_output=True, text=True, check=False).stdout
    found = re.search(r"v=([\d.]+)", shown)
    return found[1] if found else "unknown"
