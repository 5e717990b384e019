"""Short ways to say hours and to read answers in the rule tests: every answer is checked against the reference."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from workforce.rules.free_slots import Busy, Member, Mode, Period, SlotRules, free_slots
from workforce.rules.working_time import Calendar, Day, Weekly, Window
from workforce.rules.zones import zone
from workforce.tests import reference

LONG_AGO = datetime(2027, 1, 4, 12, tzinfo=UTC)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def spans(*texts: str) -> Day:
    """spans("09:00-12:00", "13:00-24:00")"""
    edges = [text.split("-") for text in texts]
    return tuple(Window(wall(opens), wall(closes)) for opens, closes in edges)


def wall(text: str) -> time:
    return time(0) if text == "24:00" else time.fromisoformat(text)


def week(**days: Day) -> Weekly:
    mon, tue, wed, thu, fri, sat, sun = (days.get(day, days.get("all", ())) for day in WEEKDAYS)
    return (mon, tue, wed, thu, fri, sat, sun)


def hours(
    zone_name: str,
    *,
    overrides: Mapping[str, Day] | None = None,
    off: Sequence[str] = (),
    **days: Day,
) -> Calendar:
    replaced = {date.fromisoformat(day): windows for day, windows in (overrides or {}).items()}
    return Calendar(zone_name, week(**days), replaced, frozenset(date.fromisoformat(day) for day in off))


def rules(minutes: int = 60, step: int = 60, window_days: int = 365, **more: Any) -> SlotRules:
    return SlotRules(timedelta(minutes=minutes), timedelta(minutes=step), window_days, **more)


def busy(start: str, end: str, before: int = 0, after: int = 0) -> Busy:
    return Busy(at(start), at(end), timedelta(minutes=before), timedelta(minutes=after))


def offered(
    member: Member | Calendar,
    first: str,
    last: str | None = None,
    *,
    how: SlotRules | None = None,
    now: datetime = LONG_AGO,
    asking: str | None = None,
) -> list[str]:
    """The starts offered for the dates, read on the member's wall clock: "11-07T01:00-04:00"."""
    member = member if isinstance(member, Member) else Member("a", member)
    how = how or rules()
    period = Period(date.fromisoformat(first), date.fromisoformat(last or first), asking or member.calendar.zone)
    slots = free_slots([member], how, period, now)
    assert slots == reference.free_slots([member], how, period, now, Mode.ANY)
    here = zone(member.calendar.zone)
    return [slot.start.astimezone(here).isoformat(timespec="minutes")[5:] for slot in slots]
