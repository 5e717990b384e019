"""Several commands share the two servers of one DATA_DIR.

The rule, per server: `NAME.start.lock` is held only while somebody starts or stops it; `NAME.use.lock` is
held shared by everybody who uses it. Who finds the server silent starts it and owns it. The owner stops it
when it gets the use lock alone, so a first `bin/manage` waits for a second. A user whose owner was killed
takes over.
"""

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from _launch.places import locked, settle
from _launch.postgres import Postgres
from _launch.processes import StartError, ignore_signals, say
from _launch.valkey import Valkey

CHECK_EVERY = 2.0  # seconds between pings of a server that somebody else owns
BACKOFF_LIMIT = 10.0  # seconds between attempts to start a server again


class Server(Protocol):
    name: str
    url: str

    def answers(self) -> bool: ...
    def start(self) -> "subprocess.Popen[bytes]": ...
    def stop(self, process: "subprocess.Popen[bytes]") -> None: ...


class Shared:
    def __init__(self, server: Server, data: Path) -> None:
        self.server = server
        self.starting = data / f"{server.name}.start.lock"
        self.using = (data / f"{server.name}.use.lock").open("a")
        self.process: subprocess.Popen[bytes] | None = None
        self.next_check = 0.0
        self.backoff = 0.5

    def acquire(self) -> None:
        with locked(self.starting):
            if not self.server.answers():
                self.process = self.server.start()
            fcntl.flock(self.using, fcntl.LOCK_SH)

    def watch(self) -> None:
        """Start it again when it died, whoever owned it."""
        if time.monotonic() < self.next_check:
            return
        if self.process:
            if self.process.poll() is None:
                self.backoff = 0.5
                return
        elif self.server.answers():
            self.next_check = time.monotonic() + CHECK_EVERY
            return
        say(f"{self.server.name} is gone; starting it again.")
        self.process = None
        try:
            self.acquire()
        except StartError as problem:
            say(str(problem))
        self.next_check = time.monotonic() + self.backoff
        self.backoff = min(self.backoff * 2, BACKOFF_LIMIT)

    def release(self, patience: float | None) -> None:
        """Stop it if it is ours: when nobody else uses it, or after that many seconds all the same."""
        if self.process is None:
            self.using.close()
            return
        until = None if patience is None else time.monotonic() + patience
        told = False
        while True:
            with locked(self.starting):
                if _alone(self.using) or (until is not None and time.monotonic() > until):
                    self.server.stop(self.process)
                    self.process = None
                    self.using.close()
                    return
            if not told:
                say(f"Another command still uses {self.server.name}; waiting for it.")
                told = True
            time.sleep(0.2)


def _alone(handle: object) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
    except BlockingIOError:
        return False
    return True


class Servers:
    """What `DATABASE_URL` and `REDIS_URL` do not name is started here."""

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        wanted = [
            (variable, kind)
            for variable, kind in (("DATABASE_URL", Postgres), ("REDIS_URL", Valkey))
            if not os.environ.get(variable)
        ]
        self.shared: list[Shared] = []
        self.urls: dict[str, str] = {}
        if wanted:
            with locked(data / "settle.lock"):
                place = settle(data)
            for variable, kind in wanted:
                server: Server = kind(place, durable=durable)
                self.shared.append(Shared(server, data))
                self.urls[variable] = server.url

    def open(self) -> None:
        for shared in self.shared:
            shared.acquire()

    def watch(self) -> None:
        for shared in self.shared:
            shared.watch()

    def close(self, patience: float | None) -> None:
        for shared in reversed(self.shared):  # Valkey, then PostgreSQL
            shared.release(patience)


@contextmanager
def running(data: Path, *, durable: bool = True, patience: float | None) -> Iterator[Servers]:
    servers = Servers(data, durable=durable)
    try:
        servers.open()
        yield servers
    finally:
        ignore_signals()
        servers.close(patience)
