"""A promised call, sleep, and a second beginning, over REST."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory, bearer
from core import clock
from core.testing import Api
from routing.models import NextStep, WorkItem
from routing.tests.pages import give, state
from routing.tests.promises import DAY, HOUR, soon
from routing.tests.worlds import waiting_item
from workforce.models import Booking
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", capacity={"AE": 5})


@pytest.fixture
def item(ann):
    made = waiting_item(TeamFactory(members=[ann]))
    give(made, ann)
    return made


def post(user, item, verb, data=None):
    path = f"/api/v1/queues/ae/{item.queue_entry.lead.public_id}/{verb}"
    return Api(bearer(user)).post(path, data, key=True)


def wire(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_callback_is_promised_moved_and_refused_with_the_nearest_times(item, ann):
    when, zone = soon(DAY), {"timezone": "America/New_York"}
    body = post(ann.user, item, "callback", zone | {"callback_time": wire(when), "note": "after lunch"})
    step = NextStep.objects.get()
    assert (body.status_code, body.json()) == (
        201,
        {
            "lead_id": item.queue_entry.lead.public_id,
            "queue_entry_id": item.queue_entry.public_id,
            "scheduled_callback": {
                "callback_time": wire(when),
                "timezone": "America/New_York",
                "calendar_event_created": True,
                "calendar_event_id": step.booking.public_id,
            },
            "action_id": step.public_id,
        },
    )
    moved = post(ann.user, item, "callback", zone | {"callback_time": wire(when + HOUR)}).json()
    assert (moved["action_id"], Booking.objects.get().starts_at) == (step.public_id, when + HOUR)
    other = waiting_item(item.team)
    give(other, ann)
    clash = post(ann.user, other, "callback", zone | {"callback_time": wire(when + HOUR)})
    assert (clash.status_code, clash.json()["error"]["code"]) == (409, "SLOT_UNAVAILABLE")
    assert len(clash.json()["error"]["details"]["alternatives"]) == 3
    assert NextStep.objects.count() == 1


@pytest.mark.parametrize("when", [-HOUR, timedelta(days=400)])
def test_callback_in_the_past_or_in_the_far_future_is_refused(item, ann, when):
    answer = post(ann.user, item, "callback", {"callback_time": wire(soon(when)), "timezone": "UTC"})
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["callback_time"])
    assert NextStep.objects.count() == 0


def test_parked_lead_says_until_when_and_why(item, ann):
    until = soon(DAY)
    body = post(ann.user, item, "park", {"until": wire(until), "reason": "Travels"}).json()
    assert (body["status"], body["parked_until"], body["park_reason"]) == ("PENDING", wire(until), "Travels")
    assert WorkItem.objects.get().parked_until == until


@pytest.mark.parametrize(
    ("data", "field"), [({"until": wire(clock.now()), "reason": "x"}, "until"), ({"until": wire(soon())}, "reason")]
)
def test_park_without_a_time_ahead_or_a_reason_is_refused(item, ann, data, field):
    answer = post(ann.user, item, "park", data)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert state(item) == ("ASSIGNED", ann.pk)


def test_only_an_admin_opens_a_closed_lead_again(item, ann):
    said = {"communication_type": "EMAIL", "outcome": "CLOSED_LOST", "notes": "They stay where they are."}
    assert post(ann.user, item, "communication", said).status_code == 201
    assert post(ann.user, item, "reopen").status_code == 403
    assert state(item)[0] == "CLOSED"
    boss = UserFactory(roles=[Role.ADMIN])
    body = post(boss, item, "reopen").json()
    assert (body["status"], body["assigned_to"], state(item)) == ("PENDING", None, ("QUEUED", None))
    again = post(boss, item, "reopen")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "INVALID_TRANSITION")
