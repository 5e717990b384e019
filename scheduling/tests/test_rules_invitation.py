"""Invitations, read back by three readers that share nothing: the library, vobject, and one that forgives nothing."""

from dataclasses import replace
from datetime import UTC, timedelta

import icalendar
import pytest
import vobject

from scheduling.rules.invitation import Method, Status
from scheduling.rules.vtimezone import vtimezone
from scheduling.tests.calendar_cases import CALL, HALF_HOUR, NIGHTS, START, utc
from scheduling.tests.calendar_reader import instant, read
from workforce.rules.zones import zone


def by_strict_reader(raw):
    calendar = read(raw)
    (event,) = calendar.inside("VEVENT")
    return instant(calendar, event.one("DTSTART")), instant(calendar, event.one("DTEND"))


def by_vobject(raw):
    vars(vobject.icalendar)["__tzidMap"].clear()  # else it goes by the first VTIMEZONE of that name it ever read
    event = vobject.readOne(raw.decode()).vevent
    return event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)


def by_icalendar(raw):
    (event,) = icalendar.Calendar.from_ical(raw).events
    return event.start.astimezone(UTC), event.end.astimezone(UTC)


def test_request_is_what_the_standard_wants_of_one():
    calendar = read(CALL.as_bytes())
    (event,) = calendar.inside("VEVENT")
    assert calendar.names() == ["CALSCALE", "METHOD", "PRODID", "VERSION"]
    assert calendar.one("METHOD").value == "REQUEST"
    assert event.names() == [
        "ATTENDEE", "ATTENDEE", "CREATED", "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "LAST-MODIFIED", "LOCATION",
        "ORGANIZER", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID", "URL",
    ]  # fmt: skip
    assert event.one("DTSTART").parameters == {"TZID": "Europe/Berlin"}
    assert event.one("DTSTART").value == "20270601T160000"
    assert event.one("DTSTAMP").value == "20270529T140000Z"
    assert event.one("STATUS").value == "CONFIRMED"
    assert event.one("DESCRIPTION").text == "Call CALL-1042\nNotes: the invoice of May"
    assert event.one("ORGANIZER").value == "mailto:calls@switchboard.example"
    assert event.one("ORGANIZER").parameters == {"CN": "Ada Lovelace"}
    assert event.all("ATTENDEE")[0].parameters == {
        "CN": "Grace Hopper", "CUTYPE": "INDIVIDUAL", "PARTSTAT": "NEEDS-ACTION", "ROLE": "REQ-PARTICIPANT",
        "RSVP": "TRUE",
    }  # fmt: skip
    (alarm,) = event.inside("VALARM")
    assert (alarm.one("TRIGGER").value, alarm.one("ACTION").value) == ("-PT15M", "DISPLAY")
    assert CALL.content_type == "text/calendar; charset=utf-8; method=REQUEST"


def test_update_and_cancellation_keep_the_uid_and_raise_the_sequence():
    moved = replace(CALL, sequence=1, starts_at=START + HALF_HOUR, ends_at=START + 2 * HALF_HOUR)
    cancelled = replace(moved, sequence=2, method=Method.CANCEL)
    said = []
    for invitation in (CALL, moved, cancelled):
        calendar = read(invitation.as_bytes())
        (event,) = calendar.inside("VEVENT")
        said.append((calendar.one("METHOD").value, event.one("UID").value, event.one("SEQUENCE").value))
    assert said == [
        ("REQUEST", "call_01hxyz@switchboard.example", "0"),
        ("REQUEST", "call_01hxyz@switchboard.example", "1"),
        ("CANCEL", "call_01hxyz@switchboard.example", "2"),
    ]


def test_cancellation_strikes_out_and_alarms_nobody():
    cancelled = replace(CALL, method=Method.CANCEL, sequence=1)
    calendar = read(cancelled.as_bytes())
    (event,) = calendar.inside("VEVENT")
    assert [line.name for line in event.lines if line.name == "METHOD"] == []  # it stands on the calendar
    assert event.one("STATUS").value == "CANCELLED"
    assert event.one("TRANSP").value == "TRANSPARENT"
    assert event.inside("VALARM") == []
    assert [line.value for line in event.all("ATTENDEE")] == ["mailto:grace@example.com", "mailto:boss@example.com"]
    assert cancelled.content_type == "text/calendar; charset=utf-8; method=CANCEL"


def test_publishing_names_no_attendee():
    (event,) = read(replace(CALL, method=Method.PUBLISH).as_bytes()).inside("VEVENT")
    assert event.all("ATTENDEE") == []
    assert len(event.inside("VALARM")) == 1


def test_a_call_that_is_only_asked_for_is_tentative_and_without_alarm_if_told_so():
    (event,) = read(replace(CALL, status=Status.TENTATIVE, alarm_minutes=0).as_bytes()).inside("VEVENT")
    assert event.one("STATUS").value == "TENTATIVE"
    assert event.inside("VALARM") == []


@pytest.mark.parametrize("name", ["UTC", "Etc/UTC", "Nowhere/Land", "", "../../etc/passwd"])
def test_without_a_zone_times_are_in_utc(name):
    calendar = read(replace(CALL, zone=name).as_bytes())
    assert calendar.inside("VTIMEZONE") == []
    assert calendar.inside("VEVENT")[0].one("DTSTART").value == "20270601T140000Z"


@pytest.mark.parametrize("name", sorted(NIGHTS))
@pytest.mark.parametrize("which", [0, 1])
def test_every_reader_finds_the_instant_over_the_nights_in_which_clocks_change(name, which):
    """By quarters of an hour around the change, and by hours for a day before and after."""
    night = NIGHTS[name][which]
    wrong = []
    for quarter in sorted({*range(-16, 17), *range(-104, 105, 4)}):
        starts = night + timedelta(minutes=15) * quarter
        expected = (starts, starts + HALF_HOUR)
        raw = replace(CALL, starts_at=starts, ends_at=starts + HALF_HOUR, zone=name).as_bytes()
        found = {"strict": by_strict_reader(raw), "library": by_icalendar(raw), "vobject": by_vobject(raw)}
        wrong += [(starts, reader, got) for reader, got in found.items() if got != expected]
    assert wrong == []


@pytest.mark.parametrize(
    "name, starts",
    [
        ("America/New_York", utc(2027, 11, 7, 5, 30)),  # 01:30, the first
        ("America/New_York", utc(2027, 11, 7, 6, 30)),  # 01:30 again
        ("Australia/Lord_Howe", utc(2027, 4, 3, 14, 45)),
    ],
)
def test_an_hour_that_comes_twice_is_written_in_utc(name, starts):
    calendar = read(replace(CALL, starts_at=starts, ends_at=starts + HALF_HOUR, zone=name).as_bytes())
    (event,) = calendar.inside("VEVENT")
    assert calendar.inside("VTIMEZONE") == []
    assert event.one("DTSTART").value == f"{starts:%Y%m%dT%H%M%SZ}"


def test_changes_stand_on_the_clock_that_they_end():
    """Facts 3.4: the library's own form would have 03:00 here."""
    component = vtimezone("America/New_York", START, START)
    onsets = {
        str(part["dtstart"].dt): (
            part.name,
            part["tzname"],
            part["tzoffsetfrom"].to_ical(),
            part["tzoffsetto"].to_ical(),
        )
        for part in component.subcomponents
    }
    assert onsets["2027-03-14 02:00:00"] == ("DAYLIGHT", "EDT", "-0500", "-0400")
    assert onsets["2027-11-07 02:00:00"] == ("STANDARD", "EST", "-0400", "-0500")


@pytest.mark.parametrize(
    "name, kinds",
    [
        ("Asia/Kathmandu", {"STANDARD"}),
        ("Pacific/Apia", {"STANDARD"}),
        ("Europe/Dublin", {"STANDARD", "DAYLIGHT"}),
        ("Africa/Casablanca", {"STANDARD", "DAYLIGHT"}),
        ("Australia/Lord_Howe", {"STANDARD", "DAYLIGHT"}),
    ],
)
def test_summer_time_is_what_is_ahead_whatever_the_country_calls_it(name, kinds):
    at = utc(2025, 6, 1)  # Morocco had summer time then
    component = vtimezone(name, at, at)
    assert {part.name for part in component.subcomponents} == kinds
    ahead = {part.name for part in component.subcomponents if part["tzoffsetto"].td == max_offset(name)}
    assert ahead == {"DAYLIGHT" if "DAYLIGHT" in kinds else "STANDARD"}


def max_offset(name):
    days = (utc(2025, 1, 1) + timedelta(days=number) for number in range(365))
    return max(day.astimezone(zone(name)).utcoffset() for day in days)
