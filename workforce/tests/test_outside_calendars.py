"""Members' own calendars: connected, read by whoever comes first, trusted for a while."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.actor import SYSTEM, staff_public_id
from core.errors import DomainError, Invalid
from core.testing import assert_queries
from events.models import DomainEvent
from workforce import conf
from workforce.actions import (
    claim_reading,
    connect_calendar,
    disconnect_calendar,
    read_again,
    settle_reading,
    switch_off,
)
from workforce.enums import CalendarProblem
from workforce.models import BusyBlock, CalendarPolicy, OutsideCalendar
from workforce.ports import BusyTime, CalendarError, Reading
from workforce.queries import candidates, free_between, refusal_of, unknown_members
from workforce.reading import read_due
from workforce.rules.free_slots import Period, Refusal, SlotRules
from workforce.tests.calendars import Provider
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 2, 1)
NOW = datetime(2027, 1, 29, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
RULES = SlotRules(duration=HOUR, interval=HOUR, booking_window_days=30)
GONE = CalendarError(CalendarProblem.GONE, "It answered 404.")
SILENT = CalendarError(CalendarProblem.UNREACHABLE, "ConnectTimeout")


@pytest.fixture(autouse=True)
def provider(settings, monkeypatch):
    settings.CALENDARS = {"ICS": Provider.PATH}
    monkeypatch.setattr(Provider, "says", {})
    monkeypatch.setattr(Provider, "asked", [])
    monkeypatch.setattr(Provider, "closed", 0)
    return Provider


def at(hour, minute=0):
    return datetime(2027, 2, 1, hour, minute, tzinfo=UTC)


def member(zone="UTC"):
    return StaffFactory(user__timezone=zone, hours=[(0, "09:00", "13:00")])


def connected(staff, address=Provider.ADDRESS, *, when=NOW):
    return OutsideCalendar.objects.create(staff=staff, address=address, connected_at=when)


def settled(calendar, result, *, when=NOW):
    OutsideCalendar.objects.filter(pk=calendar.pk).update(next_read_at=NOW - timedelta(days=3650))
    claimed = claim_reading()
    assert claimed == calendar
    assert settle_reading(claimed, result, asked_at=when) is True
    calendar.refresh_from_db()
    return calendar


def offered(*members, when=NOW):
    slots = free_between([m.pk for m in members], RULES, Period(MONDAY, MONDAY, "UTC"), at=when)
    return {slot.start.hour: slot.members for slot in slots}


def events(name):
    return [event.payload for event in DomainEvent.objects.filter(name=name).order_by("id")]


def of(calendar):
    return {"calendar_id": calendar.public_id, "staff_id": calendar.staff.public_id, "provider": "ICS"}


def test_what_is_taken_elsewhere_is_not_free_here():
    ana, ben = member("Europe/Madrid"), member()
    calendar = connected(ana)
    busy = [BusyTime("a", at(9, 30), at(10, 15)), BusyTime("b", at(12), at(13))]
    settled(calendar, Reading(busy, zone="Europe/Madrid", name="Ana", etag='"1"'))
    # Ana's 09:00 to 13:00 are 08:00 to 12:00 UTC.
    assert offered(ana, ben) == {
        8: (ana.pk,),
        9: (ben.pk,),
        10: (ben.pk,),
        11: (ana.pk, ben.pk),
        12: (ben.pk,),
    }
    assert refusal_of(ana.pk, at(9), RULES, at=NOW) == Refusal.BUSY
    assert (calendar.read_at, calendar.whole_at, calendar.etag, calendar.name) == (NOW, NOW, '"1"', "Ana")


def test_whole_days_are_those_of_the_calendars_zone_or_of_the_members():
    ana = member()
    tokyo = BusyTime("a", starts_on=MONDAY, ends_on=MONDAY + timedelta(days=1))
    calendar = settled(connected(ana), Reading([tokyo], zone="Asia/Tokyo"))
    assert list(offered(ana)) == []  # until 15:00 UTC
    settled(calendar, Reading([tokyo], zone="America/Los_Angeles"))
    assert list(offered(ana)) == []  # 15:00 is the end of Tokyo's; here the day begins at 08:00 UTC
    settled(calendar, Reading([BusyTime("a", starts_on=MONDAY - timedelta(days=1), ends_on=MONDAY)], zone="Asia/Tokyo"))
    assert list(offered(ana)) == [9, 10, 11, 12]
    settled(calendar, Reading([tokyo], zone=""))
    assert list(offered(ana)) == []


def test_only_what_differs_is_written():
    calendar = connected(member())
    first, second, third = (BusyTime(str(n), at(n), at(n + 1)) for n in (9, 10, 11))
    settled(calendar, Reading([first, second, second]))
    kept = BusyBlock.objects.get(uid="10").pk
    settled(calendar, Reading([second, third]), when=NOW + HOUR)
    assert dict(BusyBlock.objects.values_list("uid", "starts_at")) == {"10": at(10), "11": at(11)}
    assert BusyBlock.objects.get(uid="10").pk == kept
    settled(calendar, Reading(None), when=NOW + 2 * HOUR)
    assert (BusyBlock.objects.count(), calendar.read_at, calendar.whole_at) == (2, NOW + 2 * HOUR, NOW + HOUR)


def test_our_own_appointments_there_take_no_time_twice():
    ana = member()
    settled(connected(ana), Reading([BusyTime("call_1@switchboard", at(9), at(13))]))
    assert list(offered(ana)) == [9, 10, 11, 12]


def test_failure_keeps_what_is_known_and_hides_the_member_after_the_grace():
    ana, ben = member(), member()
    calendar = settled(connected(ana), Reading([BusyTime("a", at(9), at(10))]), when=NOW)
    settled(calendar, SILENT, when=NOW + HOUR)
    assert list(offered(ana, when=NOW + HOUR)) == [10, 11, 12]
    late = NOW + 2 * HOUR + timedelta(seconds=1)
    assert offered(ana, ben, when=late) == dict.fromkeys((9, 10, 11, 12), (ben.pk,))
    assert refusal_of(ana.pk, at(10), RULES, at=late) == Refusal.UNKNOWN
    assert unknown_members([ana.pk, ben.pk], at=late) == {ana.pk}
    assert unknown_members([ana.pk, ben.pk], at=NOW + HOUR) == set()
    CalendarPolicy.objects.update(trust_last_known=True)
    assert list(offered(ana, when=late)) == [10, 11, 12]
    assert unknown_members([ana.pk], at=late) == set()


def test_one_calendar_that_cannot_be_read_is_enough():
    ana = member()
    settled(connected(ana), Reading([]), when=NOW)
    connected(ana, "https://calendars.test/other.ics", when=NOW - 3 * HOUR)
    assert (list(offered(ana)), unknown_members([ana.pk], at=NOW)) == ([], {ana.pk})


def test_matching_engine_hears_of_it():
    ana = member()
    calendar = settled(connected(ana), Reading([]), when=NOW)
    assert [row.calendar_stale for row in candidates("AE", NOW + 2 * HOUR)] == [False]
    assert [row.calendar_stale for row in candidates("AE", NOW + 3 * HOUR)] == [True]
    disconnect_calendar(calendar, by=SYSTEM)
    assert [row.calendar_stale for row in candidates("AE", NOW + 3 * HOUR)] == [False]


def test_somebody_is_told_once_in_each_outage():
    calendar = settled(connected(member()), Reading([]), when=NOW)
    for hours in (1, 3, 4):
        settled(calendar, SILENT, when=NOW + hours * HOUR)
    lost = of(calendar) | {"problem": "UNREACHABLE", "since": NOW.isoformat()}
    assert events("calendar.lost") == [lost]
    assert (calendar.failures, calendar.failing_since, calendar.told_at) == (3, NOW + HOUR, NOW + 3 * HOUR)
    assert events("calendar.regained") == []
    settled(calendar, Reading([]), when=NOW + 5 * HOUR)
    assert events("calendar.regained") == [of(calendar)]
    assert (calendar.failures, calendar.failing_since, calendar.problem, calendar.told_at) == (0, None, "", None)
    settled(calendar, GONE, when=NOW + 6 * HOUR)
    settled(calendar, Reading([]), when=NOW + 7 * HOUR)  # back before the grace was over: nobody needed to know
    assert (len(events("calendar.lost")), len(events("calendar.regained"))) == (1, 1)
    settled(calendar, GONE, when=NOW + 10 * HOUR)
    assert [told["problem"] for told in events("calendar.lost")] == ["UNREACHABLE", "GONE"]


def test_failing_calendar_is_tried_ever_more_rarely():
    calendar = connected(member())
    waits = []
    for _ in range(5):
        settled(calendar, SILENT)
        waits.append(round((calendar.next_read_at - datetime.now(UTC)).total_seconds() / 60))
    settled(calendar, CalendarError(CalendarProblem.SLOW_DOWN, "It answered 429.", not_before=3 * HOUR))
    waits.append(round((calendar.next_read_at - datetime.now(UTC)).total_seconds() / 60))
    assert waits == [10, 20, 40, 60, 60, 180]


def test_only_the_holder_of_the_lease_writes():
    calendar = connected(member())
    first = claim_reading()
    assert claim_reading() is None
    OutsideCalendar.objects.update(lease_until=datetime.now(UTC) - HOUR)
    second = claim_reading()
    assert settle_reading(first, Reading([BusyTime("a", at(9), at(10))]), asked_at=NOW) is False
    assert (BusyBlock.objects.count(), OutsideCalendar.objects.get().read_at) == (0, None)
    assert settle_reading(second, Reading([]), asked_at=NOW) is True
    disconnect_calendar(calendar, by=SYSTEM)
    assert settle_reading(second, Reading([]), asked_at=NOW) is False


def test_calendars_that_are_due_are_read_and_the_others_are_not(provider):
    ana, ben, cleo = member("Europe/Madrid"), member(), member()
    calendar = connected(ana)
    other = connected(ben, "https://calendars.test/ben.ics")
    connected(cleo, "https://calendars.test/cleo.ics")
    switch_off(cleo, by=SYSTEM)
    provider.says = {Provider.ADDRESS: Reading([], etag='"1"', zone="UTC")}
    assert read_due() == 2
    assert read_due() == 0
    assert [ref.address for ref, _, _ in provider.asked] == [calendar.address, other.address]
    assert (provider.asked[0][0].zone, provider.closed) == ("Europe/Madrid", 1)
    states = OutsideCalendar.objects.order_by("pk").values_list("problem", "problem_words")
    assert list(states) == [("", ""), ("GONE", "It answered 404."), ("", "")]
    read_again(calendar)
    read_again(other)
    provider.says[other.address] = RuntimeError("secret words")
    assert read_due() == 2
    other.refresh_from_db()
    assert (other.problem, other.problem_words, other.failures) == ("UNREADABLE", "It could not be understood.", 2)


def test_unchanged_is_believed_until_the_days_ahead_have_moved_on(provider):
    calendar = connected(member())
    provider.says = {Provider.ADDRESS: Reading([], etag='"1"')}
    for age in (timedelta(0), conf.CALENDAR_WHOLE_EVERY - HOUR, conf.CALENDAR_WHOLE_EVERY + HOUR):
        if age:
            past = datetime.now(UTC) - age
            OutsideCalendar.objects.update(whole_at=past, next_read_at=past)
        read_due()
    assert [ref.etag for ref, _, _ in provider.asked] == ["", '"1"', ""]
    _, start, end = provider.asked[0]
    assert end - start == conf.CALENDAR_BACK + conf.CALENDAR_AHEAD + timedelta(days=1)
    read_again(calendar)
    read_due()
    assert provider.asked[-1][0].etag == ""


def test_member_connects_a_calendar_whose_address_nobody_learns():
    ana = member()
    calendar = connect_calendar(ana.pk, " webcal://127.0.0.1/ana.ics?key=secret ", by=SYSTEM, at=NOW)
    assert (calendar.address, calendar.provider) == ("https://127.0.0.1/ana.ics?key=secret", "ICS")
    assert events("calendar.connected") == [of(calendar)]
    assert "secret" not in str(list(DomainEvent.objects.values_list("payload", "personal")))
    disconnect_calendar(calendar, by=SYSTEM, at=NOW)
    disconnect_calendar(calendar, by=SYSTEM, at=NOW)
    assert events("calendar.disconnected") == [
        {"calendar_id": calendar.public_id, "staff_id": staff_public_id(ana.pk), "provider": "ICS"}
    ]
    assert OutsideCalendar.objects.count() == 0


@pytest.mark.parametrize(
    "address",
    ["", "ana", "file:///etc/passwd", "https://10.0.0.1/a.ics", "https://me:pw@127.0.0.1/a.ics", "ftp://127.0.0.1/a"],
)
def test_address_that_may_not_be_called_is_refused(address):
    ana = member()
    with pytest.raises(Invalid) as refusal:
        connect_calendar(ana.pk, address, by=SYSTEM)
    assert list(refusal.value.details) == ["address"]
    assert (OutsideCalendar.objects.count(), events("calendar.connected")) == (0, [])


def test_the_same_calendar_twice_and_too_many_are_refused():
    ana = member()
    for number in range(conf.MOST_CALENDARS):
        connect_calendar(ana.pk, f"https://127.0.0.1/{number}.ics", by=SYSTEM)
    for number in (0, conf.MOST_CALENDARS):
        with pytest.raises(Invalid):
            connect_calendar(ana.pk, f"https://127.0.0.1/{number}.ics", by=SYSTEM)
    assert OutsideCalendar.objects.count() == conf.MOST_CALENDARS


def test_who_has_left_connects_nothing():
    ana = member()
    switch_off(ana, by=SYSTEM)
    with pytest.raises(DomainError):
        connect_calendar(ana.pk, "https://127.0.0.1/a.ics", by=SYSTEM)
    assert OutsideCalendar.objects.count() == 0


@pytest.mark.parametrize("n", [1, 3])
def test_free_time_with_calendars_outside_is_three_statements(n):
    members = [member() for _ in range(n)]
    for number, staff in enumerate(members):
        settled(connected(staff, f"https://calendars.test/{number}.ics"), Reading([BusyTime("a", at(9), at(10))]))
    with assert_queries(3):
        assert list(offered(*members)) == [10, 11, 12]
    with assert_queries(1):
        assert unknown_members([staff.pk for staff in members], at=NOW) == set()
