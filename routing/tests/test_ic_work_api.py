"""What is done with an entry of the IC queue: claimed, given, chosen by the engine, released, opened again."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory, bearer
from core import clock
from core.actor import SYSTEM
from core.errors import DomainError
from core.testing import Api
from events.models import DomainEvent
from routing.actions.close_work import close_work, reopen_work
from routing.models import IcEntry
from routing.tests.merchants import consultant, ic_team, merchant, need
from routing.tests.worlds import locked, person
from workforce.enums import Work

pytestmark = pytest.mark.django_db
QUEUE = "/api/v1/queues/ic"
HARDWARE = {"delivery_date": "2026-10-06T14:30:00Z", "items": [{"sku": "T-1", "name": "Terminal", "quantity": 2}]}


@pytest.fixture
def grace():
    return consultant("Grace", skills=["HARDWARE_SETUP", "RESTAURANT"])


@pytest.fixture
def tom():
    return consultant("Tom")


@pytest.fixture
def team(grace, tom):
    return ic_team(grace, tom)


def api_of(staff):
    return Api(bearer(staff.user))


def admin():
    return Api(bearer(UserFactory(roles=[Role.ADMIN])))


def post(api, address, body=None):
    return api.post(address, body or {}, key=True)


def ids(body):
    return [entry["queue_entry_id"] for entry in body["queue"]]


def test_entry_is_claimed_by_its_id_or_by_its_merchant(team, grace, tom):
    made = merchant()
    item = need(made)
    answer = post(api_of(grace), f"{QUEUE}/{made.public_id}/assign", {"notes": "mine"})
    body = answer.json()
    assert answer.status_code == 200
    assert (body["queue_entry_id"], body["status"]) == (item.ic_entry.public_id, "PENDING")
    assert body["assignment"]["assigned_to"]["id"] == grace.public_id
    assert body["assignment"]["notes"] == "mine"
    assert [one["recipient"] for one in body["notifications_sent"] if one["type"] == "EMAIL"] == [grace.public_id]
    taken = post(api_of(tom), f"{QUEUE}/{item.ic_entry.public_id}/assign")
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "MERCHANT_ALREADY_ASSIGNED")
    assert taken.json()["error"]["details"]["assigned_to"]["name"] == "Grace"
    handed = {"assign_to": tom.public_id, "assignment_reason": "REASSIGNMENT"}
    assert post(api_of(grace), f"{QUEUE}/{made.public_id}/assign", handed).status_code == 200
    item.refresh_from_db()
    assert item.owner_id == tom.pk


def test_refusals_of_an_assignment(team, grace):
    full = consultant("Full", capacity={Work.IC: 0})
    ic_team(grace, full)
    item = need(merchant())
    url = f"{QUEUE}/{item.ic_entry.public_id}"
    refused = post(admin(), f"{url}/assign", {"assign_to": full.public_id})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "IC_CAPACITY_EXCEEDED")
    assert refused.json()["error"]["details"]["ic_id"] == full.public_id
    foreign = post(admin(), f"{url}/assign")  # an administrator who is no IC
    assert (foreign.status_code, list(foreign.json()["error"]["details"])) == (422, ["assign_to"])
    assert post(admin(), f"{QUEUE}/icq_{'0' * 26}/assign").status_code == 404
    assert post(admin(), f"{QUEUE}/nonsense/assign").status_code == 404
    unowned = post(admin(), f"{url}/release", {"reason": "x"})
    assert (unowned.status_code, unowned.json()["error"]["code"]) == (409, "MERCHANT_NOT_ASSIGNED")
    close_work(locked(item), outcome="SUCCESS", by=SYSTEM, at=clock.now())
    closed = post(admin(), f"{url}/assign", {"assign_to": grace.public_id})
    assert (closed.status_code, closed.json()["error"]["code"]) == (409, "QUEUE_ENTRY_CLOSED")


def test_engine_gives_it_to_who_knows_this_help_and_says_why(team, grace):
    item = need(merchant())
    body = post(admin(), f"{QUEUE}/{item.ic_entry.public_id}/auto-assign").json()
    assert body["assignment"]["assigned_to"]["id"] == grace.public_id
    assert body["assignment"]["assignment_reason"] == "AUTO_SPECIALIZATION"
    assert body["assignment"]["decision_id"].startswith("dec_")
    again = post(admin(), f"{QUEUE}/{item.ic_entry.public_id}/auto-assign")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "MERCHANT_ALREADY_ASSIGNED")


def test_nobody_free_leaves_it_in_line(grace):
    ic_team(consultant("Full", capacity={Work.IC: 0}))
    item = need(merchant())
    refused = post(admin(), f"{QUEUE}/{item.ic_entry.public_id}/auto-assign")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "NOBODY_AVAILABLE")


def test_arrival_is_given_out_where_that_is_automatic(grace):
    ic_team(grace, auto_assign=True)
    assert need(merchant()).owner_id == grace.pk


def test_released_goes_back_in_line_with_its_wait(team, grace):
    at = clock.now() - timedelta(hours=5)
    item = need(merchant(), at=at)
    post(api_of(grace), f"{QUEUE}/{item.ic_entry.public_id}/assign")
    body = post(api_of(grace), f"{QUEUE}/{item.ic_entry.public_id}/release", {"reason": "ill"}).json()
    assert (body["status"], body["assigned_to"]) == ("PENDING", None)
    item.refresh_from_db()
    assert (item.owner_id, item.queued_at) == (None, at)
    assert DomainEvent.objects.filter(name="support.released").get().payload["reason"] == "ill"


def test_done_is_opened_again_unless_the_same_help_waits_already(team):
    made = merchant()
    item = need(made)
    by = person(consultant("Boss"), "admin:routing")
    close_work(locked(item), outcome="SUCCESS", by=SYSTEM, at=clock.now())
    reopen_work(locked(item), by=by, at=clock.now())
    assert IcEntry.objects.get().is_open
    close_work(locked(item), outcome="SUCCESS", by=SYSTEM, at=clock.now())
    need(made)
    with pytest.raises(DomainError, match="waits for the same help"):
        reopen_work(locked(item), by=by, at=clock.now())
