"""What is booked and does not fit the hours any more: it stands, and is named until somebody has seen to it."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from workforce.models import Booking, Staff
from workforce.queries.member_days import MemberDays, member_days
from workforce.rules.intervals import subtract, to_instant
from workforce.rules.working_time import local_date

#: how far ahead something booked is looked at
FURTHEST = timedelta(days=366)


class Conflict(NamedTuple):
    """Something booked that the member's hours do not hold. kind: time_off, holiday, blackout or hours."""

    booking: Booking
    kind: str
    name: str


def conflicts(found: MemberDays, at: datetime) -> list[Conflict]:
    """What is still to come and lies, wholly or in part, outside of when the member works; soonest first."""
    seen: dict[UUID, Conflict] = {}
    for day in found.days:
        for booking in day.bookings:
            if not booking.is_live or not booking.blocking or booking.ends_at <= at or booking.pk in seen:
                continue
            span = [(to_instant(booking.starts_at), to_instant(booking.ends_at))]
            if subtract(span, found.working):
                seen[booking.pk] = Conflict(booking, *_reason(found, booking))
    return sorted(seen.values(), key=lambda one: (one.booking.starts_at, one.booking.pk))


def _reason(found: MemberDays, booking: Booking) -> tuple[str, str]:
    """The first thing that is in the way, as named on its day."""
    zone = found.staff.timezone
    dates = {local_date(zone, booking.starts_at), local_date(zone, booking.ends_at - timedelta(microseconds=1))}
    days = [day for on in sorted(dates) if (day := found.on(on))]
    for day in days:
        for away in day.away:
            assert away.starts_at is not None
            assert away.ends_at is not None
            if away.starts_at < booking.ends_at and away.ends_at > booking.starts_at:
                return "time_off", away.reason
        for closed in day.closed:
            return closed.kind, closed.name
    return "hours", ""


def conflicts_of(staff: Staff, at: datetime) -> list[Conflict]:
    """All of them, up to a year ahead. One statement where nothing is booked, else six."""
    last = last_booked_on(staff, at)
    if last is None:
        return []
    today = local_date(staff.timezone, at)
    (found,) = member_days([staff], today - timedelta(days=1), min(last, today + FURTHEST), at=at)
    return conflicts(found, at)


def last_booked_on(staff: Staff, at: datetime) -> date | None:
    """The local date of the last thing that is still to come; None when there is none. One statement."""
    ends = (
        Booking.objects.live()
        .filter(staff=staff, ends_at__gt=at)
        .order_by("-ends_at")
        .values_list("ends_at", flat=True)
    )
    found = ends.first()
    return local_date(staff.timezone, found) if found else None
