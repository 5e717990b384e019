"""When to remind somebody of an appointment.

A reminder fires `offset` of real time before the start: 24 hours are 24 hours, also over a change of clocks.
One that would be due at or before the instant of booking is skipped, never sent late.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Skipped(StrEnum):
    DUE_BEFORE_BOOKING = "due_before_booking"


@dataclass(frozen=True, slots=True)
class Reminder:
    """fire_at is empty exactly when skipped says why."""

    offset: timedelta
    fire_at: datetime | None
    skipped: Skipped | None = None


def reminder_times(starts_at: datetime, offsets: Iterable[timedelta], booked_at: datetime) -> tuple[Reminder, ...]:
    """One reminder for each offset, in the given order; moving the appointment means asking again."""
    return tuple(_reminder(starts_at.astimezone(UTC), offset, booked_at) for offset in offsets)


def _reminder(starts_at: datetime, offset: timedelta, booked_at: datetime) -> Reminder:
    fire_at = starts_at - offset
    if fire_at <= booked_at:
        return Reminder(offset, None, Skipped.DUE_BEFORE_BOOKING)
    return Reminder(offset, fire_at)
