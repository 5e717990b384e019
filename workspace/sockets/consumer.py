"""The one WebSocket consumer: lets people in, says who may follow what, and hangs up when rights end."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.utils import await_many_dispatch
from django.db import InterfaceError, OperationalError

from core import clock
from events.feed import TooOld, head
from workforce.enums import Work
from workspace.sockets import protocol, rights
from workspace.sockets.hub import Hub, hub, replayed
from workspace.sockets.line import Line
from workspace.sockets.protocol import Close, Refused
from workspace.sockets.rights import Visitor
from workspace.sockets.threads import in_database

logger = logging.getLogger(__name__)

DATABASE_AWAY = (OperationalError, InterfaceError)


class LiveConsumer(AsyncWebsocketConsumer):
    """`/ws/live`: topics by subscribe frames. Subclasses follow topics of their own from the start.

    Frames go out through the line and one writing task; only hello and close are sent directly, so that a client
    that does not read is noticed by its full line.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """As Channels does it, without a channel layer: the feed is read by the hub, not by groups."""
        self.scope, self.base_send = scope, send
        self.channel_layer = None
        self.groups: list[str] = []
        self.visitor: Visitor | None = None
        self.line: Line | None = None
        self.hub: Hub = hub()
        self.tasks: list[asyncio.Task[None]] = []
        self.own: frozenset[str] = frozenset()
        self.following = asyncio.Lock()
        self.spoke: list[float] = []
        self.touched_at = float("-inf")
        self.is_over = False
        try:
            await await_many_dispatch([receive], self.dispatch)
        except StopConsumer:
            pass
        finally:
            self.is_over = True
            for task in self.tasks:
                task.cancel()
            if self.line is not None:
                self.hub.leave(self.line)

    async def preset(self, visitor: Visitor) -> frozenset[str]:
        """Topics that are followed without being asked for."""
        return frozenset()

    # -- coming in --------------------------------------------------------------------------------------------

    async def connect(self) -> None:
        """Accepted before anything is judged: a browser learns the close code of accepted sockets only."""
        await self.accept()
        await self.guarded(self.let_in)

    async def let_in(self) -> None:
        asked = parse_qs(self.scope.get("query_string", b"").decode("ascii", "replace"))
        session = self.scope.get("session")
        visitor = await in_database(rights.admit, getattr(session, "session_key", None), asked.get("ticket", [None])[0])
        if visitor is None:
            raise Refused(Close.SIGN_IN_AGAIN)
        self.visitor, line = visitor, Line(visitor.user_id, visitor.watches)
        if not self.hub.join(line):
            raise Refused(Close.TOO_MANY)
        self.line = line
        line.told = await self.hub.position()
        hello = protocol.write("hello", position=line.told, server_time=clock.now())
        await self.send(text_data=hello)
        self.tasks = [asyncio.create_task(self.write()), asyncio.create_task(self.guarded(self.watch))]
        self.own = await self.preset(visitor)
        since = protocol.read_since(asked.get("since", [None])[0])
        if self.own or since is not None:
            await self.subscribe(protocol.Subscribe(frozenset(), since))

    # -- what the client says ---------------------------------------------------------------------------------

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.line is None or self.is_over:
            return
        await self.guarded(lambda: self.answer(text_data))

    async def answer(self, text: str | None) -> None:
        self.count()
        match protocol.read(text):
            case protocol.Subscribe() as wish:
                await self.subscribe(wish)
            case protocol.Presence(active):
                await self.touch(active)
            case protocol.Ping():
                assert self.line is not None
                self.line.put(protocol.write("pong", position=self.line.told))

    def count(self) -> None:
        """Refused when more messages came within a second than a client of good will sends."""
        now = time.monotonic()
        self.spoke = [*(at for at in self.spoke if at > now - 1), now]
        if len(self.spoke) > protocol.MESSAGES_PER_SECOND:
            raise Refused(Close.TOO_MANY)

    async def subscribe(self, wish: protocol.Subscribe) -> None:
        """Follow first, then read the past, then go on with what came meanwhile: no gap and no double."""
        async with self.following:
            await self.follow(wish)

    async def follow(self, wish: protocol.Subscribe) -> None:
        line, visitor = self.line, self.visitor
        assert line is not None
        assert visitor is not None
        wanted = wish.topics | self.own
        allowed = await in_database(rights.allowed, visitor, wanted)
        if allowed is None:
            raise Refused(Close.SIGN_IN_AGAIN)
        if denied := wish.topics - allowed:
            line.put(protocol.write("denied", topics=sorted(denied)))
        known, told = line.follows, line.told
        since = told if wish.since is None else wish.since
        line.hold()
        self.hub.follow(line, allowed)
        try:
            frames = await in_database(rights.past, since, allowed) if allowed else []
        except TooOld:
            line.start_anew(await in_database(head))
            line.release(0)
            return
        for frame in frames:
            # what the topics followed before have told already is not told twice
            if frame.position > told or known.isdisjoint(frame.topics):
                line.put_frame(frame.position, replayed(frame, allowed))
        line.release(frames[-1].position if frames else since)

    async def touch(self, active: bool) -> None:
        if time.monotonic() - self.touched_at < protocol.PRESENCE_EVERY:
            return
        self.touched_at = time.monotonic()
        assert self.visitor is not None
        with suppress(*DATABASE_AWAY):
            await in_database(rights.touch, self.visitor, active)

    # -- what runs beside -------------------------------------------------------------------------------------

    async def write(self) -> None:
        """The only place that waits for a slow client."""
        assert self.line is not None
        while True:
            await self.send(text_data=await self.line.queue.get())

    async def watch(self) -> None:
        """The head every 25 s; rights every minute, and whenever the hub hears that they may have changed."""
        line = self.line
        assert line is not None
        head_due = rights_due = time.monotonic()
        head_due += protocol.HEAD_EVERY
        rights_due += protocol.RIGHTS_EVERY
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(head_due, rights_due) - time.monotonic()):
                    await line.stirred.wait()
            line.stirred.clear()
            if line.is_too_slow:
                raise Refused(Close.RESYNC)
            if line.must_check_rights or time.monotonic() >= rights_due:
                line.must_check_rights = False
                rights_due = time.monotonic() + protocol.RIGHTS_EVERY
                await self.check_rights(line)
            if time.monotonic() >= head_due:
                head_due = time.monotonic() + protocol.HEAD_EVERY
                line.put(protocol.write("head", position=await self.hub.position(), last=line.last))

    async def check_rights(self, line: Line) -> None:
        assert self.visitor is not None
        async with self.following:
            try:
                allowed = await in_database(rights.allowed, self.visitor, line.follows)
            except DATABASE_AWAY:
                return  # nothing can change while the database is away
            if allowed is None:
                raise Refused(Close.SIGN_IN_AGAIN)
            if lost := line.follows - allowed:
                self.hub.follow(line, allowed)
                line.put(protocol.write("denied", topics=sorted(lost)))

    # -- hanging up -------------------------------------------------------------------------------------------

    async def guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run it; a refusal closes with its code, a database that is away with "try later"."""
        try:
            await work()
        except Refused as refusal:
            await self.hang_up(refusal.code)
        except DATABASE_AWAY as problem:
            logger.warning("socket_without_database", extra={"reason": repr(problem)})
            await self.hang_up(Close.TRY_LATER)
        except Exception:
            logger.exception("socket_failed")
            await self.hang_up(Close.TRY_LATER)

    async def hang_up(self, code: Close) -> None:
        if self.is_over:
            return
        self.is_over = True
        if self.line is not None:
            self.hub.leave(self.line)
        for task in self.tasks:
            if task is not asyncio.current_task():
                task.cancel()
        await self.close(code=int(code))


class AeQueueConsumer(LiveConsumer):
    async def preset(self, visitor: Visitor) -> frozenset[str]:
        return await in_database(rights.queue_topics, visitor, Work.AE)


class IcQueueConsumer(LiveConsumer):
    async def preset(self, visitor: Visitor) -> frozenset[str]:
        return await in_database(rights.queue_topics, visitor, Work.IC)


class OwnConsumer(LiveConsumer):
    async def preset(self, visitor: Visitor) -> frozenset[str]:
        return rights.own_topics(visitor)


async def nothing_here(_scope: Any, receive: Any, send: Any) -> None:
    """Every other address: a close code instead of a crash."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": int(Close.NOT_FOUND)})
