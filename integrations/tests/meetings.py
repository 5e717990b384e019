"""What the tests of meetings ask for, and how they ask."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import clock
from integrations.asgi import Answer, Request
from integrations.meetings.stand_in import MeetingsStandIn
from scheduling.enums import MeetingPlatform
from scheduling.ports import MeetingError, Meetings, MeetingWanted, meetings_of

PROVIDERS = [MeetingPlatform.ZOOM, MeetingPlatform.TEAMS, MeetingPlatform.GOOGLE_MEET]
each = pytest.mark.parametrize("platform", PROVIDERS)
START = (clock.now() + timedelta(days=3)).replace(hour=14, minute=0, second=0, microsecond=0)
LATER = START + timedelta(hours=5)


def wanted(**changes: Any) -> MeetingWanted:
    asked: dict[str, Any] = {
        "key": "sess_abc123",
        "title": "Hardware setup with Corner Shop",
        "agenda": "Configure payment terminal\nRun first test transaction",
        "starts_at": START,
        "duration": timedelta(minutes=60),
        "zone": "America/New_York",
        "host_email": "ann@house.test",
    }
    return MeetingWanted(**(asked | changes))


@contextmanager
def provider(platform: str) -> Iterator[Meetings]:
    made = meetings_of(platform)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def refused() -> Iterator[MeetingError]:
    """The block ends in an error: what is known of it afterwards. No secret and no address stands in its words."""
    found = MeetingError("")
    with pytest.raises(MeetingError) as refusal:
        yield found
    found.__dict__.update(refusal.value.__dict__)
    assert not [word for word in ("secret", "bot@", "ann@", "127.0.0.1", "-----") if word in found.words]


def answering(outside: MeetingsStandIn, status: int, body: Any, *, token: bool = False, **headers: str) -> None:
    """The next call is answered so: the next for a token, or the next that is none."""

    async def once(request: Request) -> Answer:
        if request.path.endswith("/token") != token:
            return await MeetingsStandIn.answer(outside, request)
        del outside.answer
        return Answer(status, json.dumps(body).encode(), headers)

    outside.answer = once  # type: ignore[method-assign]


def calls(outside: MeetingsStandIn) -> list[tuple[str, str]]:
    return [(request.method, request.path) for request in outside.requests]


def start_of(body: dict[str, Any]) -> datetime:
    """When the provider thinks that it begins."""
    text = body.get("start_time") or body.get("startDateTime") or body["start"]["dateTime"]
    return datetime.fromisoformat(text).astimezone(UTC)


def title_of(body: dict[str, Any]) -> str:
    return body.get("topic") or body.get("subject") or body["summary"]
