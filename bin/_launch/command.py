"""`bin/manage` and `bin/bench`: one Django command in the foreground, with the servers running."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from _launch import environment, places
from _launch.processes import Stopped, die_with_parent, ignore_signals, stop_on_signals
from _launch.servers import Servers, running

MANAGE = places.CHECKOUT / "manage.py"


def django_environ(data: Path, servers: Servers, settings: str = "config.settings.dev") -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONUNBUFFERED": "1",
        **os.environ,
        "DATA_DIR": str(data),
        **servers.urls,
    }


def foreground(argv: Sequence[Any], env: dict[str, str], watch: Callable[[], None], **options: Any) -> int:
    """Run with our terminal. Ctrl-C is the command's own affair; SIGTERM to us is passed on."""
    ignore_signals([signal.SIGINT])
    process = subprocess.Popen(
        [str(part) for part in argv],
        env=env,
        preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509  (this program has one thread)
        **options,
    )
    try:
        while True:
            try:
                code = process.wait(0.2)
                break
            except subprocess.TimeoutExpired:
                watch()
    except Stopped:
        end_foreground(process)
        raise
    stop_on_signals()
    return code if code >= 0 else 128 - code


def end_foreground(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def manage(args: list[str]) -> int:
    environment.ensure("requirements.txt")
    data = places.data_dir()
    with running(data, patience=None) as servers:
        return foreground([environment.PYTHON, MANAGE, *args], django_environ(data, servers), servers.watch)


def bench(args: list[str]) -> int:
    environment.ensure("requirements.txt")
    with private_data_dir("bench") as data, running(data, patience=0) as servers:
        env = django_environ(data, servers)
        migrated = foreground([environment.PYTHON, MANAGE, "migrate", "--verbosity", "0"], env, servers.watch)
        return migrated or foreground([environment.PYTHON, MANAGE, "bench", *args], env, servers.watch)


@contextmanager
def private_data_dir(kind: str) -> Iterator[Path]:
    """A DATA_DIR of our own that goes away with us."""
    folder = Path(tempfile.mkdtemp(prefix=f"switchboard-{kind}-", dir="/tmp"))
    folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    try:
        yield folder
    finally:
        for link in (folder / "servers", folder / "servers" / "run-elsewhere"):
            if link.is_symlink():
                shutil.rmtree(link.resolve(), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
