"""The AE queue's contract (routing API specification, section 2), line by line over HTTP.

Names, values and codes are the specification's; where a comment here says otherwise, that is meant.
"""

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory, bearer
from core import clock
from core.testing import Api
from routing.actions.close_work import close_work
from routing.models import WorkItem
from routing.tests.worlds import locked, person
from tests.conformance.source import DINING, QUEUE, RETAIL, admin, api_of, assign, at, id_of, moment, send, system
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def test_assignment_answers_as_the_specification_has_it(team, sarah):
    lead, _ = send(DINING, 0)
    with moment(5.2):  # the lead came a moment after noon
        boss = UserFactory(name="Queue Manager", roles=[Role.ADMIN])
        body = assign(
            Api(bearer(boss)),
            lead,
            assign_to=sarah.public_id,
            assignment_reason="MANUAL",
            notes="High-value restaurant lead",
            schedule_callback={"callback_time": "2027-03-02T15:00:00Z", "timezone": "America/New_York"},
        ).json()
    assert body == {
        "queue_entry_id": id_of("qe"),
        "lead_id": lead,
        "assignment": {
            "assigned_to": {
                "id": sarah.public_id,
                "name": "Sarah Johnson",
                "email": "sarah.j@example.com",
                "phone": "+15559876543",
            },
            "assigned_at": at(5),
            "assigned_by": {"id": id_of("staff"), "name": "Queue Manager"},
            "assignment_reason": "MANUAL",
            "notes": "High-value restaurant lead",
            "over_capacity": False,
            "decision_id": None,
        },
        "status": "ASSIGNED",
        "priority": "HIGH",
        "sla": {"contact_by": at(15), "time_to_contact_minutes": 10},  # the clock began when the lead came
        "scheduled_callback": {
            "callback_time": "2027-03-02T15:00:00Z",
            "timezone": "America/New_York",
            "calendar_event_created": True,
            "calendar_event_id": id_of("book"),
        },
        "notifications_sent": body["notifications_sent"],
        "lead_info": {
            "email": "merchant@example.com",
            "business_name": "John's Fine Dining LLC",
            "contact": {"name": "John Doe", "phone": "+15551234567"},
        },
        "next_actions": [
            {
                "action": "CONTACT_LEAD",
                "description": "Contact lead within 10 minutes",
                "due_by": at(15),
                "priority": "HIGH",
            },
            {
                "action": "LOG_COMMUNICATION",
                "description": "Log outcome of initial contact",
                "url": f"/api/v1/queues/ae/{lead}/communication",
            },
            {
                "action": "CALL_BACK",  # beyond the specification's example: what was promised is to be kept
                "description": "Call John Doe back as agreed",
                "due_by": "2027-03-02T15:00:00Z",
                "priority": "HIGH",
            },
        ],
    }
    assert {"type": "EMAIL", "recipient": sarah.public_id, "template": "AE_LEAD_ASSIGNMENT"}.items() <= (
        body["notifications_sent"][0].items()
    )
    assert {"sent_at", "status"} <= set(body["notifications_sent"][0])


@pytest.mark.parametrize(
    "minutes, left, words", [(0.2, 15, " within 15 minutes"), (14.5, 1, " within 1 minute"), (16, 0, " now")]
)
def test_time_to_contact_is_what_is_left_when_it_is_assigned(team, sarah, minutes, left, words):
    lead, _ = send(DINING, 0)
    with moment(minutes):
        body = assign(api_of(sarah), lead).json()
    assert body["sla"]["time_to_contact_minutes"] == left
    assert body["next_actions"][0]["description"] == f"Contact lead{words}"


def test_default_assignee_is_the_caller_and_urgent_ones_go_by_text_message_too(team, sarah):
    lead, _ = send(DINING, 0)
    with moment(20):  # 70, and 10 for more than 15 minutes
        body = assign(api_of(sarah), lead).json()
    assert (body["assignment"]["assigned_to"]["id"], body["priority"]) == (sarah.public_id, "URGENT")
    told = {one["type"]: one for one in body["notifications_sent"]}
    assert told["SMS"]["recipient"] == sarah.public_id
    assert "John Doe" in told["SMS"]["message"]


@pytest.mark.parametrize(
    "reason", ["MANUAL", "AUTO_ROUND_ROBIN", "AUTO_SPECIALIZATION", "AUTO_AVAILABILITY", "REASSIGNMENT", "ESCALATION"]
)
def test_every_reason_of_the_specification_is_taken(team, sarah, reason):
    lead, _ = send(DINING, 0)
    with moment(1):
        body = assign(api_of(sarah), lead, assignment_reason=reason).json()
    assert body["assignment"]["assignment_reason"] == reason


def test_taken_lead_is_refused_with_owner_and_time(two_leads, sarah, mike):
    _, retail = two_leads
    with moment(5):
        hers, boss = assign(api_of(sarah), retail), assign(admin(), retail, assign_to=sarah.public_id)
    for answer, can_reassign in ((hers, False), (boss, True)):
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (409, "LEAD_ALREADY_ASSIGNED")
        assert error["details"] == {
            "lead_id": retail,
            "assigned_to": {"id": mike.public_id, "name": "Mike Wilson"},
            "assigned_at": at(-28),
            "can_reassign": can_reassign,
        }
        assert {"message", "timestamp", "trace_id"} <= set(error)


def test_reassignment_is_for_the_owner_and_admins(two_leads, sarah, mike):
    _, retail = two_leads
    wish = {"assign_to": sarah.public_id, "assignment_reason": "REASSIGNMENT"}
    with moment(5):
        third = StaffFactory(user__name="Third")
        team = WorkItem.objects.get(owner=mike).team
        team.memberships.create(staff=third)
        assert assign(api_of(third), retail, **wish).json()["error"]["code"] == "LEAD_ALREADY_ASSIGNED"
        assert assign(api_of(mike), retail, **wish).json()["assignment"]["assigned_to"]["name"] == "Sarah Johnson"
        back = {"assign_to": mike.public_id, "assignment_reason": "REASSIGNMENT"}
        assert assign(api_of(mike), retail, **back).status_code == 409
        moved = assign(admin(), retail, **back).json()
    assert moved["assignment"]["assigned_to"]["name"] == "Mike Wilson"
    assert moved["sla"]["contact_by"] == at(0)  # its clock runs on


def test_full_member_is_refused_with_the_numbers_and_only_an_admin_overrides(team, sarah, mike):
    leads = [send(RETAIL, number, email=f"shop{number}@example.com")[0] for number in range(3)]
    with moment(5):
        for lead in leads[:2]:
            assert assign(api_of(mike), lead).status_code == 200
        mine, boss = assign(api_of(mike), leads[2]), assign(admin(), leads[2], assign_to=mike.public_id)
        for answer, can_override in ((mine, False), (boss, True)):
            error = answer.json()["error"]
            assert (answer.status_code, error["code"]) == (422, "AE_CAPACITY_EXCEEDED")
            assert error["details"] == {
                "ae_id": mike.public_id,
                "current_assigned": 2,
                "max_capacity": 2,
                "can_override": can_override,
            }
        assert assign(api_of(mike), leads[2], override_capacity=True).status_code == 403
        assert WorkItem.objects.get(queue_entry__lead__email="shop2@example.com").owner is None
        forced = assign(admin(), leads[2], assign_to=mike.public_id, override_capacity=True)
    assert forced.json()["assignment"]["over_capacity"] is True


def test_other_refusals_of_assign_change_nothing(two_leads, sarah, mike):
    dining, retail = two_leads
    item = WorkItem.objects.get(queue_entry__lead__email=DINING["email"])
    with moment(5):
        retired = StaffFactory(user__roles=[Role.MECHANIC], capacity={})
        close_work(locked(WorkItem.objects.get(owner=mike)), outcome="CLOSED_LOST", by=person(mike), at=clock.now())
        refusals = [
            (assign(api_of(sarah), "lead_" + "0" * 26), 404, "NOT_FOUND"),
            (assign(api_of(sarah), "nonsense"), 404, "NOT_FOUND"),
            (assign(admin(), retail, assign_to=sarah.public_id), 409, "QUEUE_ENTRY_CLOSED"),
            (assign(api_of(sarah), dining, assign_to=retired.public_id), 422, "VALIDATION_FAILED"),
            (assign(api_of(sarah), dining, assign_to="ae_xyz789"), 422, "VALIDATION_FAILED"),
            (assign(api_of(sarah), dining, assignment_reason="WHIM"), 422, "VALIDATION_FAILED"),
            (assign(api_of(sarah), dining, notes="x" * 1001), 422, "VALIDATION_FAILED"),
            (assign(api_of(sarah), dining, colour="red"), 422, "VALIDATION_FAILED"),
            (assign(system("admin:routing"), dining), 422, "VALIDATION_FAILED"),
            (assign(system("system:routing"), dining), 403, "FORBIDDEN"),
            (assign(Api(), dining), 401, "UNAUTHENTICATED"),
            (api_of(sarah).post(f"{QUEUE}/{dining}/assign", {}), 400, "IDEMPOTENCY_KEY_REQUIRED"),
        ]
    for answer, status, code in refusals:
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.content
    version = item.version
    item.refresh_from_db()
    assert (item.state, item.owner, item.version) == ("QUEUED", None, version)
