"""A live page as an experiment sees it: connects with a ticket, follows a queue, remembers what it was told."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bench.floor import Seller
from core import clock
from workspace.sockets import ticket

GONE = (OSError, EOFError, TimeoutError, WebSocketException)


@dataclass
class Watcher:
    """frames: what it was told, in order; seen_at: when, by the monotonic clock; position: where it resumes."""

    seller: Seller
    port: int
    path: str = "/ws/queues/ae"
    position: int | None = None
    frames: list[dict[str, Any]] = field(default_factory=list)
    seen_at: dict[int, float] = field(default_factory=dict)
    resyncs: int = 0
    connects: int = 0
    connection: ClientConnection | None = field(default=None, repr=False)
    on_frame: Callable[[dict[str, Any]], None] | None = field(default=None, repr=False)

    async def connect(self) -> None:
        """Up to the hello; with ?since= when it was here before."""
        asked = {"ticket": ticket.issue(self.seller.login.pk, at=clock.now())}
        if self.position is not None:
            asked["since"] = str(self.position)
        address = f"ws://127.0.0.1:{self.port}{self.path}?{urlencode(asked)}"
        self.connection = await connect(
            address, origin="http://localhost", compression=None, ping_interval=None, proxy=None, open_timeout=60
        )
        self.connects += 1
        hello = orjson.loads(await self.connection.recv())
        if hello["type"] != "hello":
            raise EOFError(f"{hello} instead of hello")
        if self.position is None:
            self.position = hello["position"]

    async def listen(self) -> None:
        """Take in frames until the connection ends."""
        assert self.connection is not None
        async for text in self.connection:
            self.take(orjson.loads(text))

    async def stay(self) -> None:
        """Listen, and connect again whenever the connection ends, as the browser's script does."""
        while True:
            with suppress(*GONE):
                if self.connection is None:
                    await self.connect()
                await self.listen()
            await self.leave()
            await asyncio.sleep(0.5)

    def take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "event":
            self.frames.append(frame)
            self.seen_at.setdefault(frame["position"], time.monotonic())
            self.position = max(self.position or 0, frame["position"])
            if self.on_frame is not None:
                self.on_frame(frame)
        elif frame["type"] == "resync":
            self.resyncs += 1
            self.position = frame["position"]

    async def leave(self) -> None:
        if self.connection is not None:
            with suppress(*GONE):
                await self.connection.close()
        self.connection = None

    def leads(self) -> set[str]:
        """What the frames named."""
        return {one for frame in self.frames for one in frame["ids"] if one.startswith("lead_")}

    @property
    def doubled(self) -> int:
        return len(self.frames) - len({frame["position"] for frame in self.frames})
