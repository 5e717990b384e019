"""What strangers write into an invitation begins no line of its own, and arrives as it was written."""

from dataclasses import replace

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from scheduling.tests.calendar_cases import CALL, HOSTILE
from scheduling.tests.calendar_reader import read


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
