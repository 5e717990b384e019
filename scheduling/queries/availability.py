"""When calls about a topic are possible: what is offered here is exactly what can be booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from scheduling.models import Topic
from scheduling.queries.pool import DAY, needs_of, pool_of, slots_of
from workforce.rules.free_slots import Period, Slot, SlotRules


@dataclass(frozen=True, slots=True)
class Availability:
    """days         every asked date with its slots, empty ones too
    fallback     nobody of the topic's own teams takes calls: others are asked
    unavailable  nobody is left because calendars cannot be read
    following    the first slot on a later date, where the asked dates have none
    """

    days: list[tuple[date, list[Slot]]]
    fallback: bool
    unavailable: bool
    following: Slot | None

    @property
    def is_empty(self) -> bool:
        return not any(slots for _, slots in self.days)


def availability(
    topic: Topic, period: Period, *, duration: timedelta | None = None, language: str = "en", at: datetime
) -> Availability:
    """Every start that somebody can take, by the date it has in the asked zone."""
    pool = pool_of(topic, needs_of(topic, language), at=at)
    rules = topic.slot_rules(duration)
    slots = slots_of(pool, rules, period, at=at)
    following = None if slots else _following(slots_of(pool, rules, _window(rules, period.zone, at), at=at), period)
    return Availability(
        days=_by_date(slots, period),
        fallback=pool.fallback or not pool.takers,
        unavailable=not pool.takers and any(one.calendar_stale for one in pool.people),
        following=following,
    )


def _by_date(slots: Sequence[Slot], period: Period) -> list[tuple[date, list[Slot]]]:
    zone = ZoneInfo(period.zone)
    found = {day: list(some) for day, some in groupby(slots, key=lambda slot: slot.start.astimezone(zone).date())}
    days = [period.first + number * DAY for number in range((period.last - period.first).days + 1)]
    return [(day, found.get(day, [])) for day in days]


def _window(rules: SlotRules, zone: str, at: datetime) -> Period:
    """All dates on which anything can be offered, a zone's day on either side."""
    today = at.date()
    return Period(today - DAY, today + (rules.booking_window_days + 2) * DAY, zone)


def _following(slots: Sequence[Slot], period: Period) -> Slot | None:
    """After the asked dates, else the first that there is."""
    zone = ZoneInfo(period.zone)
    later = (slot for slot in slots if slot.start.astimezone(zone).date() > period.last)
    return next(later, slots[0] if slots else None)
