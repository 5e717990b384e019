"""What becomes of a session: started, completed, moved, cancelled, missed, handed on."""

from datetime import timedelta

import pytest

from core import clock
from routing.models import IcEntry, WorkItem
from routing.tests.merchants import merchant, need
from scheduling.tests.session_api import (
    AT_TEN,
    NOW,
    admin,
    api_of,
    change,
    events,
    refused,
    scheduled,
    told,
)
from workforce.models import Booking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("session_time")]


def test_session_goes_its_whole_way(item, grace):
    session = scheduled(grace, item)
    with clock.moved(AT_TEN + timedelta(minutes=75) - NOW):
        started = change(api_of(grace), session.public_id, "START", actual_start_time="2027-03-03T15:02:00Z").json()
        assert (started["status"], started["queue_updated"]["new_status"]) == ("IN_SESSION", "IN_SESSION")
        outcome = {
            "status": "SUCCESS",
            "items_completed": ["Terminal", "Printer"],
            "items_pending": [],
            "merchant_satisfaction": 5,
            "requires_followup": False,
            "notes": "Ready.",
        }
        done = change(
            api_of(grace), session.public_id, "COMPLETE", actual_end_time="2027-03-03T16:15:00Z", outcome=outcome
        ).json()
    assert done["status"] == "COMPLETED"
    assert done["session_summary"] == {
        "scheduled_for": "2027-03-03T15:00:00Z",
        "actual_start_time": "2027-03-03T15:02:00Z",
        "actual_end_time": "2027-03-03T16:15:00Z",
        "actual_duration_minutes": 73,
        "scheduled_duration_minutes": 60,
    }
    assert (done["outcome"]["completion_rate"], done["outcome"]["merchant_satisfaction"]) == (100, 5)
    assert done["queue_updated"] == {
        "previous_status": "IN_SESSION",
        "new_status": "COMPLETED",
        "removed_from_queue": True,
    }
    assert done["progress_updated"] == {
        "step_number": 9,
        "previous_status": "IN_PROGRESS",
        "new_status": "COMPLETED",
        "journey_completion_percentage": 90,
    }
    assert done["followup_actions"] == []
    item.refresh_from_db()
    assert (item.state, item.outcome, IcEntry.objects.get().is_open) == ("CLOSED", "SUCCESS", False)
    assert told()[-1] == "SESSION_SURVEY"


def test_what_is_left_leaves_the_step_open_and_opens_a_follow_up(item, grace):
    session = scheduled(grace, item)
    change(api_of(grace), session.public_id, "START")
    with clock.moved(timedelta(minutes=30)):
        outcome = {"status": "PARTIAL", "items_completed": ["a"], "items_pending": ["b", "c", "d"]}
        done = change(api_of(grace), session.public_id, "COMPLETE", outcome=outcome).json()
    assert (done["outcome"]["completion_rate"], done["progress_updated"]) == (25, None)
    (followup,) = done["followup_actions"]
    assert followup["items_pending"] == ["b", "c", "d"]
    again = IcEntry.objects.get(is_open=True)
    assert (again.public_id, again.support_type) == (followup["queue_entry_id"], "HARDWARE_SETUP")
    assert item.ic_entry.merchant.current_step_id == 9


def test_cancelled_and_missed_go_back_to_pending_with_their_consultant(item, grace):
    session = scheduled(grace, item)
    body = change(api_of(grace), session.public_id, "CANCEL", reason="Owner is ill").json()
    assert (body["status"], body["queue_updated"]["new_status"]) == ("CANCELLED", "PENDING")
    assert told()[-1] == "SESSION_CANCELLED"
    again = scheduled(grace, item)
    early = change(api_of(grace), again.public_id, "NO_SHOW")
    assert refused(early) == (409, "INVALID_TRANSITION")
    with clock.moved(AT_TEN + timedelta(minutes=20) - NOW):
        missed = change(api_of(grace), again.public_id, "NO_SHOW").json()
    assert (missed["status"], missed["queue_updated"]["new_status"]) == ("NO_SHOW", "PENDING")
    row = WorkItem.objects.get(pk=item.pk)
    assert (row.owner_id, row.scheduled_at, row.state) == (grace.pk, None, "ASSIGNED")


def test_session_that_had_begun_and_was_missed_waits_again(item, grace):
    session = scheduled(grace, item)
    change(api_of(grace), session.public_id, "START")
    body = change(api_of(grace), session.public_id, "NO_SHOW", send_notifications=False).json()
    assert body["queue_updated"] == {
        "previous_status": "IN_SESSION",
        "new_status": "PENDING",
        "removed_from_queue": False,
    }
    assert "SESSION_MISSED" not in told()
    assert WorkItem.objects.get(pk=item.pk).contact_met_at is None


def test_moved_session_keeps_its_id_and_moves_everything(item, grace):
    session = scheduled(grace, item)
    moved = AT_TEN + timedelta(days=2)
    same = change(api_of(grace), session.public_id, "RESCHEDULE", new_scheduled_time=AT_TEN.isoformat()).json()
    assert same["version"] == session.version
    body = change(
        api_of(grace), session.public_id, "RESCHEDULE", reason="Asked", new_scheduled_time=moved.isoformat()
    ).json()
    assert (body["session_id"], body["version"]) == (session.public_id, session.version + 1)
    assert body["session_details"]["scheduled_for"] == "2027-03-05T15:00:00Z"
    assert Booking.objects.get().starts_at == moved
    assert WorkItem.objects.get(pk=item.pk).scheduled_at == moved
    assert (told()[-1], events()[-1]) == ("SESSION_MOVED", "session.moved")
    silent = change(
        api_of(grace),
        session.public_id,
        "RESCHEDULE",
        send_notifications=False,
        new_scheduled_time=(moved + timedelta(hours=1)).isoformat(),
    )
    assert silent.status_code == 200
    assert told().count("SESSION_MOVED") == 1


def test_move_onto_taken_time_changes_nothing(item, grace):
    session = scheduled(grace, item)
    taken = AT_TEN + timedelta(hours=3)
    scheduled(grace, need(merchant(), support_type="TRAINING"), scheduled_for=taken.isoformat())
    answer = change(api_of(grace), session.public_id, "RESCHEDULE", new_scheduled_time=taken.isoformat())
    assert refused(answer) == (409, "IC_UNAVAILABLE")
    session.refresh_from_db()
    assert session.scheduled_for == AT_TEN


def test_what_is_not_possible_then_names_what_is(item, grace):
    session = scheduled(grace, item)
    answer = change(api_of(grace), session.public_id, "COMPLETE", outcome={"status": "SUCCESS"})
    assert refused(answer) == (409, "INVALID_TRANSITION")
    assert answer.json()["error"]["details"] == {
        "status": "SCHEDULED",
        "allowed": ["START", "RESCHEDULE", "CANCEL", "NO_SHOW"],
    }
    change(api_of(grace), session.public_id, "CANCEL")
    again = change(api_of(grace), session.public_id, "START")
    assert again.json()["error"]["details"]["allowed"] == []


@pytest.mark.parametrize(
    "action, own, field",
    [
        ("COMPLETE", {}, "outcome"),
        ("RESCHEDULE", {}, "new_scheduled_time"),
        ("START", {"reason": "x"}, "reason"),
        ("START", {"actual_start_time": "2027-03-01T16:00:00Z"}, "actual_start_time"),
        ("DANCE", {}, "action"),
        ("CANCEL", {"outcome": {"status": "SUCCESS"}}, "outcome"),
    ],
)
def test_change_that_cannot_be_used_is_named(item, grace, action, own, field):
    session = scheduled(grace, item)
    answer = change(api_of(grace), session.public_id, action, **own)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])


@pytest.mark.parametrize("ended_at", ["2027-03-01T14:00:00Z", "2027-03-01T23:00:00Z"])
def test_end_follows_the_beginning_and_is_over(item, grace, ended_at):
    session = scheduled(grace, item)
    change(api_of(grace), session.public_id, "START", actual_start_time="2027-03-01T14:30:00Z")
    answer = change(
        api_of(grace), session.public_id, "COMPLETE", actual_end_time=ended_at, outcome={"status": "FAILED"}
    )
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["actual_end_time"])


def test_session_follows_its_merchant_to_another_consultant(item, grace, tom):
    session = scheduled(grace, item)
    handed = {"assign_to": tom.public_id, "assignment_reason": "REASSIGNMENT"}
    answer = api_of(grace).post(f"/api/v1/queues/ic/{item.ic_entry.public_id}/assign", handed, key=True)
    assert answer.status_code == 200
    session.refresh_from_db()
    assert (session.ic_id, Booking.objects.get().staff_id) == (tom.pk, tom.pk)
    assert {"SESSION_BOOKED", "SESSION_SCHEDULED"} <= set(told())


def test_session_stays_where_its_new_consultant_is_taken(item, grace, tom):
    session = scheduled(grace, item)
    scheduled(tom, need(merchant(), support_type="TRAINING"))
    handed = {"assign_to": tom.public_id, "assignment_reason": "REASSIGNMENT"}
    answer = admin().post(f"/api/v1/queues/ic/{item.ic_entry.public_id}/assign", handed, key=True)
    assert refused(answer) == (409, "IC_UNAVAILABLE")
    session.refresh_from_db()
    assert session.ic_id == grace.pk
