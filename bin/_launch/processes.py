"""Starting, finding and ending processes.

Every long-lived child is a session of its own (Ctrl-C reaches it only through us) and gets a signal from the
kernel when we die, so that kill -9 of the launcher leaves nothing behind.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 20 * 1024 * 1024  # bytes; a longer log is set aside once at the next start

_libc = ctypes.CDLL(None, use_errno=True)


class StartError(Exception):
    """The start cannot go on; the text is the one line a person needs."""


class Stopped(BaseException):
    """Somebody asked us to stop (Ctrl-C, SIGTERM, a closed terminal)."""


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def stop_on_signals() -> None:
    def stop(*_: Any) -> None:
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup stays nohup
            signal.signal(number, stop)


def ignore_signals(numbers: Iterable[int] = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)) -> None:
    """From here on we are stopping; a handler, not SIG_IGN, because children would inherit that."""
    for number in numbers:
        signal.signal(number, lambda *_: None)


def die_with_parent(number: int) -> Callable[[], None]:
    """For preexec_fn: it runs after the change of user, which would have cleared the request."""
    parent = os.getpid()

    def child() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return child


def open_log(path: Path) -> IO[bytes]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def last_lines(path: Path, count: int = 12) -> str:
    lines = path.read_bytes()[-8000:].decode(errors="replace").splitlines() if path.exists() else []
    return "\n".join(lines[-count:])


def spawn(argv: Sequence[Any], *, log: Path, death: int = signal.SIGKILL, **options: Any) -> "subprocess.Popen[bytes]":
    """`options` are Popen's: env, cwd, and user, group, extra_groups where a server has its own account."""
    with open_log(log) as out:
        return subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=die_with_parent(death),  # noqa: PLW1509  (this program has one thread)
            **options,
        )


def end(process: "subprocess.Popen[bytes] | None", *steps: tuple[int, float]) -> None:
    """Ask with each signal in turn and wait that many seconds for it; at last kill the whole session."""
    if process is None:
        return
    for number, patience in steps:
        if process.poll() is not None:
            break
        process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def processes_in(folder: Path, names: Sequence[str]) -> list[int]:
    """Live processes of these names working in this folder: PostgreSQL and Valkey stay in their data."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            name = (entry / "comm").read_text().strip()
            if name in names and (entry / "cwd").readlink() == folder:
                found.append(int(entry.name))
        except OSError:  # ended meanwhile, a zombie, or somebody else's
            continue
    return found


def end_strays(folder: Path, names: Sequence[str], *steps: tuple[int, float]) -> int:
    """End what an earlier launcher left running on this data. Says how many there were."""
    strays = processes_in(folder, names)
    for number, patience in (*steps, (signal.SIGKILL, 5.0)):
        left = processes_in(folder, names)
        for pid in left:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        until = time.monotonic() + patience
        while processes_in(folder, names) and time.monotonic() < until:
            time.sleep(0.05)
        if not processes_in(folder, names):
            break
    return len(strays)
