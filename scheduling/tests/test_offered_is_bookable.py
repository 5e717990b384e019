"""What availability offers can be booked, and nothing else can: by the rules 10,000 times, and for real some hundreds.

Worlds are made up: zones, hours over midnight, busy times, buffers, notice, windows, daily maxima, both nights on which
clocks change. The probes are starts on and beside the grid, before, inside and after what is offered.
"""

from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest
from django.db import transaction

from core import clock
from core.actor import SYSTEM
from core.errors import DomainError
from core.ids import new_id
from scheduling.models import CallPolicy, Topic
from scheduling.queries.availability import availability
from scheduling.tests.worlds import as_customer, asker, caller, customer, desk, facts
from workforce.actions import book
from workforce.rules.free_slots import Busy, Member, Period, SlotRules, free_slots, refusal
from workforce.rules.working_time import Calendar, Window

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ZONES = (
    "UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe",
    "America/St_Johns", "Pacific/Kiritimati",
)  # fmt: skip
#: around the clocks' changes of 2027, and a week without any
BEGINNINGS = (datetime(2027, 3, 12, tzinfo=UTC), datetime(2027, 10, 29, tzinfo=UTC), datetime(2027, 6, 7, tzinfo=UTC))


def made_up(chance: Random):
    """Three members, the topic's rules, and the instant of asking."""
    now = chance.choice(BEGINNINGS) + chance.randrange(7 * 24 * 60) * MINUTE
    rules = SlotRules(
        duration=chance.choice([15, 30, 45, 60, 120]) * MINUTE,
        interval=chance.choice([15, 30]) * MINUTE,
        booking_window_days=chance.randrange(1, 10),
        min_notice=chance.choice([0, 0, 120, 1440]) * MINUTE,
        buffer_before=chance.choice([0, 0, 5, 15]) * MINUTE,
        buffer_after=chance.choice([0, 0, 10]) * MINUTE,
        daily_max=chance.choice([None, None, 1, 2]),
    )
    return [member_of(number, now, chance) for number in range(3)], rules, now


def member_of(number: int, now: datetime, chance: Random) -> Member:
    windows = [(9 * 60, 17 * 60), (22 * 60, 6 * 60), (0, 24 * 60), (8 * 60 + 7, 12 * 60), (13 * 60, 13 * 60 + 20)]
    weekly = tuple(
        tuple(window_of(*chosen) for chosen in chance.sample(windows, chance.choice([0, 1, 1, 2]))) for _ in range(7)
    )
    zone = chance.choice(ZONES)
    busy = []
    for _ in range(chance.randrange(6)):
        start = now + chance.randrange(10 * 24 * 60) * MINUTE
        busy.append(Busy(start, start + chance.randrange(5, 300) * MINUTE))
    day = now.date()
    booked = {day + n * DAY: chance.randrange(3) for n in range(8)}
    return Member(number, Calendar(zone, weekly), busy=busy, booked=booked)


def window_of(start: int, end: int) -> Window:
    """Minutes after midnight; the last one is the next midnight."""
    return Window(*(time(minute // 60 % 24, minute % 60) for minute in (start, end)))


def probes(offered, now: datetime, chance: Random):
    """Starts that are offered, beside them, and anywhere."""
    chosen = chance.sample(offered, min(len(offered), 12))
    yield from (slot.start for slot in chosen)
    for slot in chosen:
        yield slot.start + chance.choice([-30, -15, -1, 1, 15, 30]) * MINUTE
    for _ in range(20):
        yield now + chance.randrange(-60, 12 * 24 * 4) * 15 * MINUTE


def test_ten_thousand_starts_are_offered_exactly_when_they_can_be_taken():
    chance, tried, taken = Random(20261127), 0, 0
    while tried < 10_000:
        members, rules, now = made_up(chance)
        period = Period(now.date() - DAY, now.date() + 13 * DAY, "UTC")
        offered = free_slots(members, rules, period, now)
        takers = {slot.start: slot.members for slot in offered}
        for start in probes(offered, now, chance):
            bookable = tuple(one.id for one in members if refusal(one, start, rules, now) is None)
            assert bookable == takers.get(start, ()), (start, rules, now)
            tried += 1
            taken += bool(bookable)
    assert 2_000 < taken < 8_000  # both sides are tried


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_offers_are_booked_and_everything_else_is_refused(seed):
    """Through the tables, the engine and the constraint; each probe meets the same world."""
    chance = Random(seed)
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    windows = [("09:00", "12:00"), ("22:00", "24:00"), ("00:00", "03:30"), ("14:07", "16:00")]
    members = [
        caller(
            f"Member {number}",
            hours=[(day, *span) for day in range(7) for span in chance.sample(windows, chance.randrange(3))],
            user__timezone=chance.choice(ZONES),
        )
        for number in range(3)
    ]
    desk(*members)
    Topic.objects.filter(code="BILLING").update(
        slot_interval=chance.choice([15, 30]) * MINUTE,
        buffer_before=chance.choice([0, 10]) * MINUTE,
        buffer_after=chance.choice([0, 10]) * MINUTE,
        min_notice=chance.choice([0, 120]) * MINUTE,
        window_days=chance.randrange(3, 9),
        daily_max=chance.choice([None, 1, 2]),
    )
    CallPolicy.objects.create(pk=1, requests_per_day=1000)
    for member in members:
        taken_from = now + chance.randrange(24, 100) * 60 * MINUTE
        book(member.pk, starts_at=taken_from, ends_at=taken_from + 45 * MINUTE, purpose="SESSION", by=SYSTEM)
    topic, who = Topic.objects.get(code="BILLING"), customer()
    days = availability(topic, Period(now.date() - DAY, now.date() + 12 * DAY, "UTC"), at=now).days
    offered = [slot for _, slots in days for slot in slots]
    starts = {slot.start for slot in offered}
    for start in probes(offered, now, chance):
        if start > now:
            assert is_booked(who, start, now) == (start in starts), (start, now)


def is_booked(who, start: datetime, now: datetime) -> bool:
    with transaction.atomic():
        try:
            with transaction.atomic():
                said = facts(scheduled_date_time=start)
                call = request_of(said, who, now)
            found = (call.status, call.scheduled_date_time) == ("CONFIRMED", start)
        except DomainError as refused:
            found = refused.code.value != "SLOT_UNAVAILABLE"
        transaction.set_rollback(True)
    return found


def request_of(said, who, now):
    from scheduling.actions import request_call

    return request_call(said, asker(who), by=as_customer(who).on(new_id()), at=now)
