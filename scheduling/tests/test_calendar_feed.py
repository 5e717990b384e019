"""What stands in a private calendar."""

from datetime import UTC, timedelta

import icalendar
import pytest
import vobject

from core import clock
from core.actor import SYSTEM
from scheduling.actions import cancel_call, change_feed, create_feed
from scheduling.models import FeedShows
from scheduling.pages.calendar_file import SKIPPED, as_calendar
from scheduling.queries.calendar_feeds import FeedEntry
from scheduling.tests.calendar_cases import HOSTILE, NIGHTS
from scheduling.tests.calendar_reader import instant, read
from scheduling.tests.feeds import HALF_HOUR, events_of, fetch, happened, member, own, taken
from scheduling.tests.worlds import NOW, SOON, as_customer, booked, caller, customer, desk
from workforce.actions import cancel_booking, hold_slot, move_booking
from workforce.enums import Purpose
from workforce.models import Booking
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_march():
    with clock.moved(to=NOW):
        yield


def test_member_s_calendar_says_when_and_nothing_else():
    ana = member()
    booking = taken(ana)
    _feed, url = create_feed(ana, by=own(ana))
    answer = fetch(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private"
    assert answer["X-Robots-Tag"] == "noindex"
    calendar, (event,) = events_of(url)
    assert calendar.names() == [
        "CALSCALE", "METHOD", "PRODID", "REFRESH-INTERVAL", "VERSION", "X-PUBLISHED-TTL", "X-WR-CALNAME",
        "X-WR-TIMEZONE",
    ]  # fmt: skip
    assert calendar.one("METHOD").value == "PUBLISH"
    assert calendar.one("X-WR-CALNAME").text == "Switchboard: Ana"
    assert event.names() == ["DTEND", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID"]
    assert event.one("SUMMARY").text == "Busy"
    assert event.one("UID").value == f"{booking.public_id}@switchboard"
    assert event.one("TRANSP").value == "OPAQUE"
    assert instant(calendar, event.one("DTSTART")) == SOON
    assert instant(calendar, event.one("DTEND")) == SOON + HALF_HOUR


def test_titles_are_shown_when_asked_for_without_anybody_s_number_or_address():
    ana = member()
    taken(ana, title="Acme, call +1 212 555 0123 or grace@example.com")
    taken(ana, SOON + HALF_HOUR, title="")
    _feed, url = create_feed(ana, FeedShows.TITLES, by=own(ana))
    assert [event.one("SUMMARY").text for event in events_of(url)[1]] == ["Call: Acme, call … or …", "Call"]


def test_change_of_what_is_shown_keeps_the_address():
    ana = member()
    taken(ana)
    feed, url = create_feed(ana, by=own(ana))
    change_feed(feed, FeedShows.TITLES, by=own(ana))
    change_feed(feed, FeedShows.TITLES, by=own(ana))
    assert [event.one("SUMMARY").text for event in events_of(url)[1]] == ["Call: Acme, Billing"]
    assert [payload["shows"] for payload in happened("calendar_feed.changed")] == ["TITLES"]


def test_moved_has_the_same_uid_and_a_higher_sequence_and_cancelled_is_gone():
    ana = member()
    booking = taken(ana)
    _feed, url = create_feed(ana, by=own(ana))
    before = events_of(url)[1][0]
    move_booking(booking, starts_at=SOON + timedelta(hours=2), by=SYSTEM, at=NOW)
    calendar, (after,) = events_of(url)
    assert after.one("UID").value == before.one("UID").value
    assert int(after.one("SEQUENCE").value) > int(before.one("SEQUENCE").value)
    assert instant(calendar, after.one("DTSTART")) == SOON + timedelta(hours=2)
    cancel_booking(booking, by=SYSTEM, at=NOW)
    assert events_of(url)[1] == []


def test_holds_and_what_is_long_over_or_far_off_and_other_people_s_are_not_in_it():
    ana, ben = member(), StaffFactory()
    hold_slot(ana.pk, starts_at=SOON, ends_at=SOON + HALF_HOUR, lasts=HALF_HOUR, by=SYSTEM, at=NOW)
    taken(ana, NOW - timedelta(days=40))
    taken(ana, NOW + timedelta(days=400))
    taken(ben)
    mine = taken(ana, SOON + timedelta(hours=1))
    _feed, url = create_feed(ana, by=own(ana))
    assert [event.one("UID").value for event in events_of(url)[1]] == [f"{mine.public_id}@switchboard"]


def test_entry_that_takes_no_time_is_transparent():
    ana = member()
    taken(ana, blocking=False)
    _feed, url = create_feed(ana, by=own(ana))
    assert events_of(url)[1][0].one("TRANSP").value == "TRANSPARENT"


def test_customer_s_calendar_has_their_own_calls_only():
    desk(caller(), caller("Ben"))
    grace = customer(user__name="Grace")
    colleague = customer(user__name="Colleague", company=grace.company)
    call, other = booked(grace), booked(grace, scheduled_date_time=SOON + timedelta(hours=2))
    booked(colleague, scheduled_date_time=SOON + timedelta(hours=4))
    _feed, url = create_feed(grace, FeedShows.TITLES, by=as_customer(grace))
    calendar, events = events_of(url)
    assert [event.one("SUMMARY").text for event in events] == [
        f"Billing questions: {call.number}",
        f"Billing questions: {other.number}",
    ]
    assert events[0].one("UID").value == f"{call.public_id}@switchboard"
    assert instant(calendar, events[0].one("DTSTART")) == SOON
    assert "+12125550123" not in fetch(url).content.decode()
    cancel_call(call.pk, by=as_customer(grace), at=NOW)
    assert len(events_of(url)[1]) == 1


@pytest.mark.parametrize("name", sorted(NIGHTS))
def test_both_nights_in_which_clocks_change_are_right(name):
    """Around the clock of the night, a booking at every hour; the zone is only how the owner's program shows it."""
    for night in NIGHTS[name]:
        with clock.moved(to=night):
            ana = StaffFactory(user__timezone=name)
            starts = [night + timedelta(hours=hour) for hour in range(-13, 14)]
            Booking.objects.bulk_create(
                Booking(staff=ana, starts_at=at, ends_at=at + HALF_HOUR, purpose=Purpose.CALL) for at in starts
            )
            _feed, url = create_feed(ana, by=own(ana))
            raw = fetch(url).content
        calendar = read(raw)
        assert [instant(calendar, event.one("DTSTART")) for event in calendar.inside("VEVENT")] == starts
        assert [event.start.astimezone(UTC) for event in icalendar.Calendar.from_ical(raw).events] == starts
        by_other = sorted(event.dtstart.value.astimezone(UTC) for event in vobject.readOne(raw.decode()).vevent_list)
        assert by_other == starts
        assert calendar.one("X-WR-TIMEZONE").text == name


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\x00" not in text and "\ud800" not in text])
def test_hostile_titles_and_names_begin_no_line(text):
    ana = StaffFactory(user__name=text[:120] or "x")
    taken(ana, title=text[:200])
    _feed, url = create_feed(ana, FeedShows.TITLES, by=own(ana))
    calendar, (event,) = events_of(url)
    assert [part.name for part in calendar.parts] == ["VEVENT"]
    assert event.names() == ["DTEND", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID"]
    assert len(vobject.readOne(fetch(url).content.decode()).vevent_list) == 1


def entry(uid, sequence=1, starts_at=SOON):
    return FeedEntry(uid, sequence, starts_at, starts_at + HALF_HOUR, NOW, "Busy")


def test_appointment_that_cannot_be_written_is_left_out_and_reported(caplog):
    """The library raises on a sequence that is no number; the others still arrive."""
    ana = member()
    feed, _url = create_feed(ana, by=own(ana))
    before = SKIPPED._value.get()
    raw = as_calendar(feed, [entry("one"), entry("two", sequence="x"), entry("three")])  # type: ignore[arg-type]
    assert [event.one("UID").value for event in read(raw).inside("VEVENT")] == ["one", "three"]
    assert SKIPPED._value.get() - before == 1
    assert [(record.levelname, record.uid) for record in caplog.records] == [("ERROR", "two")]
