"""The words of the live socket: what a client may say, and why the server hangs up. docs/websocket.md explains them."""

import json
import re
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from core.api.json import dump


class Close(IntEnum):
    """Close codes of our own; the browser's script acts on them."""

    MALFORMED = 4400
    SIGN_IN_AGAIN = 4401
    NOT_FOUND = 4404
    RESYNC = 4408
    TOO_LARGE = 4413
    TOO_MANY = 4429
    TRY_LATER = 1013


LONGEST_MESSAGE = 16 * 1024  # bytes
MESSAGES_PER_SECOND = 20
SOCKETS_PER_USER = 5  # in one process
MOST_TOPICS = 100
QUEUED_FRAMES = 256
HEAD_EVERY = 25.0  # seconds
RIGHTS_EVERY = 60.0
PRESENCE_EVERY = 30.0

_TOPIC = re.compile(r"[a-z_]{1,20}\.[A-Za-z0-9_.-]{1,60}")


class Refused(Exception):
    """The message ends the connection."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Follow exactly these topics; tell what has happened in them after `since` (None: after the hello)."""

    topics: frozenset[str] = field(default_factory=frozenset)
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    active: bool


@dataclass(frozen=True, slots=True)
class Ping:
    pass


Message = Subscribe | Presence | Ping


def read(text: str | None) -> Message:
    """The client's message; Refused when it is none of ours."""
    if text is None:
        raise Refused(Close.MALFORMED)
    if len(text.encode()) > LONGEST_MESSAGE:
        raise Refused(Close.TOO_LARGE)
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused(Close.MALFORMED) from None
    match said:
        case {"type": "subscribe", "topics": list(topics)} if _are_topics(topics):
            return Subscribe(frozenset(topics), _position(said.get("since")))
        case {"type": "presence", "active": bool(active)}:
            return Presence(active)
        case {"type": "ping"}:
            return Ping()
    raise Refused(Close.MALFORMED)


def read_since(text: str | None) -> int | None:
    """`?since=` of the address; None when it is not there."""
    if not text:
        return None
    return _position(int(text) if text.isascii() and text.isdigit() and len(text) < 19 else text)


def write(frame_type: str, **content: Any) -> str:
    return dump({"type": frame_type, **content}).decode()


def _are_topics(topics: list[Any]) -> bool:
    return len(topics) <= MOST_TOPICS and all(isinstance(one, str) and _TOPIC.fullmatch(one) for one in topics)


def _position(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise Refused(Close.MALFORMED)
    return value
