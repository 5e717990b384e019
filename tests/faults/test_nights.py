"""The nights on which clocks change: calls, their reminders, the clocks of answers and a private calendar live through
both of them in seven zones, on a simulated clock.

NIGHT_STEP_SECONDS=60 walks minute by minute (the bound is then a minute); the gate takes longer steps.
"""

import os
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from core import clock
from core.actor import SYSTEM
from events.timers import fire_due
from notifications.models import Notification
from scheduling.actions import create_feed
from scheduling.models import CallRequest, Topic
from scheduling.queries.pool import needs_of, pool_of, slots_of
from scheduling.tests.feeds import fetch
from scheduling.tests.worlds import booked, caller, customer, desk, waiting
from workforce.models import Booking, TeamHours
from workforce.queries import team_calendar
from workforce.rules.free_slots import Period
from workforce.tests import reference

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
STEP = timedelta(seconds=int(os.environ.get("NIGHT_STEP_SECONDS", "1200")))
HOUR = timedelta(hours=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]  # year, month, day, hour, minute


#: zone → the instants of 2027 at which its clocks change
NIGHTS = {
    "America/New_York": (utc(2027, 3, 14, 7), utc(2027, 11, 7, 6)),
    "America/Havana": (utc(2027, 3, 14, 5), utc(2027, 11, 7, 5)),
    "America/St_Johns": (utc(2027, 3, 14, 5, 30), utc(2027, 11, 7, 4, 30)),
    "Europe/Berlin": (utc(2027, 3, 28, 1), utc(2027, 10, 31, 1)),
    "Australia/Lord_Howe": (utc(2027, 4, 3, 15), utc(2027, 10, 2, 15, 30)),
    "Pacific/Chatham": (utc(2027, 4, 3, 14), utc(2027, 9, 25, 14)),
    "America/Santiago": (utc(2027, 4, 4, 3), utc(2027, 9, 5, 4)),
}
CASES = [(zone, night) for zone, nights in NIGHTS.items() for night in nights]


@pytest.mark.parametrize(("zone", "night"), CASES, ids=[f"{zone}-{night:%m}" for zone, night in CASES])
def test_night_is_lived_through(zone: str, night: datetime) -> None:
    began = night - 3 * 24 * HOUR
    with clock.moved(to=began):
        ana = caller(user__timezone=zone)
        team = desk(ana, timezone=zone)
        TeamHours.objects.bulk_create(
            TeamHours(team=team, weekday=day, starts=starts, ends=ends)
            for day in range(7)
            for starts, ends in (("00:30", "02:45"), ("22:00", "24:00"))
        )
        calls = [book(zone, start) for start in offered(zone, night, began)]
        request = waiting(at=began, urgency="THIS_WEEK", timezone=zone)
        _, url = create_feed(ana, by=SYSTEM)
    assert len(calls) == 12
    assert_no_two_overlap()
    check_answer_clock(request, team, began)
    with clock.moved(to=began):
        told = [event.decoded("DTSTART") for event in Calendar.from_ical(fetch(url).content).walk("VEVENT")]
    assert sorted(told) == sorted(call.scheduled_date_time for call in calls)
    fired = live_through(night - 28 * HOUR, night + 4 * HOUR)
    check_reminders(calls, fired)


def offered(zone: str, night: datetime, at: datetime) -> list[datetime]:
    """The half hours of the three before and after the change, as availability offers them in that zone."""
    topic = Topic.objects.get(code="BILLING")
    local = ZoneInfo(zone)
    period = Period((night - 4 * HOUR).astimezone(local).date(), (night + 4 * HOUR).astimezone(local).date(), zone)
    slots = slots_of(pool_of(topic, needs_of(topic, "en"), at=at), topic.slot_rules(), period, at=at)
    starts = [slot.start for slot in slots if night - 3 * HOUR <= slot.start < night + 3 * HOUR]
    assert all(start.astimezone(local).astimezone(UTC) == start for start in starts)  # none at a time that is not
    return starts


def book(zone: str, start: datetime) -> CallRequest:
    return booked(customer(), clock.now(), scheduled_date_time=start, timezone=zone)


def assert_no_two_overlap() -> None:
    spans = sorted(Booking.objects.filter(purpose="CALL").values_list("starts_at", "ends_at"))
    assert all(end <= begin for (_, end), (begin, _) in pairwise(spans))


def check_answer_clock(request: CallRequest, team: object, began: datetime) -> None:
    """Eight hours of the team's time, counted minute by minute."""
    due_at = request.work_item.due_at
    assert due_at is not None
    calendar = team_calendar(team, began)  # type: ignore[arg-type]
    start = began.replace(second=0, microsecond=0)
    assert reference.working_time(start, due_at, calendar, ()) == timedelta(hours=8)


def live_through(start: datetime, end: datetime) -> list[tuple[str, datetime]]:
    """Walk the clock; (call, instant) of each reminder of a customer."""
    seen: list[tuple[str, datetime]] = []
    known: set[object] = set()
    at = start
    while at <= end:
        with clock.moved(to=at):
            fire_due()
        rows = Notification.objects.filter(kind="CALL_REMINDER").exclude(pk__in=known)
        for row in rows:
            known.add(row.pk)
            seen.append((row.context["call_id"], at))
        at += STEP
    return seen


def check_reminders(calls: list[CallRequest], fired: list[tuple[str, datetime]]) -> None:
    """Each 24 real hours and one real hour before, once, never early, and late by a step at most."""
    for call in calls:
        start = call.scheduled_date_time
        assert start is not None
        came = sorted(at for key, at in fired if key == call.public_id)
        due = [start - 24 * HOUR, start - HOUR]
        assert len(came) == 2, (call.number, came)
        for instant, wanted in zip(came, due, strict=True):
            assert wanted <= instant <= wanted + STEP
