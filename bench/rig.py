"""The whole of Switchboard as processes that an experiment may kill: web, worker, beat, and a Valkey of its own.

They work on the database of this process (a test's own database, too), listen on 127.0.0.1 only, and end with us.
"""

import http.client
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from bench.processes import Child, answers, free_port, valkey, wait_until

READY_WITHIN = 90.0  # seconds; several of these start at once on a small machine


class Rig:
    """`webs`, `workers`, `beats`: how many of each. `server`: "daphne" as bin/up starts it, or "uvicorn"."""

    def __init__(
        self, folder: Path, *, webs: int = 2, workers: int = 1, beats: int = 1, server: str = "daphne", **environ: str
    ) -> None:
        self.folder = folder
        self.valkey = valkey(folder)
        self.environ = {**os.environ, **environ_for(folder), **environ}
        self.webs = [self._web(number, server) for number in range(webs)]
        self.workers = [self._worker(number) for number in range(workers)]
        self.beats = [self._beat(number) for number in range(beats)]

    @property
    def children(self) -> list[Child]:
        return [*self.webs, *self.workers, *self.beats]

    @property
    def ports(self) -> list[int]:
        return [web.port for web in self.webs]

    @property
    def kills(self) -> int:
        return sum(child.kills for child in self.children)

    def start(self) -> None:
        self.valkey.start()
        wait_until(lambda: answers(self.folder / "valkey.sock"), 20, "Valkey")
        for child in self.children:
            child.start()
        for web in self.webs:
            wait_until(lambda web=web: self._is_ready(web), READY_WITHIN, web.name)

    def stop(self) -> None:
        for child in [*self.children, self.valkey]:
            child.stop()

    def _is_ready(self, web: Child) -> bool:
        if not web.is_alive:
            raise RuntimeError(f"{web.name} does not start:\n{web.last_words()}")
        return is_live(web.port)

    def _web(self, number: int, server: str) -> Child:
        port = free_port()
        lines = {
            "daphne": ["config.server", "-v", "0", "-b", "127.0.0.1", "-p", str(port)],
            "uvicorn": ["uvicorn", "--no-access-log", "--host", "127.0.0.1", "--port", str(port)],
        }
        return self._child(f"web{number}", [*lines[server], "bench.application:application"], port)

    def _worker(self, number: int) -> Child:
        queues = ["-Q", "fast,timers,bulk", "-P", "threads", "-c", "4", "--without-gossip", "--without-mingle"]
        argv = ["celery", "-A", "bench.application:celery", "worker", "-n", f"worker{number}@bench", *queues]
        return self._child(f"worker{number}", [*argv, "-l", "WARNING"])

    def _beat(self, number: int) -> Child:
        argv = ["celery", "-A", "bench.application:celery", "beat", "--pidfile=", "-l", "WARNING"]
        return self._child(f"beat{number}", [*argv, "-S", "django_celery_beat.schedulers:DatabaseScheduler"])

    def _child(self, name: str, argv: list[str], port: int = 0) -> Child:
        return Child(name, [sys.executable, "-m", *argv], self.environ, self.folder / f"{name}.log", port)


@contextmanager
def running(**options: Any) -> Iterator[Rig]:
    """A rig, ready; gone afterwards with everything it wrote beside the database."""
    folder = Path(tempfile.mkdtemp(prefix="switchboard-rig-", dir="/tmp"))
    rig = Rig(folder, **options)
    try:
        rig.start()
        yield rig
    finally:
        rig.stop()
        shutil.rmtree(folder, ignore_errors=True)


def is_live(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def database_url() -> str:
    """Of the database this process works on, which in tests is not the one that the environment names."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return f"{parts.scheme}://{parts.netloc}/{connection.settings_dict['NAME']}" + (parts.query and f"?{parts.query}")


def environ_for(folder: Path) -> dict[str, str]:
    """The same secrets as ours, so that tokens made here are good there."""
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONDONTWRITEBYTECODE": "1",
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url(),
        "REDIS_URL": f"unix://{folder}/valkey.sock",
        "SECRET_KEY": settings.SECRET_KEY,
        "JWT_PRIVATE_KEY": settings.JWT_PRIVATE_KEY,
        "API_KEY_PEPPER": settings.API_KEY_PEPPER,
        "BASE_URL": settings.BASE_URL,
        "EMAIL_URL": "",
        "LOG_LEVEL": "WARNING",
    }
