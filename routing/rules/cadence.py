"""When to try again after nobody answered."""

from collections.abc import Mapping
from datetime import datetime, timedelta


def next_try(attempts: int, waits: Mapping[int, timedelta], at: datetime) -> datetime | None:
    """The instant of the next try after that many attempts without an answer, the latest of them at `at`.

    waits  by number of attempts, how long to wait; the nearest row at or below holds, so the last one for ever

    None where the table says nothing for so few attempts. The waits are plain time: an hour is an hour by night too.
    """
    known = [attempt for attempt in waits if attempt <= attempts]
    return at + waits[max(known)] if known else None
