"""Scheduling sessions over the API: every field of the source's answers, every refusal, who sees what."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory, bearer
from core.testing import Api, assert_queries
from routing.models import IcEntry
from routing.tests.merchants import merchant, need
from scheduling.models import IcSession, Meeting
from scheduling.tests.session_api import (
    AT_TEN,
    SESSIONS,
    admin,
    api_of,
    change,
    events,
    refused,
    schedule,
    scheduled,
    told,
    wish,
)
from workforce.models import Booking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("session_time")]


def test_session_has_every_field_of_the_contract(item, grace):
    body = schedule(api_of(grace), item, agenda=["Terminal", "Printer"], notes="Two terminals").json()
    session = IcSession.objects.get()
    assert (body["session_id"], body["queue_entry_id"]) == (session.public_id, item.ic_entry.public_id)
    assert body["merchant_info"]["contact"] == {"name": "Jo Doe", "phone": "+12125550123"}
    assert body["ic"] == {"id": grace.public_id, "name": "Grace", "email": grace.email}
    assert body["session_details"] == {
        "session_type": "HARDWARE_SETUP",
        "scheduled_for": "2027-03-03T15:00:00Z",
        "scheduled_for_local": "2027-03-03T10:00:00-05:00",
        "duration_minutes": 60,
        "timezone": "America/New_York",
        "agenda": ["Terminal", "Printer"],
        "notes": "Two terminals",
    }
    assert (body["meeting"]["platform"], body["meeting"]["status"], body["meeting"]["meeting_url"]) == (
        "ZOOM",
        "PENDING",
        None,
    )
    outside, own = body["calendar_events"]
    assert (outside["recipient"], own["recipient"]) == ("jo@shop.example", grace.email)
    assert own["calendar_event_id"] == session.booking.public_id
    told = {(one["type"], one["recipient"]) for one in body["notifications_sent"]}
    assert told == {("EMAIL", "jo@shop.example"), ("SMS", "+12125550123")}
    assert body["notifications_sent"][0]["template"] == "IC_SESSION_SCHEDULED"
    assert body["queue_updated"] == {"previous_status": "PENDING", "new_status": "SCHEDULED"}
    assert body["reminders_scheduled"] == [
        {"reminder_type": "EMAIL", "send_at": "2027-03-02T15:00:00Z", "recipient": "jo@shop.example"},
        {"reminder_type": "EMAIL", "send_at": "2027-03-03T13:00:00Z", "recipient": "jo@shop.example"},
        {"reminder_type": "SMS", "send_at": "2027-03-03T14:30:00Z", "recipient": "+12125550123"},
    ]
    assert events()[-2:] == ["support.assigned", "session.scheduled"]


def test_queue_shows_the_session_and_sorts_by_its_hour(item, grace):
    later = need(merchant(), support_type="TRAINING")
    first = scheduled(grace, item)
    scheduled(grace, later, scheduled_for=(AT_TEN + timedelta(days=1)).isoformat())
    body = api_of(grace).get("/api/v1/queues/ic", {"status": "SCHEDULED", "sort": "scheduled_date"}).json()
    assert body["queue"][0]["session_info"]["session_id"] == first.public_id
    assert body["queue"][0]["session_info"] == {
        "session_id": first.public_id,
        "scheduled_for": "2027-03-03T15:00:00Z",
        "duration_minutes": 60,
        "meeting_url": None,
        "calendar_event_id": first.booking.public_id,
    }
    assert (body["summary"]["by_status"]["SCHEDULED"], body["current_user"]["scheduled_sessions"]) == (2, 2)


def test_agenda_that_is_left_out_is_the_one_of_its_type(item, grace):
    assert scheduled(grace, item).agenda[0] == "Configure payment terminal"


def test_need_that_is_not_in_the_queue_is_asked_for(item, grace):
    made = merchant()
    sent = {
        "merchant_id": made.public_id,
        "session_type": "TRAINING",
        "scheduled_for": AT_TEN.isoformat(),
        "duration_minutes": 30,
        "timezone": "UTC",
        "meeting_platform": "PHONE",
    }
    body = api_of(grace).post(SESSIONS, sent, key=True).json()
    assert (body["meeting"]["status"], body["session_details"]["duration_minutes"]) == ("NONE", 30)
    assert IcEntry.objects.get(merchant=made).support_type == "TRAINING"
    assert not Meeting.objects.exists()


def test_repeat_of_a_request_is_one_session_and_one_meeting(item, grace):
    key = "4f9f3e8e-8d3b-4f3e-9d59-9b7d3c1b2a10"
    first = api_of(grace).post(SESSIONS, wish(item), key=key)
    again = api_of(grace).post(SESSIONS, wish(item), key=key)
    assert first.content == again.content
    assert (IcSession.objects.count(), Meeting.objects.count(), Booking.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"scheduled_for": "2027-02-01T10:00:00Z"}, "scheduled_for"),
        ({"scheduled_for": "2028-09-01T10:00:00Z"}, "scheduled_for"),
        ({"duration_minutes": 14}, "duration_minutes"),
        ({"duration_minutes": 241}, "duration_minutes"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"session_type": "MAGIC"}, "session_type"),
        ({"meeting_platform": "FAX"}, "meeting_platform"),
        ({"notes": "x" * 1001}, "notes"),
        ({"merchant_id": "merch_" + "0" * 26}, "merchant_id"),
        ({"ic_id": "staff_" + "0" * 26}, "ic_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_cannot_be_used_is_named(item, grace, wrong, field):
    answer = schedule(api_of(grace), item, **wrong)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert not IcSession.objects.exists()


def test_clash_offers_times_and_leaves_nothing_behind(item, grace):
    scheduled(grace, item)
    other = need(merchant(), support_type="TRAINING")
    answer = schedule(api_of(grace), other, scheduled_for=(AT_TEN + timedelta(minutes=30)).isoformat())
    assert refused(answer) == (409, "IC_UNAVAILABLE")
    assert len(answer.json()["error"]["details"]["alternatives"]) >= 3
    other.refresh_from_db()
    assert (other.owner_id, IcSession.objects.count(), Meeting.objects.count()) == (None, 1, 1)


def test_second_session_for_the_same_need_is_refused(item, grace):
    session = scheduled(grace, item)
    answer = schedule(api_of(grace), item, scheduled_for=(AT_TEN + timedelta(hours=5)).isoformat())
    assert refused(answer) == (409, "INVALID_TRANSITION")
    assert answer.json()["error"]["details"]["session_id"] == session.public_id


def test_need_of_a_colleague_is_theirs_unless_an_admin_says_so(item, grace, tom):
    api_of(tom).post(f"/api/v1/queues/ic/{item.ic_entry.public_id}/assign", {}, key=True)
    assert refused(schedule(api_of(grace), item)) == (409, "MERCHANT_ALREADY_ASSIGNED")
    body = schedule(admin(), item, ic_id=grace.public_id).json()
    assert body["ic"]["name"] == "Grace"
    assert "SESSION_BOOKED" in told()
    assert refused(schedule(Api(bearer(UserFactory(roles=[Role.AE]))), item)) == (403, "FORBIDDEN")


def test_only_its_consultant_and_admins_see_and_change_it(item, grace, tom):
    session = scheduled(grace, item)
    url = f"{SESSIONS}/sessions/{session.public_id}"
    assert refused(api_of(tom).get(url)) == (403, "FORBIDDEN")
    assert refused(change(api_of(tom), session.public_id, "START")) == (403, "FORBIDDEN")
    assert refused(api_of(tom).get(f"{SESSIONS}/sessions/sess_{'0' * 26}")) == (404, "NOT_FOUND")
    assert admin().get(url).json()["status"] == "SCHEDULED"
    stale = api_of(grace).put(url, {"action": "START"}, key=True, **{"If-Match": '"9"'})
    assert refused(stale) == (412, "STALE_VERSION")


@pytest.mark.parametrize("sessions", [1, 3])
def test_list_is_filtered_and_costs_three_statements(item, grace, tom, sessions):
    for day in range(sessions):
        scheduled(grace, need(merchant()), scheduled_for=(AT_TEN + timedelta(days=day)).isoformat())
    api = api_of(grace)

    def found(**asked):
        return [one["session_id"] for one in api.get(f"{SESSIONS}/sessions", asked).json()["sessions"]]

    found()
    with assert_queries(3):  # the caller, how many, the page
        assert len(found()) == sessions
    latest = IcSession.objects.latest("scheduled_for")
    assert found()[0] == latest.public_id
    assert found(merchant_id=latest.merchant.public_id) == [latest.public_id]
    assert (len(found(status="SCHEDULED")), found(status="COMPLETED")) == (sessions, [])
    assert len(found(to=(AT_TEN + timedelta(hours=1)).isoformat())) == 1
    assert found(**{"from": (AT_TEN + timedelta(days=9)).isoformat()}) == []
    assert refused(api.get(f"{SESSIONS}/sessions", {"ic_id": tom.public_id})) == (403, "FORBIDDEN")
    assert refused(api.get(f"{SESSIONS}/sessions", {"merchant_id": "nonsense"})) == (422, "VALIDATION_FAILED")
    everybody = admin().get(f"{SESSIONS}/sessions", {"ic_id": grace.public_id}).json()["sessions"]
    assert len(everybody) == sessions


def test_free_hours_are_what_can_be_booked(item, grace):
    scheduled(grace, item)
    asked = {"start_date": "2027-03-03", "end_date": "2027-03-04", "timezone": "America/New_York"}
    body = api_of(grace).get(f"{SESSIONS}/availability", asked).json()
    assert (body["ic_id"], [day["date"] for day in body["days"]]) == (grace.public_id, ["2027-03-03", "2027-03-04"])
    starts = [slot["start_local"] for slot in body["days"][0]["slots"]]
    assert "2027-03-03T10:00:00-05:00" not in starts
    assert "2027-03-03T11:00:00-05:00" in starts
    assert refused(api_of(grace).get(f"{SESSIONS}/availability")) == (422, "VALIDATION_FAILED")
    nobody = api_of(grace).get(f"{SESSIONS}/availability", asked | {"ic_id": "staff_" + "0" * 26})
    assert refused(nobody) == (422, "VALIDATION_FAILED")


def test_file_opens_without_login_and_strikes_itself_out(item, grace, client):
    body = schedule(api_of(grace), item).json()
    for event in body["calendar_events"]:
        path = event["ics_file_url"].split("/session-files/")[1]
        text = client.get(f"/session-files/{path}").content.decode()
        assert "METHOD:PUBLISH" in text
        assert f"UID:{body['session_id']}@switchboard" in text
    change(api_of(grace), body["session_id"], "CANCEL")
    assert "METHOD:CANCEL" in client.get(f"/session-files/{path}").content.decode()
    assert client.get("/session-files/nonsense.ics").status_code == 404
