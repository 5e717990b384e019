"""Times at the ends of the calendar, times that a night in March does not have, and nights that are longer."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from events.models import Timer
from routing.tests.merchants import consultant, ic_team, merchant, need
from routing.tests.pages import HTMX, browser_of, key
from scheduling.models import IcSession
from scheduling.tests.session_api import SESSIONS, api_of, change, refused, schedule, scheduled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("session_time")]
SPRING = datetime(2027, 3, 14, 7, tzinfo=UTC)  # 02:00 in New York: there it is 03:00 at once
ENDS = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2101-01-01T10:00:00Z", "0001-01-01T00:00"]


@pytest.fixture
def session(item, grace):
    return scheduled(grace, item, meeting_platform="PHONE")


def send(staff, session, rest, **data):
    address = f"/sessions/{session.public_id}/{rest}"
    return browser_of(staff).post(address, data | key(), headers=HTMX)


@pytest.mark.parametrize("at", ENDS)
def test_ends_of_the_calendar_are_no_times_of_a_session(session, grace, at):
    typed = at[:16]
    for said in ({"starts_at": at, "more": ""}, {"starts_at": "", "more": typed}, {"instead": at}):
        assert send(grace, session, "move/", reason="", **said).status_code == 422
    answer = send(grace, session, "move/", day=at[:10], minute="0")
    assert answer.status_code == 422
    assert IcSession.objects.get().scheduled_for == session.scheduled_for


@pytest.mark.parametrize("at", ENDS)
def test_ends_of_the_calendar_are_no_times_to_schedule(item, grace, at):
    said = {"session_type": "HARDWARE_SETUP", "duration_minutes": "60", "platform": "PHONE", "agenda": "", "notes": ""}
    address = f"/merchants/{item.ic_entry.merchant.public_id}/schedule/"
    for asked in ({"starts_at": at, "more": ""}, {"starts_at": "", "more": at[:16]}, {"starts_at": at, "do": "times"}):
        answer = browser_of(grace).post(address, said | asked | key(), headers=HTMX)
        assert answer.status_code == (200 if "do" in asked else 422)
    assert refused(schedule(api_of(grace), item, scheduled_for=at)) == (422, "VALIDATION_FAILED")
    assert not IcSession.objects.exists()


@pytest.mark.parametrize("at", [*ENDS, "0001-01-01T00:00:00Z", "2027-03-03T15:00"])
def test_session_begins_at_no_time_that_is_none_or_to_come(session, grace, at):
    answer = change(api_of(grace), session.public_id, "START", actual_start_time=at)
    assert refused(answer) == (422, "VALIDATION_FAILED")


def test_hour_that_the_night_leaves_out_is_no_time(session, grace):
    assert send(grace, session, "move/", day="2027-03-14", minute="150").status_code == 422
    grace.user.timezone = "America/New_York"
    assert send(grace, session, "move/", starts_at="", more="2027-03-14T02:30", reason="").status_code == 422
    assert send(grace, session, "move/", day="2027-03-14", minute="180").status_code == 200
    assert IcSession.objects.get().scheduled_for == SPRING


def test_reminders_across_the_change_come_so_many_hours_before(item, grace):
    starts_at = SPRING + timedelta(hours=7)
    session = scheduled(grace, item, scheduled_for=starts_at.isoformat(), meeting_platform="PHONE")
    due = set(Timer.objects.filter(about_id=session.pk).values_list("due_at", flat=True))
    assert {starts_at - timedelta(hours=24), starts_at - timedelta(hours=2)} <= due


@pytest.mark.parametrize(("night", "hours"), [(SPRING, 5), (datetime(2027, 11, 7, 6, tzinfo=UTC), 7)])
def test_hours_of_the_week_of_the_change_are_those_that_pass(night, hours):
    amy = consultant("Amy", user__timezone="America/New_York", hours=[(6, "00:00", "06:00")])
    ic_team(amy)
    need(merchant())
    with clock.moved(to=night - timedelta(days=1)):
        asked = {"start_date": night.date().isoformat(), "end_date": night.date().isoformat()}
        asked |= {"timezone": "America/New_York", "duration_minutes": 60}
        free = api_of(amy).get("/api/v1/queues/ic").json()["current_user"]["available_hours_this_week"]
        (day,) = api_of(amy).get(f"{SESSIONS}/availability", asked).json()["days"]
    assert free == hours
    assert len(day["slots"]) == 2 * hours - 1
    assert len({slot["start"] for slot in day["slots"]}) == 2 * hours - 1
