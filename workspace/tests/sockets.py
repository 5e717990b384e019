"""A client for the tests of sockets, and things to hear about."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from accounts.models import User
from config.asgi import application
from events.tests.things import tell
from workspace.sockets.threads import in_database

ORIGIN = "http://testserver"


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class Page:
    """One connection, as a browser or another program has it."""

    def __init__(
        self, path: str = "/ws/live", *, session: str = "", origin: str | None = ORIGIN, app: Any = application
    ) -> None:
        headers = [(b"origin", origin.encode())] if origin is not None else []
        if session:
            headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={session}".encode()))
        self.wire = WebsocketCommunicator(app, path, headers=headers)

    async def open(self) -> bool:
        accepted, _ = await self.wire.connect(timeout=5)
        return accepted

    async def say(self, **frame: Any) -> None:
        await self.wire.send_to(text_data=json.dumps(frame))

    async def subscribe(self, *topics: str, since: int | None = None) -> None:
        await self.say(type="subscribe", topics=list(topics), since=since)

    async def settle(self) -> None:
        """Wait until the server has done what was said before."""
        await self.say(type="ping")
        assert (await self.hear())["type"] == "pong"

    async def hear(self, within: float = 5) -> dict[str, Any]:
        """The next frame, or {"close": code}."""
        said = await self.wire.receive_output(within)
        if said["type"] == "websocket.close":
            return {"close": said.get("code")}
        return json.loads(said["text"])

    async def hear_until(self, position: int) -> list[dict[str, Any]]:
        frames = [await self.hear()]
        while frames[-1]["position"] < position:
            frames.append(await self.hear())
        return frames

    async def is_silent(self, span: float = 0.3) -> bool:
        return await self.wire.receive_nothing(timeout=span)

    async def leave(self) -> None:
        await self.wire.disconnect(timeout=5)


@asynccontextmanager
async def connected(session: str, path: str = "/ws/live") -> AsyncIterator[Page]:
    """A page that has been greeted."""
    page = Page(path, session=session)
    assert await page.open()
    page.hello = await page.hear()
    assert page.hello["type"] == "hello"
    try:
        yield page
    finally:
        await page.leave()


async def happen(*notes: str, thing: str = "thing_1") -> None:
    for note in notes:
        await in_database(tell, note, thing)
