"""Bearer tokens, kept in the process until shortly before they end: asking for one each time would double the calls."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core import clock

#: a token that ends so soon is not begun with: an operation may take its whole time, and clocks differ
MARGIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Token:
    text: str = field(repr=False)
    ends_at: datetime


_kept: dict[str, Token] = {}


def token_of(name: str, fetch: Callable[[], Token]) -> str:
    """The kept token of that name, or the one that `fetch` brings."""
    at = clock.now()
    token = _kept.get(name)
    if token is None or token.ends_at - at < MARGIN:
        for ended in [other for other, one in list(_kept.items()) if one.ends_at <= at]:
            _kept.pop(ended, None)  # hosts come and go
        token = _kept[name] = fetch()
    return token.text


def drop(name: str, text: str) -> None:
    """It is not accepted any more. One that somebody else has brought meanwhile stays."""
    token = _kept.get(name)
    if token is not None and token.text == text:
        _kept.pop(name, None)


def drop_all() -> None:
    """For tests: each begins as a new process does."""
    _kept.clear()
