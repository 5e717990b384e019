"""The little that stand-ins need of a web server: one request read whole, one answer, work that goes on afterwards."""

import asyncio
import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import uvicorn

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    """`root` is where the app is mounted: its own address begins with it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    query: str = ""
    root: str = ""

    @property
    def params(self) -> dict[str, str]:
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def address(self) -> str:
        return f"http://{self.headers.get('host', '')}{self.root}"

    @property
    def json(self) -> Any:
        """What the body says; nothing when it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """`hang_up`: the connection ends without a word, after whatever was done."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    hang_up: bool = False

    @classmethod
    def json(cls, status: int, data: Any, **headers: str) -> "Answer":
        return cls(status, json.dumps(data).encode(), {"content-type": "application/json", **headers})


class HangUp(Exception):
    """Raised inside the server so that it drops the connection."""


class StandIn(ABC):
    """An outside system: `answer(request)` says what it says. Everything asked of it stays in `requests`."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.afterwards: set[asyncio.Task[None]] = set()

    @abstractmethod
    async def answer(self, request: Request) -> Answer: ...

    def later(self, work: Awaitable[None]) -> None:
        """Goes on after the answer."""
        task = asyncio.ensure_future(work)
        self.afterwards.add(task)
        task.add_done_callback(self.afterwards.discard)

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        root = scope.get("root_path", "")
        path, query = scope["path"].removeprefix(root), scope["query_string"].decode()
        request = Request(scope["method"], path, headers, body, query, root)
        self.requests.append(request)
        answer = await self.answer(request)
        if answer.hang_up:
            raise HangUp
        lines = [(name.encode(), value.encode()) for name, value in answer.headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": lines})
        await send({"type": "http.response.body", "body": answer.body})


def mounted(**apps: App) -> App:
    """Each app under /<its name>/."""

    async def serve(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        name = scope["path"].strip("/").partition("/")[0]
        if name not in apps:
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await apps[name]({**scope, "root_path": f"/{name}"}, receive, send)

    return serve


@contextmanager
def served(app: App) -> Iterator[str]:
    """The app over real HTTP on a free port of this machine, for the block; yields its address."""
    config = uvicorn.Config(app, port=0, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    started = threading.Event()
    while not server.started and thread.is_alive():
        started.wait(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
