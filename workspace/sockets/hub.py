"""One hub a web process: reads the feed once and hands each frame to whoever follows one of its topics.

Redis only says "look now"; without it the hub looks every second. What it reads is the feed in PostgreSQL, by
position, so that nothing is lost or doubled whatever happens to Redis, to the database connection or to this process.
"""

import asyncio
import logging
from collections import defaultdict
from contextlib import suppress
from weakref import WeakKeyDictionary

from django.conf import settings
from prometheus_client import Counter
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core.metrics import REGISTRY, gauge_source
from core.redis import key
from events import feed
from workspace.sockets import protocol
from workspace.sockets.line import Line
from workspace.sockets.threads import in_database

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds, without a hint
BREATH = 0.02  # between two looks, so that a burst is read in one
RETRY = 1.0  # after Redis or the database failed

#: events that may take rights away from the person whose topic they are told under
ABOUT_RIGHTS = ("user.", "login.", "team.", "staff.retired", "staff.reinstated")

FRAMES = Counter("switchboard_websocket_frames_total", "Frames given to sockets.", registry=REGISTRY)
RESYNCS = Counter(
    "switchboard_websocket_resyncs_total", "Times all sockets were told to start anew.", registry=REGISTRY
)


class Hub:
    """Belongs to one event loop. Runs while somebody is connected."""

    def __init__(self) -> None:
        self.lines: set[Line] = set()
        self._followers: dict[str, set[Line]] = defaultdict(set)
        self._of_user: dict[object, int] = defaultdict(int)
        self._position: int | None = None
        self._positioned = asyncio.Event()
        self._hinted = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    # -- consumers --------------------------------------------------------------------------------------------

    def join(self, line: Line) -> bool:
        """Take the line in; False when its person has enough of them already."""
        if self._of_user[line.user_id] >= protocol.SOCKETS_PER_USER:
            return False
        self._of_user[line.user_id] += 1
        self.lines.add(line)
        for topic in line.watches:
            self._followers[topic].add(line)
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._look()), asyncio.create_task(self._listen())]
        return True

    def follow(self, line: Line, topics: frozenset[str]) -> None:
        """From now on the line follows exactly these topics."""
        if line not in self.lines:
            return
        self._forget(line, line.follows - topics - line.watches)
        line.follows = topics
        for topic in topics:
            self._followers[topic].add(line)

    def leave(self, line: Line) -> None:
        if line not in self.lines:
            return
        self.lines.discard(line)
        self._forget(line, line.follows | line.watches)
        self._of_user[line.user_id] -= 1
        if not self._of_user[line.user_id]:
            del self._of_user[line.user_id]
        if not self.lines:
            self._sleep()

    async def position(self) -> int:
        """Up to where everything has been handed on; waits until the hub knows."""
        await self._positioned.wait()
        assert self._position is not None
        return self._position

    def _forget(self, line: Line, topics: frozenset[str]) -> None:
        for topic in topics:
            self._followers[topic].discard(line)
            if not self._followers[topic]:
                del self._followers[topic]

    def _sleep(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks = []
        self._position = None
        self._positioned.clear()

    # -- the feed ---------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        while True:
            try:
                await self._read()
            except Exception as problem:  # noqa: BLE001  (whatever fails, the next look finds what this one missed)
                logger.warning("feed_unread", extra={"reason": repr(problem)})
                await asyncio.sleep(RETRY)
                continue
            await asyncio.sleep(BREATH)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):  # wait_for may drop a cancel that comes with the hint (3.11)
                    await self._hinted.wait()

    async def _read(self) -> None:
        self._hinted.clear()
        if self._position is None:
            self._position = await in_database(feed.head)
            self._positioned.set()
        try:
            frames = await in_database(_news, self._position)
        except feed.TooOld:
            self._position = await in_database(feed.head)
            RESYNCS.inc()
            for line in self.lines:
                line.start_anew(self._position)
            return
        for frame in frames:
            self._hand_on(frame)
            self._position = frame.position

    def _hand_on(self, frame: feed.Frame) -> None:
        lines = set().union(*(self._followers.get(topic, ()) for topic in frame.topics))
        texts: dict[tuple[str, ...], str] = {}
        for line in lines:
            if frame.name.startswith(ABOUT_RIGHTS) and not line.watches.isdisjoint(frame.topics):
                line.check_rights()
            # only the topics that this client follows: the others may name people it has no business with
            seen = tuple(topic for topic in frame.topics if topic in line.follows)
            if not seen:
                continue
            if seen not in texts:
                texts[seen] = protocol.write("event", **_content(frame, seen))
            line.tell(frame.position, texts[seen])
            FRAMES.inc()

    # -- the hints --------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        while True:
            redis = Redis.from_url(settings.REDIS_URL, socket_timeout=None, socket_connect_timeout=1.0)
            try:
                async with redis.pubsub() as channel:
                    await channel.subscribe(key("feed"))
                    async for _ in channel.listen():  # the confirmation of the subscription is a good reason too
                        self._hinted.set()
            except (RedisError, OSError) as problem:
                logger.warning("hints_unheard", extra={"reason": repr(problem)})
            finally:
                with suppress(RedisError, OSError):
                    await redis.aclose()
            await asyncio.sleep(RETRY)


def replayed(frame: feed.Frame, topics: frozenset[str]) -> str:
    """The frame as a client that follows these topics gets it."""
    return protocol.write("event", **_content(frame, tuple(topic for topic in frame.topics if topic in topics)))


def _content(frame: feed.Frame, topics: tuple[str, ...]) -> dict[str, object]:
    return {"name": frame.name, "ids": frame.ids, "topics": topics, "position": frame.position}


def _news(position: int) -> list[feed.Frame]:
    feed.stamp()
    return feed.since(position)


_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


@gauge_source("switchboard_websocket_clients", "Sockets that are connected to this process.")
def _clients() -> float:
    return sum(len(one.lines) for one in _hubs.values())
