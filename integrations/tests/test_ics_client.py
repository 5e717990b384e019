"""The secret iCalendar address over real HTTP: good days, bad days, and addresses that must not be called."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from core import clock
from core.actor import SYSTEM
from integrations.asgi import served
from integrations.ics.client import MOST_BYTES, MOST_PATIENCE, IcsCalendars
from integrations.ics.stand_in import CalendarsStandIn
from workforce.actions import connect_calendar, read_again
from workforce.models import BusyBlock, OutsideCalendar
from workforce.ports import BusyTime, CalendarError, CalendarRef
from workforce.reading import read_due
from workforce.tests.factories import StaffFactory

START, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 1, tzinfo=UTC)
TAKEN = BusyTime("a", datetime(2027, 3, 2, 9, tzinfo=UTC), datetime(2027, 3, 2, 10, tzinfo=UTC))


def file(start="20270302T090000Z", end="20270302T100000Z"):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "X-WR-CALNAME:Äna", "BEGIN:VEVENT", "UID:a", "SUMMARY:Doctor"]
    lines += [f"DTSTART:{start}", f"DTEND:{end}", "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(lines)


@pytest.fixture
def shelf():
    stand_in = CalendarsStandIn(files={"ana": file()})
    with served(stand_in) as address:
        stand_in.address = address
        yield stand_in


def asked(shelf, path="/ana.ics", etag=""):
    provider = IcsCalendars()
    try:
        return provider.busy(CalendarRef(f"{shelf.address}{path}", "UTC", etag), START, END)
    finally:
        provider.close()


def refused(shelf, **more):
    with pytest.raises(CalendarError) as refusal:
        asked(shelf, **more)
    assert "127.0.0.1" not in refusal.value.words
    return refusal.value.problem.value, refusal.value.not_before


def test_calendar_is_read_and_then_only_when_it_has_changed(shelf):
    first = asked(shelf)
    assert (list(first.busy), first.name) == ([TAKEN], "Äna")
    assert asked(shelf, etag=first.etag).busy is None
    shelf.files["ana"] = file(end="20270302T110000Z")
    assert [time.ends_at.hour for time in asked(shelf, etag=first.etag).busy] == [11]
    (request, *_) = shelf.requests
    assert (request.headers["accept"], "if-none-match" in request.headers) == ("text/calendar", False)


@pytest.mark.parametrize(
    "status, headers, problem, minutes",
    [
        (401, {}, "REFUSED", 0),
        (403, {}, "REFUSED", 0),
        (404, {}, "GONE", 0),
        (410, {}, "GONE", 0),
        (429, {}, "SLOW_DOWN", 0),
        (429, {"retry-after": "600"}, "SLOW_DOWN", 10),
        (429, {"retry-after": "99999999"}, "SLOW_DOWN", MOST_PATIENCE / timedelta(minutes=1)),
        (429, {"retry-after": "soon"}, "SLOW_DOWN", 0),
        (429, {"retry-after": "Mon, 01 Jan 2001 00:00:00 GMT"}, "SLOW_DOWN", 0),
        (503, {"retry-after": "60"}, "SLOW_DOWN", 1),
        (503, {}, "UNREACHABLE", 0),
        (500, {}, "UNREACHABLE", 0),
        (204, {}, "UNREACHABLE", 0),
        (304, {}, "UNREACHABLE", 0),  # nobody asked whether it has changed
        (302, {"location": "http://127.0.0.1:1/"}, "UNREACHABLE", 0),
        (302, {"location": "/again"}, "UNREADABLE", 0),
        (302, {"location": "https://10.0.0.1/"}, "REFUSED", 0),
        (302, {"location": "file:///etc/passwd"}, "REFUSED", 0),
        (302, {}, "UNREACHABLE", 0),
    ],
)
def test_every_answer_has_its_meaning(shelf, status, headers, problem, minutes):
    shelf.behaviour.status, shelf.behaviour.headers = status, headers
    assert refused(shelf) == (problem, minutes * timedelta(minutes=1))


def test_patience_may_be_asked_for_until_an_instant(shelf):
    until = clock.now() + timedelta(hours=1)
    shelf.behaviour.status, shelf.behaviour.headers = 429, {"retry-after": format_datetime(until, usegmt=True)}
    problem, wait = refused(shelf)
    assert (problem, round(wait / timedelta(minutes=1))) == ("SLOW_DOWN", 60)


def test_calendar_that_moved_is_followed(shelf):
    shelf.files["old"] = ""
    shelf.make = lambda name: None

    class Moving(CalendarsStandIn):
        async def answer(self, request):
            if request.path == "/old.ics":
                self.behaviour.status, self.behaviour.headers = 302, {"location": "/ana.ics"}
            else:
                self.behaviour.status, self.behaviour.headers = 200, {}
            return await super().answer(request)

    with served(Moving(files=shelf.files)) as address:
        shelf.address = address
        assert list(asked(shelf, path="/old.ics").busy) == [TAKEN]


def test_half_an_answer_is_none(shelf):
    shelf.behaviour.cut = len(file()) - 10
    assert refused(shelf)[0] == "UNREADABLE"
    shelf.behaviour.cut, shelf.behaviour.silent = None, 1
    assert refused(shelf)[0] == "UNREACHABLE"
    shelf.files["ana"] = "X" * (MOST_BYTES + 1)
    assert refused(shelf)[0] == "UNREADABLE"


@pytest.mark.django_db(transaction=True)
def test_member_who_pastes_the_address_is_taken_when_the_calendar_says_so(shelf):
    ana = StaffFactory()
    soon = (clock.now() + timedelta(days=2)).replace(microsecond=0)
    stamp = "%Y%m%dT%H%M%SZ"
    shelf.files["ana"] = file(soon.strftime(stamp), (soon + timedelta(hours=1)).strftime(stamp))
    calendar = connect_calendar(ana.pk, f"{shelf.address}/ana.ics", by=SYSTEM)
    assert read_due() == 1
    block = BusyBlock.objects.get()
    assert (block.calendar, block.uid, block.starts_at) == (calendar, "a", soon)
    assert read_due() == 0
    shelf.behaviour.status = 404
    read_again(calendar)
    assert read_due() == 1
    kept = OutsideCalendar.objects.get()
    assert (kept.problem, kept.problem_words, kept.name, BusyBlock.objects.count()) == (
        "GONE",
        "It answered 404.",
        "Äna",
        1,
    )
