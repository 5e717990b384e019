"""One clock. Arithmetic takes `at`, frozen once at the edge with `now()`; races are judged by `DatabaseNow`.

Both can be moved together (`moved`), so that a test or an experiment lives through a DST night in seconds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, Func
from django.utils import timezone

_offset = timedelta()


def now() -> datetime:
    """The instant, in UTC."""
    return datetime.now(UTC) + _offset


def offset() -> timedelta:
    """How far the clock is moved: for an instant that was read from the database itself."""
    return _offset


def day_began(at: datetime) -> datetime:
    """Midnight of the reader's day."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


class DatabaseNow(Func):
    """The database's instant at the moment the expression runs.

    `clock_timestamp()`, not `now()`: the latter stands still from the start of the transaction.
    """

    function = "clock_timestamp"
    output_field = DateTimeField()

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # no template
        if not _offset:
            return "clock_timestamp()", []
        return "(clock_timestamp() + %s)", [_offset]


@contextmanager
def moved(by: timedelta | None = None, *, to: datetime | None = None) -> Iterator[None]:
    """Run the block with the clock moved by a span or to an instant; it goes on ticking from there."""
    global _offset
    before = _offset
    _offset = to - datetime.now(UTC) if to is not None else before + (by or timedelta())
    try:
        yield
    finally:
        _offset = before
