"""Free slots: the rules of time over the tables. Three statements, however many members."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from workforce import conf
from workforce.enums import BookingState
from workforce.models import Booking
from workforce.queries.calendars import calendar_of, days_around
from workforce.rules.free_slots import Busy, Member, Mode, Period, Refusal, Slot, SlotRules, free_slots, refusal


def free_between(
    staff_ids: Sequence[UUID],
    rules: SlotRules,
    period: Period,
    *,
    at: datetime,
    mode: Mode = Mode.ANY,
    ignoring: UUID | None = None,
) -> list[Slot]:
    """What can be booked with these members on the asked dates; each slot lists who can take it, in the given order.

    ignoring  a booking that is to be moved: its own time is free for it
    """
    first, last = period.first - timedelta(days=2), period.last + timedelta(days=2)
    return free_slots(members_between(staff_ids, first, last, at=at, ignoring=ignoring), rules, period, at, mode)


def refusal_of(
    staff_id: UUID, starts_at: datetime, rules: SlotRules, *, at: datetime, ignoring: UUID | None = None
) -> Refusal | None:
    """Why this start cannot be offered; None exactly when `free_between` offers it."""
    first, last = days_around(starts_at, starts_at + rules.duration)
    member = members_between([staff_id], first, last, at=at, ignoring=ignoring)
    return refusal(member[0], starts_at, rules, at) if member else Refusal.OUTSIDE_HOURS


def nearest_free(
    staff_id: UUID,
    around: datetime,
    duration: timedelta,
    n: int = conf.ALTERNATIVES,
    *,
    at: datetime,
    ignoring: UUID | None = None,
) -> list[Slot]:
    """The member's n free slots of that length nearest to an instant, nearest first, the earlier of two as near."""
    rules = SlotRules(
        duration=duration,
        interval=conf.SLOT_INTERVAL,
        booking_window_days=max((around + conf.ALTERNATIVES_WITHIN - at).days, 0) + 1,  # the period is the limit here
    )
    days = conf.ALTERNATIVES_WITHIN
    period = Period(max(around - days, at - timedelta(days=1)).date(), (around + days).date(), "UTC")
    slots = free_between([staff_id], rules, period, at=at, ignoring=ignoring)
    return sorted(slots, key=lambda slot: (abs(slot.start - around), slot.start))[:n]


def members_between(
    staff_ids: Sequence[UUID], first: date, last: date, *, at: datetime, ignoring: UUID | None = None
) -> list[Member]:
    """Calendars and taken time of these members, as the rules read them, in the given order."""
    times = calendar_of(staff_ids, first, last)
    busy = busy_between(staff_ids, first, last, at=at, ignoring=ignoring)
    return [
        Member(key, times[key].calendar, [*busy.get(key, ()), *(Busy(*away) for away in times[key].away)])
        for key in staff_ids
        if key in times
    ]


def busy_between(
    staff_ids: Collection[UUID], first: date, last: date, *, at: datetime, ignoring: UUID | None = None
) -> dict[UUID, list[Busy]]:
    """What takes the members' time. A hold that is over takes none, released or not."""
    pad = timedelta(days=2) + conf.LONGEST_BUFFER
    start = datetime(first.year, first.month, first.day, tzinfo=UTC) - pad
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + pad
    rows = (
        Booking.objects.blocking()
        .filter(staff__in=staff_ids, ends_at__gt=start, starts_at__lt=end)
        .exclude(Q(state=BookingState.HELD, expires_at__lte=at) | Q(pk=ignoring))
        .order_by()
        .values_list("staff_id", "starts_at", "ends_at", "buffer_before", "buffer_after")
    )
    busy: dict[UUID, list[Busy]] = {}
    for staff_id, start_at, end_at, before, after in rows:
        busy.setdefault(staff_id, []).append(Busy(start_at, end_at, before, after))  # type: ignore[arg-type]
    return busy
