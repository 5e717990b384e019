"""`bin/up`: the whole of Switchboard in one foreground command, until Ctrl-C."""

import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from _launch import environment, places, stand_ins, static_files
from _launch.command import django_environ
from _launch.processes import StartError, Stopped, end, ignore_signals, last_lines, say, spawn
from _launch.servers import running

READY_LIMIT = 120  # seconds from the start of web to a ready answer
STOP_LIMIT = 10  # seconds that web, worker and beat have together; then they are killed
SHARED_LIMIT = 3  # seconds that Ctrl-C waits for another command that uses our servers
SETTLING = 3  # seconds that each child has to live before we say ready
STEADY = 30  # seconds after which a child's earlier deaths are forgotten
TRIES_TO_START = 3

LOGINS = (
    ("account executives", "ae1@demo.test … ae6@demo.test"),
    ("implementation", "ic1@demo.test … ic4@demo.test"),
    ("agents", "agent1@demo.test … agent4@demo.test"),
    ("mechanics", "mechanic1@demo.test … mechanic4@demo.test"),
    ("customers", "customer1@demo.test … customer4@demo.test"),
    ("supervisor, admin", "supervisor1@demo.test, admin@demo.test"),
)


@dataclass
class Service:
    """A child that is started again when it dies, sooner the first time than the fifth."""

    name: str
    argv: list[Any]
    log: Path
    env: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    deaths: int = 0
    again_at: float = field(default=0.0)

    def start(self) -> None:
        self.process = spawn(self.argv, log=self.log, env=self.env, cwd=places.CHECKOUT)
        self.started = time.monotonic()

    def settled(self) -> bool:
        """Alive for long enough that it does not die of its imports or settings."""
        return self.process is not None and time.monotonic() - self.started > SETTLING

    def watch(self) -> None:
        now = time.monotonic()
        if self.process is not None:
            if self.process.poll() is None:
                self.deaths = 0 if now - self.started > STEADY else self.deaths
                return
            pause = min(0.5 * 2**self.deaths, 10)
            code = self.process.returncode
            say(f"{self.name} ended with code {code}; again in {pause:g} s (log: {self.log}).")
            end(self.process)  # what it left of its own children
            self.process, self.deaths, self.again_at = None, self.deaths + 1, now + pause
        if now >= self.again_at:
            self.start()


def main(args: list[str]) -> int:
    if args:
        raise StartError("bin/up takes no arguments; PORT, HOST, DATA_DIR … are variables (.env.example).")
    host, port = os.environ.get("HOST") or "127.0.0.1", _port()
    data = places.data_dir()
    with only_one(data):
        _free(host, port)
        environment.ensure("requirements.txt")
        with running(data, patience=SHARED_LIMIT) as servers:
            outside = stand_ins.address()
            env = {**django_environ(data, servers), "PORT": str(port), **stand_ins.environ(outside)}
            _prepare(env, data / "log", outside)
            services = _services(env, data / "log", host, port)
            services.append(Service("stand-ins", stand_ins.command(outside), data / "log" / "stand-ins.log", env))
            try:
                for service in services:
                    service.start()
                _wait_until_ready(services, servers.watch, host, port)
                _welcome(host, port, data)
                while True:
                    servers.watch()
                    for service in services:
                        service.watch()
                    time.sleep(0.2)
            except Stopped:
                say("\nStopping …")
                return 0
            finally:
                ignore_signals()
                _stop(services)


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise StartError(f"PORT: {text!r} is not a port number (1 to 65535).")
    return int(text)


@contextmanager
def only_one(data: Path) -> Iterator[None]:
    with (data / "up.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            text = f"bin/up already runs on {data}; stop it, or choose another DATA_DIR and PORT."
            raise StartError(text) from None
        yield


def _free(host: str, port: int) -> None:
    until = time.monotonic() + 3  # a web that was killed a moment ago may still be going
    while True:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                line.bind((host, port))
            except OSError as problem:
                if time.monotonic() > until:
                    text = f"{host}:{port} cannot be used ({problem.strerror}); choose another PORT."
                    raise StartError(text) from None
                time.sleep(0.2)
            else:
                return


def _prepare(env: dict[str, str], logs: Path, outside: str) -> None:
    with static_files.collecting(env, logs / "static.log"):
        for title, *argv in (
            ("Preparing the database …", "migrate", "--noinput"),
            ("Preparing the demo world …", "demo"),
            ("Preparing the outside world …", "stand_in_browsers", f"{outside}/push"),
            ("Preparing calendars outside …", "stand_in_calendars", f"{outside}/calendars"),
        ):
            say(title)
            with static_files.step(argv, env, logs / "setup.log"):
                pass


def _services(env: dict[str, str], logs: Path, host: str, port: int) -> list[Service]:
    python, celery = environment.PYTHON, "celery"
    server = os.environ.get("SERVER") or "daphne"
    web = {
        "daphne": ["config.server", "-v", 0, "-b", host, "-p", port, "config.asgi:application"],
        "uvicorn": ["uvicorn", "--no-access-log", "--host", host, "--port", port, "config.asgi:application"],
    }
    if server not in web:
        raise StartError(f"SERVER: {server!r} is neither daphne nor uvicorn.")
    app = [python, "-m", celery, "-A", "config.celery:app"]
    worker = ["worker", "-Q", "fast,timers,bulk", "-P", os.environ.get("WORKER_POOL") or "threads"]
    worker += ["-c", os.environ.get("WORKER_CONCURRENCY") or "4", "--without-gossip", "--without-mingle"]
    worker += ["-l", "INFO"]
    beat = ["beat", "-l", "INFO", "--pidfile=", "-S", "django_celery_beat.schedulers:DatabaseScheduler"]
    lines = {"web": [python, "-m", *web[server]], "worker": [*app, *worker], "beat": [*app, *beat]}
    return [Service(name, argv, logs / f"{name}.log", env) for name, argv in lines.items()]


def _wait_until_ready(services: list[Service], watch: Any, host: str, port: int) -> None:
    say("Starting web, worker and beat …")
    until, answer = time.monotonic() + READY_LIMIT, ""
    while time.monotonic() < until:
        watch()
        for service in services:
            service.watch()
            if service.deaths >= TRIES_TO_START:
                text = f"{service.name} does not start; its log is {service.log}."
                raise StartError(f"{last_lines(service.log)}\n{text}")
        status, answer = _ready(host, port)
        settled = all(service.settled() for service in services)
        if status == 200 and settled and not _degraded(answer) & {"redis", "beat"}:
            return
        time.sleep(0.2)
    raise StartError(f"Not ready after {READY_LIMIT} s: {answer or 'web does not answer'}")


def _ready(host: str, port: int) -> tuple[int, str]:
    line = http.client.HTTPConnection({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port, timeout=5)
    try:
        line.request("GET", "/readyz", headers={"Host": f"localhost:{port}"})
        response = line.getresponse()
        return response.status, response.read(2000).decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        line.close()


def _degraded(answer: str) -> set[str]:
    """What /readyz names as silent. 'beat' is heard when a job was sent by beat and run by the worker."""
    try:
        return set(json.loads(answer).get("degraded", []))
    except ValueError:
        return set()


def _welcome(host: str, port: int, data: Path) -> None:
    shown = f"[{host}]" if ":" in host else {"127.0.0.1": "localhost", "0.0.0.0": "localhost"}.get(host, host)
    width = max(len(who) for who, _ in LOGINS)
    lines = [f"Switchboard is ready: http://{shown}:{port}/", ""]
    lines += [f"  {who:<{width}}  {logins}" for who, logins in LOGINS]
    lines += ["", "  every password: switchboard", f"  data and logs:  {data}", "  Ctrl-C stops it."]
    print("\n".join(["", *lines, ""]), flush=True)


def _stop(services: list[Service]) -> None:
    for service in services:
        if service.process is not None and service.process.poll() is None:
            service.process.send_signal(signal.SIGTERM)
    until = time.monotonic() + STOP_LIMIT
    while time.monotonic() < until and any(s.process and s.process.poll() is None for s in services):
        time.sleep(0.05)
    for service in services:
        end(service.process)
