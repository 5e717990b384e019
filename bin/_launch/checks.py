"""`bin/test`: every check and test on private throw-away servers; all steps run even when one fails.

With arguments only pytest runs, with them. AUDIT=1 adds pip-audit (needs the network), TEST_PROCESSES sets
how many pytest processes run side by side (2).
"""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from _launch import environment, places
from _launch.command import MANAGE, django_environ, foreground, private_data_dir
from _launch.processes import StartError
from _launch.servers import running

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_TESTS = "tests/browser"
SCHEMA = "docs/openapi.yaml"

Step = tuple[str, list[str]]


def main(args: list[str]) -> int:
    environment.ensure("requirements-dev.txt")
    with private_data_dir("test") as data, running(data, durable=False, patience=0) as servers:
        env = django_environ(data, servers, "config.settings.test")
        env["PATH"] = f"{environment.PYTHON.parent}{os.pathsep}{env['PATH']}"
        env["PYTHONDONTWRITEBYTECODE"] = "1"
        env.setdefault("COVERAGE_FILE", str(data / "coverage"))

        def run(argv: list[str], **extra: str) -> int:
            return foreground(argv, {**env, **extra}, servers.watch, cwd=places.CHECKOUT)

        if args:
            env["CHROME_BIN"] = _browser() or ""
            extra = {"DJANGO_ALLOW_ASYNC_UNSAFE": "true"} if _browser_only(args) else {}
            return run([*_pytest(), *args], **extra)
        return _everything(run, data)


def _everything(run: Callable[..., int], data: Path) -> int:
    begun, failed = time.monotonic(), []
    steps = [*_static_steps(), *_django_steps(data / "openapi.yaml"), *_test_steps()]
    for title, argv in steps:
        print(f"\n=== {title}", flush=True)
        if run(argv) != 0:
            failed.append(title)
    browser, why = _browser_or_reason()
    if browser:
        title = "browser tests"
        print(f"\n=== {title}", flush=True)
        argv = [*_pytest(), *_side_by_side(), BROWSER_TESTS]
        if run(argv, CHROME_BIN=browser, DJANGO_ALLOW_ASYNC_UNSAFE="true") != 0:
            failed.append(title)
    took = f"{len(steps) + bool(browser)} steps in {time.monotonic() - begun:.0f} s"
    print(f"\n=== {took}: {'FAILED: ' + ', '.join(failed) if failed else 'all passed'}", flush=True)
    if why:
        print(f"=== Browser tests were NOT run. {why}", flush=True)
    return 1 if failed else 0


def _static_steps() -> list[Step]:
    steps: list[Step] = [
        ("ruff check", ["ruff", "check", "."]),
        ("ruff format", ["ruff", "format", "--check", "."]),
        ("import contracts", ["lint-imports"]),
        ("types", ["mypy", "."]),
        # lint only: its formatter puts white space where a reader would see it, such as between words and links
        ("templates", ["djlint", ".", "--lint", "--quiet"]),
    ]
    if os.environ.get("AUDIT") == "1":
        steps.append(("known vulnerabilities", ["pip-audit", "--disable-pip", "-r", "requirements.txt"]))
    return steps


def _django_steps(schema: Path) -> list[Step]:
    manage = [str(environment.PYTHON), str(MANAGE)]
    spectacular = [*manage, "spectacular", "--validate", "--fail-on-warn", "--file", str(schema)]
    return [
        ("system checks", [*manage, "check", "--fail-level", "WARNING"]),
        ("migrations are complete", [*manage, "makemigrations", "--check", "--dry-run"]),
        ("API schema is valid", spectacular),
        (f"API schema is {SCHEMA} (bin/manage spectacular --file {SCHEMA})", ["diff", "-U1", SCHEMA, str(schema)]),
        ("events catalogue is current", [*manage, "events_catalogue", "--check"]),
        ("table of roles is current", [*manage, "roles_doc", "--check"]),
    ]


def _test_steps() -> list[Step]:
    coverage = ["--cov", "--cov-report=term", f"--ignore={BROWSER_TESTS}"]
    decisive = ["--include=*/rules/*,*/actions/*", "--fail-under=100", "--show-missing"]
    return [
        ("tests", [*_pytest(), *_side_by_side(), *coverage]),
        ("every line of rules and actions is tested", ["coverage", "report", *decisive]),
    ]


def _pytest() -> list[str]:
    return [str(environment.PYTHON), "-m", "pytest", "-q", "-p", "no:cacheprovider"]


def _side_by_side() -> list[str]:
    """What shares something dear to make is marked as an xdist_group, and stays in one process."""
    return ["-n", os.environ.get("TEST_PROCESSES") or "2", "--dist", "loadgroup"]


def _browser_only(args: list[str]) -> bool:
    named = [arg for arg in args if not arg.startswith("-") and "/" in arg]
    return bool(named) and all(arg.startswith(BROWSER_TESTS) for arg in named)


def _browser() -> str | None:
    chosen = os.environ.get("CHROME_BIN")
    return shutil.which(chosen) if chosen else next(filter(None, map(shutil.which, BROWSERS)), None)


def _browser_or_reason() -> tuple[str | None, str]:
    if found := _browser():
        return found, ""
    try:
        environment.apt_install("chromium", why="Chromium is missing")
    except StartError as problem:
        return None, f"{problem} Or set CHROME_BIN to a Chrome or Chromium, then start bin/test again."
    return _browser(), ""
