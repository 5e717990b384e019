"""Collect and compress static files, when one of them changed since the last time."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from _launch import environment, places
from _launch.command import MANAGE
from _launch.processes import StartError, end, last_lines, say, spawn

ROOT = places.CHECKOUT / "var" / "static"  # STATIC_ROOT of config.settings
STAMP = ROOT / ".collected"


@contextmanager
def collecting(env: dict[str, str], log: Path) -> Iterator[None]:
    """Beside whatever the caller does meanwhile; after it, they are there."""
    ROOT.mkdir(parents=True, exist_ok=True)
    with places.locked(ROOT.parent / "static.lock"):
        digest = _digest()
        if STAMP.exists() and STAMP.read_text() == digest:
            yield
            return
        say("Preparing static files …")
        STAMP.unlink(missing_ok=True)
        with step(["collectstatic", "--noinput", "--ignore", "rest_framework"], env, log):
            yield
        STAMP.write_text(digest)


@contextmanager
def step(argv: list[str], env: dict[str, str], log: Path) -> Iterator[None]:
    """One command of manage.py, waited for at the end of the block."""
    process = spawn([environment.PYTHON, MANAGE, *argv], log=log, env=env, cwd=places.CHECKOUT)
    try:
        yield
        code = process.wait()
    finally:
        end(process)
    if code != 0:
        raise StartError(f"{last_lines(log)}\nmanage.py {argv[0]} failed; its log is {log}.")


def _digest() -> str:
    """Of names, sizes and times of our files, and of the lock for those that packages bring."""
    found = hashlib.sha256((places.CHECKOUT / "requirements.txt").read_bytes())
    for folder in sorted({places.CHECKOUT / "static", *places.CHECKOUT.glob("*/static")} - {ROOT}):
        for path in sorted(folder.rglob("*")):
            status = path.stat()
            found.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return found.hexdigest()
