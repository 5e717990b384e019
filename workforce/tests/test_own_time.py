"""Hours, days that differ, time off, countries and closures: what the verbs make true, tell and refuse."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.actors import actor_for
from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core.actor import SYSTEM
from core.errors import DomainError, ErrorCode
from core.testing import assert_queries
from events.models import DomainEvent
from workforce.actions import (
    add_blackout_day,
    add_time_off,
    book,
    remove_blackout_day,
    remove_hours_override,
    remove_time_off,
    set_country,
    set_hours_override,
    set_working_hours,
)
from workforce.actions.set_working_hours import hours_of
from workforce.models import BlackoutDay, HoursOverride, Staff, TimeOff
from workforce.queries.conflicts import conflicts, last_booked_on
from workforce.queries.member_days import member_days
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
NINE = [("09:00", "17:00")]
WEEK = [NINE, NINE, NINE, NINE, NINE, [], []]
MONDAY = date(2027, 2, 1)
NOON = datetime(2027, 2, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def ana():
    return StaffFactory(hours=[(day, "09:00", "17:00") for day in range(5)])


def me(staff):
    return actor_for(staff.user)


def supervisor():
    return actor_for(UserFactory(roles=[Role.SUPERVISOR]))


def told(name):
    return list(DomainEvent.objects.filter(name=name).order_by("id"))


def refused(act, code=ErrorCode.VALIDATION_FAILED):
    before = DomainEvent.objects.count()
    with pytest.raises(DomainError) as refusal:
        act()
    assert (refusal.value.code, DomainEvent.objects.count()) == (code, before)
    return refusal.value.details


# -- the week ----------------------------------------------------------------------------------------


def test_week_is_replaced_and_told(ana):
    TeamFactory(members=[ana])
    set_working_hours(ana, [[("13:00", "00:00"), ("08:00", "12:00")], *WEEK[1:]], by=me(ana), at=NOON)
    assert hours_of(ana)[0] == [("08:00", "12:00"), ("13:00", "24:00")]
    (event,) = told("hours.changed")
    assert event.payload["hours"]["monday"] == ["08:00-12:00", "13:00-24:00"]
    assert (event.payload["previous"]["monday"], "saturday" in event.payload["hours"]) == (["09:00-17:00"], False)
    assert event.topics == sorted([f"calendar.{ana.public_id}", "calendar.all"])


def test_same_week_again_says_nothing(ana):
    set_working_hours(ana, WEEK, by=me(ana))
    assert told("hours.changed") == []


@pytest.mark.parametrize(
    "week, field",
    [
        ([[("09:00", "17:00"), ("16:00", "18:00")], *WEEK[1:]], "monday"),
        ([[("22:00", "10:00")], *WEEK[1:]], "tuesday"),
        ([[("9", "17:00")], *WEEK[1:]], "monday"),
        ([[("09:00", "25:00")], *WEEK[1:]], "monday"),
        ([[(f"{hour:02}:00", f"{hour:02}:30") for hour in range(13)], *WEEK[1:]], "monday"),
        (WEEK[:6], "hours"),
    ],
)
def test_week_that_cannot_be_meant_is_refused(ana, week, field):
    assert list(refused(lambda: set_working_hours(ana, week, by=me(ana)))) == [field]
    assert hours_of(ana) == WEEK


def test_only_oneself_or_who_staffs_the_teams_changes_hours(ana):
    ben = StaffFactory()
    TeamFactory(members=[ana, ben])
    for act in (
        lambda: set_working_hours(ana, [[]] * 7, by=me(ben)),
        lambda: set_hours_override(ana, MONDAY, [], by=me(ben)),
        lambda: add_time_off(ana, starts_on=MONDAY, ends_on=MONDAY, by=me(ben)),
        lambda: set_country(ana, "US", by=me(ben)),
        lambda: add_blackout_day(MONDAY, "Closed", by=me(ben)),
    ):
        refused(act, ErrorCode.FORBIDDEN)
    assert (hours_of(ana), HoursOverride.objects.count(), TimeOff.objects.count()) == (WEEK, 0, 0)
    set_working_hours(ana, [[]] * 7, by=supervisor())
    assert hours_of(ana) == [[]] * 7


# -- one day -----------------------------------------------------------------------------------------


def test_day_differs_once_and_is_restored(ana):
    for spans in ([("10:00", "14:00")], [("10:00", "14:00")], []):
        set_hours_override(ana, MONDAY, spans, by=me(ana))
    assert [(event.payload["spans"], event.payload["origin"]) for event in told("hours.overridden")] == [
        (["10:00-14:00"], "OWN"),
        ([], "OWN"),
    ]
    assert HoursOverride.objects.get().spans == []
    remove_hours_override(ana, MONDAY, by=me(ana))
    assert (HoursOverride.objects.count(), told("hours.restored")[0].payload["date"]) == (0, "2027-02-01")
    refused(lambda: remove_hours_override(ana, MONDAY, by=me(ana)), ErrorCode.NOT_FOUND)


def test_day_of_another_decade_is_refused(ana):
    assert list(refused(lambda: set_hours_override(ana, date(1, 1, 1), [], by=me(ana)))) == ["date"]
    assert list(refused(lambda: add_blackout_day(date(9999, 1, 1), "Closed", by=SYSTEM))) == ["date"]
    assert (HoursOverride.objects.count(), BlackoutDay.objects.count()) == (0, 0)


def test_day_with_overlapping_spans_is_refused(ana):
    refused(lambda: set_hours_override(ana, MONDAY, [("09:00", "12:00"), ("11:00", "13:00")], by=me(ana)))
    assert HoursOverride.objects.count() == 0


# -- time off ----------------------------------------------------------------------------------------


def test_time_off_is_added_and_removed_and_its_reason_is_personal(ana):
    away = add_time_off(ana, starts_on=MONDAY, ends_on=MONDAY + timedelta(days=2), reason=" Dentist ", by=me(ana))
    (event,) = told("time_off.added")
    assert (event.personal, event.payload["starts_on"], event.payload["ends_on"]) == (
        {"reason": "Dentist"},
        "2027-02-01",
        "2027-02-03",
    )
    remove_time_off(away, by=me(ana))
    assert (TimeOff.objects.count(), told("time_off.removed")[0].payload["time_off_id"]) == (0, away.public_id)
    refused(lambda: remove_time_off(away, by=me(ana)), ErrorCode.NOT_FOUND)


def test_stretch_of_a_day_is_time_off(ana):
    away = add_time_off(ana, starts_at=NOON, ends_at=NOON + HOUR, by=me(ana))
    assert str(away) == "2027-02-01 12:00 to 2027-02-01 13:00 UTC"
    remove_time_off(away, by=supervisor())
    assert TimeOff.objects.count() == 0


@pytest.mark.parametrize(
    "fields, wrong",
    [
        ({"starts_on": MONDAY, "ends_on": MONDAY - timedelta(days=1)}, "ends_on"),
        ({"starts_on": MONDAY, "ends_on": MONDAY + timedelta(days=800)}, "ends_on"),
        ({"starts_at": NOON, "ends_at": NOON}, "ends_at"),
        ({"starts_at": NOON, "ends_at": NOON + timedelta(days=800)}, "ends_at"),
        ({"starts_on": MONDAY, "ends_at": NOON}, "starts_on"),
        ({"starts_on": date(2072, 1, 1), "ends_on": date(2072, 1, 2)}, "starts_on"),
        ({"starts_at": NOON.replace(year=9999), "ends_at": NOON.replace(year=9999, month=3)}, "starts_at"),
        ({}, "starts_on"),
    ],
)
def test_time_off_that_cannot_be_meant_is_refused(ana, fields, wrong):
    assert list(refused(lambda: add_time_off(ana, **fields, by=me(ana)))) == [wrong]
    assert TimeOff.objects.count() == 0


def test_same_time_off_twice_is_refused(ana):
    add_time_off(ana, starts_on=MONDAY, ends_on=MONDAY, by=me(ana))
    refused(lambda: add_time_off(ana, starts_on=MONDAY, ends_on=MONDAY, by=me(ana)))
    assert TimeOff.objects.count() == 1


# -- countries and closures --------------------------------------------------------------------------


def test_country_and_region_are_chosen_once(ana):
    for _ in range(2):
        set_country(ana, "US", "CA", by=me(ana))
    assert Staff.objects.values_list("country", "subdivision").get(pk=ana.pk) == ("US", "CA")
    assert [event.payload["country"] for event in told("staff.country_changed")] == ["US"]
    assert list(refused(lambda: set_country(ana, "XX", by=me(ana)))) == ["country"]
    assert list(refused(lambda: set_country(ana, "US", "ZZ", by=me(ana)))) == ["subdivision"]
    assert list(refused(lambda: set_country(ana, "", "CA", by=me(ana)))) == ["subdivision"]
    assert Staff.objects.get(pk=ana.pk).subdivision == "CA"


def test_closure_is_added_once_and_removed():
    by = supervisor()
    closed = add_blackout_day(MONDAY, "Stocktaking", "US", by=by)
    assert list(refused(lambda: add_blackout_day(MONDAY, "Again", "US", by=by))) == ["date"]
    assert list(refused(lambda: add_blackout_day(MONDAY, " ", by=by))) == ["name"]
    assert list(refused(lambda: add_blackout_day(MONDAY, "Far", "XX", by=by))) == ["country"]
    assert told("blackout.added")[0].topics == ["calendar.all", "calendar.closures"]
    remove_blackout_day(closed, by=by)
    assert (BlackoutDay.objects.count(), len(told("blackout.removed"))) == (0, 1)
    refused(lambda: remove_blackout_day(closed, by=by), ErrorCode.NOT_FOUND)


# -- days as people see them -------------------------------------------------------------------------


def days_of(staff, days=7):
    (found,) = member_days([staff], MONDAY, MONDAY + timedelta(days=days - 1), at=NOON)
    return found


def times(intervals):
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return [
        tuple((start + timedelta(microseconds=edge)).strftime("%d %H:%M") for edge in interval)
        for interval in intervals
    ]


def test_days_say_what_is_open_what_is_free_and_why_not(ana):
    Staff.objects.filter(pk=ana.pk).update(country="US")
    ana.country = "US"
    book(ana.pk, starts_at=NOON, ends_at=NOON + HOUR, buffer_after=timedelta(minutes=30), purpose="CALL", by=SYSTEM)
    set_hours_override(ana, MONDAY + timedelta(days=1), [("22:00", "02:00")], by=me(ana))
    add_time_off(
        ana, starts_on=MONDAY + timedelta(days=2), ends_on=MONDAY + timedelta(days=2), reason="Trip", by=SYSTEM
    )
    at_ten = datetime(2027, 2, 4, 10, tzinfo=UTC)
    add_time_off(ana, starts_at=at_ten, ends_at=at_ten + HOUR, by=SYSTEM)
    add_blackout_day(date(2027, 2, 5), "Company day", by=SYSTEM)
    found = days_of(ana, 15).days
    assert times(found[0].open) == [("01 09:00", "01 17:00")]
    assert times(found[0].free) == [("01 09:00", "01 12:00"), ("01 13:30", "01 17:00")]
    assert (found[0].booked_minutes, found[0].open_minutes, len(found[0].live)) == (60, 480, 1)
    assert (times(found[1].open), found[1].override.spans) == ([("02 22:00", "03 00:00")], [["22:00", "02:00"]])
    assert (found[2].open, [(one.kind, one.name) for one in found[2].closed]) == ([], [("time_off", "Trip")])
    assert times(found[3].open) == [("04 09:00", "04 10:00"), ("04 11:00", "04 17:00")]
    assert (len(found[3].away), found[4].closed[0].name, found[5].spans) == (1, "Company day", [])
    assert [(one.kind, one.name) for one in found[14].closed] == [("holiday", "Washington's Birthday")]


@pytest.mark.parametrize("n", [1, 3])
def test_days_are_six_statements(n):
    members = [StaffFactory() for _ in range(n)]
    for member in members:
        book(member.pk, starts_at=NOON, ends_at=NOON + HOUR, purpose="CALL", by=SYSTEM)
    with assert_queries(6):
        found = member_days(members, MONDAY, MONDAY + timedelta(days=6), at=NOON)
    assert [len(one.days[0].bookings) for one in found] == [1] * n


def test_what_does_not_fit_any_more_is_named_and_stands(ana):
    booked = [
        book(
            ana.pk,
            starts_at=NOON + timedelta(days=day),
            ends_at=NOON + timedelta(days=day) + HOUR,
            purpose="CALL",
            by=SYSTEM,
        )
        for day in range(5)
    ]
    assert conflicts(days_of(ana), NOON) == []
    set_hours_override(ana, MONDAY, [("13:00", "17:00")], by=me(ana))
    at = NOON + timedelta(days=1)
    add_time_off(ana, starts_at=at + HOUR / 2, ends_at=at + HOUR, reason="Dentist", by=me(ana))
    add_time_off(ana, starts_on=MONDAY + timedelta(days=2), ends_on=MONDAY + timedelta(days=2), by=me(ana))
    add_blackout_day(MONDAY + timedelta(days=3), "Company day", by=SYSTEM)
    found = conflicts(days_of(ana), NOON)
    assert [(one.booking, one.kind, one.name) for one in found] == [
        (booked[0], "hours", ""),
        (booked[1], "time_off", "Dentist"),
        (booked[2], "time_off", ""),
        (booked[3], "blackout", "Company day"),
    ]
    assert last_booked_on(ana, NOON) == MONDAY + timedelta(days=4)
    assert conflicts(days_of(ana), NOON + timedelta(days=9)) == []


def test_nothing_booked_has_no_last_day(ana):
    assert last_booked_on(ana, NOON) is None
