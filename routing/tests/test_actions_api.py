"""Next steps and what is owed, over REST."""

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core.testing import assert_queries
from routing.actions.log_contact import PlannedStep
from routing.models import Communication, NextStep
from routing.tests.pages import give
from routing.tests.promises import DAY, HOUR, api_of, call, log, soon
from routing.tests.worlds import waiting_item
from workforce.models import Booking
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def communication(item):
    return f"/api/v1/queues/ae/{item.queue_entry.lead.public_id}/communication"


SAID = {"communication_type": "PHONE_CALL", "outcome": "CONNECTED", "duration_minutes": 15, "notes": "Two locations."}


def test_communication_answers_with_its_steps_as_the_source_has_it(item, ann):
    due, scheduled = soon(DAY), soon(3 * DAY)
    wish = [
        {"action": "GENERATE_QUOTE", "due_date": due.isoformat()},
        {"action": "SCHEDULE_FOLLOWUP", "scheduled_for": scheduled.isoformat()},
    ]
    body = api_of(ann).post(communication(item), SAID | {"next_steps": wish}, key=True).json()
    quote, follow = NextStep.objects.order_by("due_at")
    assert body["next_steps_created"] == [
        {
            "action_id": quote.public_id,
            "action": "GENERATE_QUOTE",
            "due_date": due.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "status": "PENDING",
        },
        {
            "action_id": follow.public_id,
            "action": "SCHEDULE_FOLLOWUP",
            "scheduled_for": scheduled.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "status": "PENDING",
            "calendar_event_id": follow.booking.public_id,
        },
    ]
    assert set(body) == {
        "communication_id", "lead_id", "queue_entry_id", "communication_type", "outcome", "duration_minutes",
        "logged_at", "logged_by", "queue_status_updated", "sla_metrics", "next_steps_created",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"action": "GENERATE_QUOTE"}, "next_steps.0.due_date"),
        ({"action": "OTHER", "due_date": "2999-01-01T00:00:00Z"}, "next_steps.0.due_date"),
        ({"action": "OTHER", "scheduled_for": "2020-01-01T00:00:00Z"}, "next_steps.0.scheduled_for"),
        ({"action": "DANCE", "due_date": "2999-01-01T00:00:00Z"}, "next_steps.0.action"),
    ],
)
def test_wrong_step_is_refused_by_field_and_nothing_is_logged(item, ann, step, field):
    answer = api_of(ann).post(communication(item), SAID | {"next_steps": [step]}, key=True)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert Communication.objects.count() == 0


def test_actions_are_mine_the_nearest_first_and_an_admin_may_name_somebody(item, team, ann, bob):
    log(item, ann, "CONNECTED", PlannedStep("GENERATE_QUOTE", soon(2 * DAY)), PlannedStep("OTHER", soon(HOUR)))
    other = waiting_item(team)
    give(other, bob)
    call(other, bob)
    api = api_of(ann)
    listed = api.get("/api/v1/actions").json()
    assert [row["action"] for row in listed["items"]] == ["OTHER", "GENERATE_QUOTE"]
    assert listed["items"][0]["assigned_to"] == {"id": ann.public_id, "name": "Ann"}
    assert listed["pagination"]["total"] == 2
    boss = api_of(UserFactory(roles=[Role.ADMIN]))
    assert [
        row["is_callback"] for row in boss.get("/api/v1/actions", {"assigned_to": bob.public_id}).json()["items"]
    ] == [True]
    assert api.get("/api/v1/actions", {"assigned_to": bob.public_id}).status_code == 403
    lead = item.queue_entry.lead.public_id
    for query, number in (
        ({"due_before": soon(DAY).strftime("%Y-%m-%dT%H:%M:%SZ")}, 1), ({"lead_id": lead}, 2), ({"status": "DONE"}, 0),
    ):  # fmt: skip
        assert api.get("/api/v1/actions", query).json()["pagination"]["total"] == number
    for query in ({"status": "LATE"}, {"lead_id": "x"}, {"due_before": "soon"}):
        assert api.get("/api/v1/actions", query).status_code == 422


def test_actions_cost_three_statements_however_many(item, ann):
    api = api_of(ann)
    log(item, ann, "CONNECTED", PlannedStep("OTHER", soon()))
    with assert_queries(3):  # one of them authenticates
        api.get("/api/v1/actions")
    log(
        item, ann, "CONNECTED", PlannedStep("OTHER", soon()), PlannedStep("SCHEDULE_FOLLOWUP", soon(), in_calendar=True)
    )
    with assert_queries(3):
        assert len(api.get("/api/v1/actions").json()["items"]) == 3


def test_action_is_moved_completed_and_cancelled_over_rest(item, ann, bob):
    quote, follow = log(
        item, ann, "CONNECTED", PlannedStep("GENERATE_QUOTE", soon()),
        PlannedStep("SCHEDULE_FOLLOWUP", soon(DAY), in_calendar=True),
    ).next_steps  # fmt: skip
    api, later = api_of(ann), soon(2 * DAY)

    def change(step, data, by=api):
        return by.patch(f"/api/v1/actions/{step.public_id}", data)

    moved = change(quote, {"due_date": later.isoformat()})
    assert (moved.status_code, moved.json()["due_date"]) == (200, later.strftime("%Y-%m-%dT%H:%M:%SZ"))
    for wrong in ({"scheduled_for": later.isoformat()}, {}, {"status": "DONE", "due_date": later.isoformat()},
                  {"status": "PENDING"}, {"due_date": "2999-01-01T00:00:00Z"}):  # fmt: skip
        assert change(quote, wrong).status_code == 422
    assert change(quote, {"status": "DONE"}, api_of(bob)).status_code == 403
    stranger = StaffFactory(capacity={"AE": 1})
    assert change(quote, {"status": "DONE"}, api_of(stranger)).status_code == 404
    assert change(quote, {"status": "DONE"}).json()["status"] == "DONE"
    assert change(quote, {"status": "DONE"}).status_code == 409
    off = change(follow, {"status": "CANCELLED", "reason": "They called first"}).json()
    assert (off["status"], off["settled_because"], Booking.objects.get().state) == (
        "CANCELLED", "They called first", "CANCELLED",
    )  # fmt: skip
    assert api.patch("/api/v1/actions/act_x", {"status": "DONE"}).status_code == 404


def test_assign_answer_names_the_promised_call_among_what_comes_next(team, ann):
    item, when = waiting_item(team), soon(DAY)
    wish = {"schedule_callback": {"callback_time": when.isoformat(), "timezone": "America/New_York"}}
    path = f"/api/v1/queues/ae/{item.queue_entry.lead.public_id}/assign"
    body = api_of(ann).post(path, wish, key=True).json()
    assert [action["action"] for action in body["next_actions"]] == ["CONTACT_LEAD", "LOG_COMMUNICATION", "CALL_BACK"]
    assert body["next_actions"][2]["due_by"] == body["scheduled_callback"]["callback_time"]
    assert body["scheduled_callback"]["calendar_event_id"] == NextStep.objects.get().booking.public_id


@pytest.mark.parametrize(("outcome", "number"), [("CONNECTED", 10), ("NO_ANSWER", 12), ("SCHEDULED_CALLBACK", 10)])
def test_first_contact_costs_few_statements(item, ann, outcome, number):
    api, path = api_of(ann), communication(item)
    with assert_queries(number):  # one of them authenticates
        assert api.post(path, SAID | {"outcome": outcome}, key=True).status_code == 201
