"""Free slots: the rules of time over the tables. Three statements, however many members."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BigIntegerField, F, Func, Q

from workforce import conf
from workforce.enums import BookingState
from workforce.models import Booking
from workforce.queries.calendars import calendar_of, days_around
from workforce.rules.free_slots import Busy, Member, Mode, Period, Refusal, Slot, SlotRules, free_slots, refusal
from workforce.rules.intervals import Interval


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
    """The member's n free slots of that length nearest to an instant, nearest first, the earlier of two as near.

    Looked for close by first; only a full calendar costs a second look, up to ALTERNATIVES_WITHIN away.
    """
    near: list[Slot] = []
    for reach in (conf.ALTERNATIVES_CLOSE_BY, conf.ALTERNATIVES_WITHIN):
        rules = SlotRules(
            duration=duration,
            interval=conf.SLOT_INTERVAL,
            booking_window_days=max((around + reach - at).days, 0) + 1,  # the period is the limit here
        )
        period = Period(max(around - reach, at - timedelta(days=1)).date(), (around + reach).date(), "UTC")
        slots = free_between([staff_id], rules, period, at=at, ignoring=ignoring)
        near = sorted(slots, key=lambda slot: (abs(slot.start - around), slot.start))[:n]
        if len(near) == n and abs(near[-1].start - around) <= reach:
            break  # whatever lies outside the period is further away
    return near


def members_between(
    staff_ids: Sequence[UUID], first: date, last: date, *, at: datetime, ignoring: UUID | None = None
) -> list[Member]:
    """Calendars and taken time of these members, as the rules read them, in the given order."""
    times = calendar_of(staff_ids, first, last)
    taken = taken_between(staff_ids, _midnight(first), _midnight(last), at=at, ignoring=ignoring)
    return [
        Member(
            key,
            times[key].calendar,
            busy=[Busy(start, end) for start, end in times[key].away],
            taken=taken.get(key, ()),
        )
        for key in staff_ids
        if key in times
    ]


def taken_between(
    staff_ids: Collection[UUID], start: datetime, end: datetime, *, at: datetime, ignoring: UUID | None = None
) -> dict[UUID, list[Interval]]:
    """What takes the members' time between two instants, buffers included; a hold that is over takes none.

    As instants, gathered by member in the database: reading as many timestamps costs six times as much.
    """
    rows = (
        Booking.objects.blocking()
        .filter(staff__in=staff_ids, ends_at__gt=start - conf.LONGEST_BUFFER, starts_at__lt=end + conf.LONGEST_BUFFER)
        .exclude(Q(state=BookingState.HELD, expires_at__lte=at) | Q(pk=ignoring))
        .order_by()
        .values("staff_id")
        .annotate(
            starts=ArrayAgg(_Edge(F("span"), function="lower")), ends=ArrayAgg(_Edge(F("span"), function="upper"))
        )
    )
    return {row["staff_id"]: list(zip(row["starts"], row["ends"], strict=True)) for row in rows}


class _Edge(Func):
    """An edge of a range in microseconds since 1970, as the rules count; the database keeps no finer ones."""

    template = "(extract(epoch FROM %(function)s(%(expressions)s)) * 1000000)::bigint"
    output_field = BigIntegerField()


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
