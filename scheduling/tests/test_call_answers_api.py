"""Calls over REST: requests that wait are answered; and what happened to a call."""

import pytest

from scheduling.models import CallRequest
from scheduling.tests.asking import (
    HALF,
    as_caller,
    at,
    code,
    tomorrow,
    wait,
    wire,
)
from workforce.models import Booking

pytestmark = pytest.mark.django_db
LATER = tomorrow(18)


# -- requests that wait ---------------------------------------------------------------------------------


def test_claimed_proposed_and_picked(api, ana):
    waiting = wait(api)
    member = as_caller(ana)
    assert member.post(at(waiting, "claim"), {}).json()["assigned_team_member_id"] == ana.public_id
    times = [wire(LATER), wire(LATER + 2 * HALF)]
    proposed = member.post(at(waiting, "propose-times"), {"times": times[::-1]}).json()["proposed_times"]
    assert [one["start"] for one in proposed] == times
    assert api.get(at(waiting)).json()["proposed_times"] == proposed
    picked = api.post(at(waiting, "confirm"), {"proposal_id": proposed[1]["id"]}).json()
    assert (picked["status"], picked["scheduled_date_time"]) == ("CONFIRMED", times[1])
    assert picked["proposed_times"] == []
    assert sorted(Booking.objects.values_list("state", flat=True)) == ["CANCELLED", "CONFIRMED"]


@pytest.mark.parametrize(
    "times",
    [
        [], ["2020-01-01T00:00:00Z"], [wire(LATER), wire(LATER + HALF / 2)], ["soon"], "x", None,
        [wire(LATER + number * HALF) for number in range(6)], ["9999-12-31T23:00:00Z"],
    ],
)  # fmt: skip
def test_proposals_are_one_to_five_times_to_come_that_do_not_overlap(api, ana, times):
    waiting = wait(api)
    as_caller(ana).post(at(waiting, "claim"), {})
    answer = as_caller(ana).post(at(waiting, "propose-times"), {"times": times})
    assert answer.status_code == 422
    assert all(field.startswith("times") for field in answer.json()["error"]["details"])
    assert Booking.objects.count() == 0


def test_what_was_not_proposed_cannot_be_picked(api, ana):
    waiting = wait(api)
    as_caller(ana).post(at(waiting, "claim"), {})
    answer = api.post(at(waiting, "confirm"), {"proposal_id": "prop_" + "0" * 26})
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["proposal_id"])


def test_a_second_claim_says_who_has_it(api, ana, ben, team):
    team.members.add(ben)
    waiting = wait(api)
    as_caller(ana).post(at(waiting, "claim"), {})
    answer = as_caller(ben).post(at(waiting, "claim"), {})
    assert code(answer) == (409, "CALL_ALREADY_ASSIGNED")
    assert answer.json()["error"]["details"]["assigned_to"]["name"] == "Ana"


def test_agreed_in_talking_by_whoever_can_claim_it(api, ana):
    waiting = wait(api)
    assert code(as_caller(ana).post(at(waiting, "confirm"), {})) == (422, "VALIDATION_FAILED")
    found = as_caller(ana).post(at(waiting, "confirm"), {"scheduled_date_time": wire(LATER)}).json()
    assert (found["status"], found["assigned_team_member_id"]) == ("CONFIRMED", ana.public_id)
    assert found["answered_at"] is not None
    assert found["estimated_response_time"] is None


def test_customers_agree_to_proposals_only(api):
    waiting = wait(api)
    answer = api.post(at(waiting, "confirm"), {"scheduled_date_time": wire(LATER)})
    assert code(answer) == (409, "INVALID_TRANSITION")
    assert CallRequest.objects.get().status == "PENDING"


# -- history --------------------------------------------------------------------------------------------


def test_history_says_who_when_what_and_why(api, call, ana):
    api.post(at(call, "reschedule"), {"scheduled_date_time": wire(LATER), "reason": "A meeting"})
    as_caller(ana).post(at(call, "start"), {})
    found = api.get(at(call, "history")).json()
    assert [(state["status"], state["by"]) for state in found["states"]] == [
        ("CONFIRMED", "Rosa"),
        ("IN_PROGRESS", "Ana"),
    ]
    lines = {line["event"]: line for line in found["history"]}
    assert list(lines) == ["call.requested", "call.assigned", "call.moved", "call.started"]
    moved = lines["call.moved"]
    assert (moved["by"]["name"], moved["reason"], moved["status"]) == ("Rosa", "A meeting", "CONFIRMED")
    assert moved["details"] == {"starts_at": wire(LATER), "from_starts_at": wire(tomorrow())}
    assert all("ip" not in line for line in found["history"])
    inside = as_caller(ana).get(at(call, "history")).json()["history"]
    assert [line["ip"] for line in inside if line["event"] == "call.requested"] == ["127.0.0.1"]
