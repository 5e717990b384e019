"""What the played providers share: the meetings they hold, the tokens they gave, and how they feel today."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from core import clock
from integrations.asgi import Request


@dataclass
class Behaviour:
    """down     answer so many calls with `status` and `headers`, before anything is done; tokens are given all the same
    slow     seconds before each answer
    refused  no credentials are good
    lost     do so many changes and hang up without a word
    pending  so many looks at a conference of Meet find it still being made
    failed   so many conferences of Meet come to nothing
    """

    down: int = 0
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    slow: float = 0.0
    refused: bool = False
    lost: int = 0
    pending: int = 0
    failed: int = 0


@dataclass
class Kept:
    """A meeting as its provider shows it; what was deleted stays, and is gone."""

    platform: str
    own_id: str
    host: str
    body: dict[str, Any]
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    platform: str
    host: str
    ends_at: datetime


@dataclass
class Books:
    """`hosts`: whom the providers know; None is everybody. `tokens`: how they were given, by their text."""

    behaviour: Behaviour = field(default_factory=Behaviour)
    hosts: set[str] | None = None
    kept: list[Kept] = field(default_factory=list)
    tokens: dict[str, Given] = field(default_factory=dict)
    token_seconds: int = 3600

    def knows(self, host: str) -> bool:
        return self.hosts is None or host in self.hosts

    def of(self, platform: str) -> list[Kept]:
        return [one for one in self.kept if one.platform == platform and not one.is_gone]

    def find(self, platform: str, own_id: str) -> Kept | None:
        return next((one for one in self.of(platform) if one.own_id == own_id), None)

    def give(self, platform: str, host: str = "") -> str:
        text = secrets.token_urlsafe(24)
        self.tokens[text] = Given(platform, host, clock.now() + timedelta(seconds=self.token_seconds))
        return text

    def bearer(self, platform: str, request: Request) -> Given | None:
        """The token that came with the request, when this provider gave it and it has not ended."""
        kind, _, text = request.headers.get("authorization", "").partition(" ")
        token = self.tokens.get(text) if kind == "Bearer" else None
        return token if token and token.platform == platform and token.ends_at > clock.now() else None


def digits(count: int) -> str:
    return str(10 ** (count - 1) + secrets.randbelow(9 * 10 ** (count - 1)))


def changed(before: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """As PATCH merges: objects part by part, everything else whole."""
    merged = dict(before)
    for name, value in changes.items():
        known = merged.get(name)
        merged[name] = changed(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return merged
