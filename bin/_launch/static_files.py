"""Collect and compress static files, when one of them changed since the last time."""

import hashlib
from pathlib import Path

from _launch import environment, places
from _launch.command import MANAGE
from _launch.processes import StartError, end, last_lines, say, spawn

ROOT = places.CHECKOUT / "var" / "static"  # STATIC_ROOT of config.settings
STAMP = ROOT / ".collected"


def collect(env: dict[str, str], log: Path) -> None:
    ROOT.mkdir(parents=True, exist_ok=True)
    with places.locked(ROOT.parent / "static.lock"):
        digest = _digest()
        if STAMP.exists() and STAMP.read_text() == digest:
            return
        say("Preparing static files …")
        STAMP.unlink(missing_ok=True)
        run_step(["collectstatic", "--noinput", "--ignore", "rest_framework"], env, log)
        STAMP.write_text(digest)


def run_step(argv: list[str], env: dict[str, str], log: Path) -> None:
    process = spawn([environment.PYTHON, MANAGE, *argv], log=log, env=env, cwd=places.CHECKOUT)
    try:
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
