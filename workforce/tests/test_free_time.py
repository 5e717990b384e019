from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.actor import SYSTEM
from core.testing import assert_queries
from workforce.actions import advance_booking, book, cancel_booking, hold_slot
from workforce.models import HoursOverride, TimeOff
from workforce.queries import free_between, nearest_free, refusal_of, taken_between
from workforce.rules.free_slots import Period, Refusal, SlotRules
from workforce.rules.intervals import to_instant
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 29, 12, tzinfo=UTC)
MONDAY = date(2027, 2, 1)
HOUR = timedelta(hours=1)
RULES = SlotRules(duration=HOUR, interval=HOUR, booking_window_days=30)


def at(hour, minute=0):
    return datetime(2027, 2, 1, hour, minute, tzinfo=UTC)


def free(*members, rules=RULES, **more):
    """start hour → who, on Monday."""
    slots = free_between([m.pk for m in members], rules, Period(MONDAY, MONDAY, "UTC"), at=NOW, **more)
    return {slot.start.hour: slot.members for slot in slots}


def member(*spans):
    return StaffFactory(hours=[(0, starts, ends) for starts, ends in spans or [("09:00", "13:00")]])


def test_free_is_hours_without_bookings_buffers_and_time_off():
    ana = member()
    book(ana.pk, starts_at=at(10, 30), ends_at=at(10, 45), purpose="CALL", by=SYSTEM)
    assert list(free(ana)) == [9, 11, 12]
    TimeOff.objects.create(staff=ana, starts_at=at(12, 30), ends_at=at(14))
    assert list(free(ana)) == [9, 11]
    book(ana.pk, starts_at=at(8), ends_at=at(9), buffer_after=timedelta(minutes=1), purpose="CALL", by=SYSTEM)
    assert list(free(ana)) == [11]
    HoursOverride.objects.create(staff=ana, date=MONDAY, spans=[["20:00", "22:00"]])
    assert list(free(ana)) == [20, 21]


def test_taken_time_is_exact_to_the_microsecond():
    ana = member()
    start, end = at(9).replace(microsecond=1), at(10).replace(microsecond=999_999)
    book(ana.pk, starts_at=start, ends_at=end, buffer_after=timedelta(microseconds=3), purpose="CALL", by=SYSTEM)
    taken = taken_between([ana.pk], at(0), at(23), at=NOW)
    assert taken == {ana.pk: [(to_instant(start), to_instant(end) + 3)]}


def test_what_takes_no_time_blocks_nothing():
    ana = member()
    book(ana.pk, starts_at=at(9), ends_at=at(13), purpose="NEXT_STEP", blocking=False, by=SYSTEM)
    cancel_booking(book(ana.pk, starts_at=at(9), ends_at=at(13), purpose="CALL", by=SYSTEM), by=SYSTEM)
    assert list(free(ana)) == [9, 10, 11, 12]


def test_slots_name_who_can_take_them_in_the_given_order():
    ana, ben = member(("09:00", "11:00")), member(("10:00", "12:00"))
    assert free(ben, ana) == {9: (ana.pk,), 10: (ben.pk, ana.pk), 11: (ben.pk,)}


def test_what_is_offered_is_what_is_not_refused():
    ana = member()
    taken = book(ana.pk, starts_at=at(10), ends_at=at(11), purpose="CALL", by=SYSTEM)
    offered = free(ana)
    why = {hour: refusal_of(ana.pk, at(hour), RULES, at=NOW) for hour in range(24)}
    assert [hour for hour, refusal in why.items() if refusal is None] == list(offered)
    assert (why[10], why[8]) == (Refusal.BUSY, Refusal.OUTSIDE_HOURS)
    assert refusal_of(ana.pk, at(10), RULES, at=NOW, ignoring=taken.pk) is None


def test_nearest_free_are_nearest_first():
    ana = member(("09:00", "13:00"))
    book(ana.pk, starts_at=at(10), ends_at=at(11), purpose="CALL", by=SYSTEM)
    slots = nearest_free(ana.pk, at(10), HOUR, 3, at=NOW)
    assert [slot.start for slot in slots] == [at(9), at(11), at(11, 30)]


def test_nearest_free_looks_days_ahead_and_never_back_before_now():
    ana = member()
    for day in (0, 7):
        start = at(9) + timedelta(days=day)
        book(ana.pk, starts_at=start, ends_at=start + 4 * HOUR, purpose="CALL", by=SYSTEM)
    slots = nearest_free(ana.pk, at(9), HOUR, 2, at=NOW)
    assert [slot.start for slot in slots] == [at(9) + timedelta(days=14), at(9, 30) + timedelta(days=14)]


@pytest.mark.parametrize("n", [1, 3])
def test_free_time_is_two_statements(n):
    members = [member() for _ in range(n)]
    with assert_queries(2):
        assert len(free(*members)) == 4


def test_daily_maximum_counts_what_starts_on_the_members_own_date():
    auckland = ZoneInfo("Pacific/Auckland")
    ana = StaffFactory(user__timezone=auckland.key, hours=[(0, "08:00", "12:00"), (1, "08:00", "12:00")])
    sunday_utc = datetime(2027, 1, 31, 19, tzinfo=UTC)  # Monday 08:00 in Auckland

    def offered(rules, **more):
        slots = free_between(
            [ana.pk], rules, Period(MONDAY, MONDAY + timedelta(days=1), "Pacific/Auckland"), at=NOW, **more
        )
        return Counter(slot.start.astimezone(ZoneInfo("Pacific/Auckland")).date().isoformat() for slot in slots)

    two_a_day = replace(RULES, daily_max=2)
    first, second, other = (
        book(ana.pk, starts_at=sunday_utc + n * HOUR, ends_at=sunday_utc + (n + 1) * HOUR, purpose="CALL", by=SYSTEM)
        for n in (0, 1, 24)
    )
    assert offered(RULES) == {"2027-02-01": 2, "2027-02-02": 3}
    assert offered(two_a_day) == {"2027-02-02": 3}
    assert offered(two_a_day, ignoring=first.pk) == {"2027-02-01": 3, "2027-02-02": 3}
    assert refusal_of(ana.pk, sunday_utc + 2 * HOUR, two_a_day, at=NOW) == Refusal.DAY_FULL
    assert refusal_of(ana.pk, sunday_utc + 2 * HOUR, two_a_day, at=NOW, ignoring=second.pk) is None
    advance_booking(first, "DONE", by=SYSTEM)
    assert offered(two_a_day) == {"2027-02-02": 3}  # done is done, and was one of the two
    cancel_booking(second, by=SYSTEM)
    assert offered(two_a_day) == {"2027-02-01": 4, "2027-02-02": 3}
    hold = hold_slot(ana.pk, starts_at=other.ends_at, ends_at=other.ends_at + HOUR, by=SYSTEM, at=NOW)
    assert offered(two_a_day) == {"2027-02-01": 4}
    assert refusal_of(ana.pk, other.ends_at, two_a_day, at=hold.expires_at) is None


@pytest.mark.parametrize("n", [1, 3])
def test_free_time_with_a_daily_maximum_is_three_statements(n):
    members = [member() for _ in range(n)]
    with assert_queries(3):
        assert len(free(*members, rules=replace(RULES, daily_max=1))) == 4
