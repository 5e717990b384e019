"""Invitations, read back by three readers that share nothing: the library, vobject, and one that forgives nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from scheduling.rules.invitation import Invitation, Method, Status
from scheduling.rules.vtimezone import vtimezone
from scheduling.tests.calendar_reader import instant, read
from workforce.rules.zones import zone


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


START = utc(2027, 6, 1, 14)
HALF_HOUR = timedelta(minutes=30)
CALL = Invitation(
    uid="call_01hxyz@switchboard.example",
    sequence=0,
    method=Method.REQUEST,
    starts_at=START,
    ends_at=START + HALF_HOUR,
    said_at=START - timedelta(days=3),
    summary="Billing",
    zone="Europe/Berlin",
    description="Call CALL-1042\nNotes: the invoice of May",
    location="Phone: +49 30 1234567",
    url="https://switchboard.example/calls/call_01hxyz/",
    organizer=("Ada Lovelace", "calls@switchboard.example"),
    attendees=(("Grace Hopper", "grace@example.com"), ("", "boss@example.com")),
    created_at=START - timedelta(days=4),
)


#: zone → an instant in each of the two nights (or the one) in which its clocks change
NIGHTS = {
    "America/New_York": (utc(2027, 3, 14, 7, 0), utc(2027, 11, 7, 6, 0)),
    "Europe/Berlin": (utc(2027, 3, 28, 1, 0), utc(2027, 10, 31, 1, 0)),
    "Australia/Lord_Howe": (utc(2027, 4, 3, 15, 0), utc(2027, 10, 2, 15, 30)),
    "Asia/Kathmandu": (utc(2027, 3, 28, 1, 0), utc(1985, 12, 31, 18, 30)),
    "Pacific/Apia": (utc(2011, 12, 30, 10, 0), utc(2011, 9, 24, 14, 0)),
    "Africa/Casablanca": (utc(2026, 2, 15, 2, 0), utc(2026, 9, 20, 1, 0)),  # the last Ramadan, and the end of it all
    "Europe/Dublin": (utc(2027, 3, 28, 1, 0), utc(2027, 10, 31, 1, 0)),
}


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


# -- what strangers write ----------------------------------------------------------------------------

HOSTILE = [
    "x\r\nBEGIN:VEVENT\r\nSUMMARY:injected\r\nEND:VEVENT",
    "x\nATTENDEE:mailto:evil@example.com",
    "x\rATTACH:https://evil.example/",
    "x\x00y\x07z\x1b[31m\x7f",
    "x\u2028BEGIN:VALARM\u2029END:VALARM\x85STATUS:CANCELLED\x0bA:B\x0cC:D\x1cE:F",
    ";,:\\\\n\\,\\;\\N\"'^n^'^^",
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    'Robert "Bob" O\'Neil; DROP, TABLE: x',
    "👩‍👩‍👧‍👦" * 200,
    "ä" * 10_000,
    "\ud800 lone",
    "=?utf-8?q?=0d=0aBcc:_x?=",
    " \t\r\n ",
    "",
]


def filled(text):
    return replace(
        CALL,
        summary=text,
        description=text,
        location=text,
        url=text,
        video_url=text,
        organizer=(text, "calls@switchboard.example"),
        attendees=((text, "grace@example.com"), ("Eve", text), (text, text)),
        uid=CALL.uid,
    )


def assert_only_ours(raw):
    calendar = read(raw)
    (event,) = calendar.inside("VEVENT")
    assert [part.name for part in calendar.parts] == ["VTIMEZONE", "VEVENT"]
    assert [part.name for part in event.parts] == ["VALARM"]
    assert [line.value for line in event.all("ATTENDEE")] == ["mailto:grace@example.com"]
    assert set(event.names()) <= {
        "ATTENDEE", "CREATED", "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "LAST-MODIFIED", "LOCATION", "ORGANIZER",
        "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID",
    }  # fmt: skip
    assert event.one("STATUS").value == "CONFIRMED"
    for name in ("SUMMARY", "LOCATION", "DESCRIPTION"):
        assert all(line.text is not None for line in event.all(name))
    (by_library,) = icalendar.Calendar.from_ical(raw).events
    by_other = vobject.readOne(raw.decode())
    assert len(by_other.vevent_list) == 1
    assert len(by_other.vevent.contents["attendee"]) == 1
    assert str(by_library["summary"]) == event.one("SUMMARY").text
    # what breaks lines in Python breaks none here: a reader that uses it finds the same lines
    assert len(raw.decode().splitlines()) == raw.count(b"\r\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_begins_no_line(text):
    assert_only_ours(filled(text).as_bytes())


@given(st.text(st.characters(codec=None), max_size=120))
def test_no_text_at_all_begins_a_line(text):
    assert_only_ours(filled(text).as_bytes())


def test_texts_arrive_as_they_were_written():
    said = 'Über, "Rechnung"; C:\\temp\nzweite Zeile — 👍'
    invitation = replace(CALL, description=said, summary=said, organizer=(said, "a@example.com"))
    raw = invitation.as_text().encode()
    (event,) = read(raw).inside("VEVENT")
    assert event.one("DESCRIPTION").text == said
    assert event.one("SUMMARY").text == said.replace("\n", " ")
    assert event.one("ORGANIZER").parameters["CN"] == said.replace("\n", " ").replace('"', "'")
    assert str(icalendar.Calendar.from_ical(raw).events[0]["description"]) == said
    assert vobject.readOne(raw.decode()).vevent.description.value == said


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://x y", "ftp://x", "https://x\r\ny", "https://x/" + "y" * 3000, "x"]
)
def test_what_is_no_web_address_is_left_out(url):
    (event,) = read(replace(CALL, url=url, video_url=url).as_bytes()).inside("VEVENT")
    assert event.all("URL") + event.all("CONFERENCE") == []


def test_video_link_is_where_one_joins():
    link = "https://meet.example/abc?pwd=1,2;3"
    (event,) = read(replace(CALL, video_url=link).as_bytes()).inside("VEVENT")
    assert event.one("CONFERENCE").value == link
    assert event.one("CONFERENCE").parameters == {"FEATURE": "VIDEO", "VALUE": "URI"}


def test_nobody_is_invited_twice_and_no_address_that_is_none():
    people = (("A", "a@example.com"), ("A again", "A@example.com"), ("B", "b@@example.com"), ("C", "c d@example.com"))
    (event,) = read(replace(CALL, attendees=people, organizer=("X", "no address")).as_bytes()).inside("VEVENT")
    assert [line.value for line in event.all("ATTENDEE")] == ["mailto:a@example.com"]
    assert event.all("ORGANIZER") == []
