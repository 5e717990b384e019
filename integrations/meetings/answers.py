"""What a provider's answer means, whoever it is: done, not now, or never."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from core import clock
from core.http import Response
from scheduling.ports import MeetingError

#: a daily limit ends at midnight; nobody is left alone for longer
MOST_PATIENCE = timedelta(hours=24)
#: it may be otherwise a moment later: too slow, somebody else at the same thing, too early, too often
PASSING = {408, 409, 425, 429}


def body_of(response: Response) -> dict[str, Any]:
    """The JSON object it holds; an empty one when it holds none."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def told(body: Any, *path: str) -> str:
    """The text or number that stands there, as text; nothing when there is none."""
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    return str(body) if isinstance(body, str | int) and not isinstance(body, bool) else ""


def listed(body: Any, *path: str) -> list[dict[str, Any]]:
    """The objects of the list that stands there."""
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    return [one for one in body if isinstance(one, dict)] if isinstance(body, list) else []


def error_of(who: str, response: Response, code: str, *, passes: bool = False) -> MeetingError:
    """What kept it from being done. A 401 comes here when a fresh token was refused too: somebody else may have asked
    for one of their own in between, which ends ours."""
    words = f"{who} answered {response.status_code}{in_brackets(code)}."
    status = response.status_code
    if not response.is_client_error or status in PASSING or status == 401 or passes:
        return MeetingError(words, not_before=patience(response))
    return MeetingError(words, is_final=True)


def in_brackets(code: str) -> str:
    """The provider's code for it, never a sentence: that could hold an address or a name."""
    return f" ({code})" if re.fullmatch(r"[A-Za-z0-9_.-]{1,60}", code) else ""


def patience(response: Response) -> timedelta:
    """How long we are asked to wait: seconds, a date as HTTP has it, or one as Zoom has it (2030-05-31T00:00:00Z)."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdecimal() and len(text) < 9:
        wait = timedelta(seconds=int(text))
    else:
        until = _instant(text)
        wait = until - clock.now() if until else timedelta(0)
    return min(max(wait, timedelta(0)), MOST_PATIENCE)


def _instant(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None
