"""A small checkout of its own: the real launcher and servers, stand-ins for Django, daphne and Celery."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "bin"))

STAND_INS = {
    "manage.py": """
        import os, sys, time
        print("manage", *sys.argv[1:], os.environ["DATABASE_URL"], os.environ["REDIS_URL"], flush=True)
        if sys.argv[1] == "wait":
            time.sleep(float(sys.argv[2]))
        if sys.argv[1] == "sql":
            import psycopg
            with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
                cursor = connection.execute(sys.argv[2])
                print("rows", cursor.fetchall() if cursor.description else [], flush=True)
    """,
    "config/__init__.py": "",
    "celery/__init__.py": "",
    "config/server.py": """
        import http.server, sys
        class Ready(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.end_headers()
        http.server.HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("-p") + 1])), Ready).serve_forever()
    """,
    "celery/__main__.py": """
        import time
        time.sleep(1000)
    """,
    "integrations/__init__.py": "",
    "integrations/stand_ins.py": """
        import time
        time.sleep(1000)
    """,
}


class Checkout:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        with socket.socket() as line:
            line.bind(("127.0.0.1", 0))
            self.port = line.getsockname()[1]
        shutil.copytree(REPOSITORY / "bin", folder / "bin")
        for name in ("requirements.txt", "requirements-dev.txt"):
            shutil.copy(REPOSITORY / name, folder)
        (folder / ".venv").symlink_to(REPOSITORY / ".venv")
        for name, text in STAND_INS.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(textwrap.dedent(text))
        self.started: list[subprocess.Popen[str]] = []

    @property
    def environ(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
        return {**kept, "DATA_DIR": str(self.data), "PORT": str(self.port), "PYTHON": sys.executable}

    def start(self, command: str, *args: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [self.folder / "bin" / command, *args],
            env=self.environ,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.started.append(process)
        return process

    def run(self, command: str, *args: str) -> tuple[int, str]:
        process = self.start(command, *args)
        output, _ = process.communicate(timeout=60)
        return process.returncode, output

    def up(self) -> "subprocess.Popen[str]":
        process = self.start("up")
        self.read_until(process, "Ctrl-C stops it")
        return process

    def read_until(self, process: "subprocess.Popen[str]", text: str) -> str:
        seen = ""
        assert process.stdout is not None
        for line in process.stdout:
            seen += line
            if text in line:
                return seen
        pytest.fail(f"ended without {text!r}:\n{seen}")

    def processes(self, pattern: str = "") -> list[int]:
        """Live processes of this DATA_DIR (by environment or folder) whose command line fits."""
        home = (self.data / "servers").resolve()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                environ = (entry / "environ").read_bytes().split(b"\0")
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                where = str((entry / "cwd").readlink())
            except OSError:
                continue
            ours = f"DATA_DIR={self.data}".encode() in environ or where.startswith(f"{home}/")
            if ours and re.search(pattern, command):
                found.append(int(entry.name))
        return found

    def close(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.communicate()
        wait_until(lambda: self.processes() == [])
        for link in ((self.data / "servers"), (self.data / "servers" / "run-elsewhere")):
            if link.is_symlink():
                shutil.rmtree(link.resolve(), ignore_errors=True)


def wait_until(condition: Callable[[], bool], patience: float = 15) -> None:
    until = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def make_checkout() -> Iterator[Callable[[Path], Checkout]]:
    made = []

    def make(folder: Path) -> Checkout:
        folder.mkdir(parents=True, exist_ok=True)
        made.append(Checkout(folder))
        return made[-1]

    yield make
    for checkout in made:
        checkout.close()


@pytest.fixture
def checkout(make_checkout: Callable[[Path], Checkout], tmp_path: Path) -> Checkout:
    return make_checkout(tmp_path)
