"""Merchants over the API: in, changed, one step further; and what follows for what they wait for."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.tests.factories import ApiKeyFactory, UserFactory, bearer
from core import clock
from core.testing import Api, assert_queries
from events.models import DomainEvent
from routing.models import Merchant, WorkItem
from routing.rules.onboarding import progress_of
from routing.tests.merchants import consultant, ic_team, merchant, need
from routing.tests.worlds import waiting_item
from workforce.tests.factories import TeamFactory

pytestmark = pytest.mark.django_db
MERCHANTS = "/api/v1/merchants"
SENT = {
    "external_id": "shop-1",
    "email": "jo@corner.example",
    "business_name": "Corner Shop",
    "contact": {"name": "Jo Doe", "phone": "+1 212 555 0123"},
    "cohort": "MANAGED",
    "timezone": "America/New_York",
    "current_step": 9,
}


@pytest.fixture
def system():
    return Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}")


@pytest.fixture
def grace():
    member = consultant("Grace")
    ic_team(member)
    return member


def told(of):
    return [event.name for event in DomainEvent.objects.filter(subject_id=of).order_by("id")]


def test_merchant_stands_at_its_step_with_those_before_it_done(system):
    answer = system.post(MERCHANTS, SENT)
    body = answer.json()
    assert answer.status_code == 201
    assert body["contact"]["phone"] == "+12125550123"
    assert body["cohort"] == {"type": "MANAGED", "setup_plan": "PAID_IC"}
    onboarding = body["onboarding"]
    assert (onboarding["current_step"], onboarding["step_name"], onboarding["completion_percentage"]) == (
        9,
        "Hardware Setup",
        80,
    )
    assert [step["status"] for step in onboarding["steps"]] == ["COMPLETED"] * 8 + ["IN_PROGRESS"]
    assert told(body["merchant_id"]) == ["merchant.received"]


def test_merchant_that_was_a_lead_takes_over_what_is_known_and_its_story(system):
    lead = waiting_item(TeamFactory(), business_name="Blue Door").queue_entry.lead
    body = system.post(MERCHANTS, {"lead_id": lead.public_id}).json()
    made = Merchant.objects.get()
    assert (body["business_name"], body["lead_id"], made.journey_id) == ("Blue Door", lead.public_id, lead.journey_id)
    assert (made.email, made.cohort, body["onboarding"]["current_step"]) == (lead.email, "MANAGED", 1)


def test_merchant_that_is_here_already_keeps_what_is_known(system):
    first = system.post(MERCHANTS, SENT).json()
    again = system.post(MERCHANTS, SENT | {"email": "JO@corner.example", "business_name": "Other", "region": "us"})
    assert (again.status_code, again.json()["merchant_id"]) == (200, first["merchant_id"])
    assert (again.json()["business_name"], again.json()["region"]) == ("Corner Shop", "US")
    by_address = system.post(MERCHANTS, {**SENT, "external_id": "shop-2"})
    assert (by_address.status_code, by_address.json()["external_id"]) == (200, "shop-1")
    assert told(first["merchant_id"]) == ["merchant.received"]


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"email": "jo"}, "email"),
        ({"cohort": "HUGE"}, "cohort"),
        ({"current_step": 11}, "current_step"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"lead_id": "lead_" + "0" * 26}, "lead_id"),
        ({"colour": "red"}, "colour"),
        ({"contact": {"name": "Jo", "phone": "12"}}, "contact.phone"),
    ],
)
def test_what_cannot_be_used_is_named(system, wrong, field):
    answer = system.post(MERCHANTS, SENT | wrong)
    assert answer.status_code == 422
    assert list(answer.json()["error"]["details"]) == [field]
    assert not Merchant.objects.exists()


def test_without_a_lead_the_rest_is_required(system):
    details = system.post(MERCHANTS, {"external_id": "x"}).json()["error"]["details"]
    assert set(details) == {"email", "business_name", "contact.name", "cohort"}


def test_change_scores_what_it_waits_for_again(system, grace):
    made = merchant(cohort="ASSISTED")
    item = need(made)
    assert item.score == 30
    body = system.patch(f"{MERCHANTS}/{made.public_id}", {"cohort": "MANAGED", "contact": {"name": "Al"}}).json()
    item.refresh_from_db()
    assert (body["contact"]["name"], body["version"], item.score, item.cohort) == ("Al", 2, 45, "MANAGED")
    assert told(made.public_id) == ["merchant.received", "support.requested", "merchant.changed", "support.changed"]


def test_change_without_a_difference_is_none(system):
    made = merchant()
    assert system.patch(f"{MERCHANTS}/{made.public_id}", {"cohort": "ASSISTED"}).json()["version"] == 1
    assert told(made.public_id) == ["merchant.received"]


def test_change_is_for_the_version_that_was_read_and_takes_no_other_ones_name(system):
    made, other = merchant(), merchant(external_id="taken", email="taken@example.com")
    stale = system.patch(f"{MERCHANTS}/{made.public_id}", {"region": "CA"}, **{"If-Match": '"7"'})
    assert (stale.status_code, stale.json()["error"]["code"]) == (412, "STALE_VERSION")
    names = {"external_id": "taken", "email": other.email}
    refused = system.patch(f"{MERCHANTS}/{made.public_id}", names)
    assert (refused.status_code, set(refused.json()["error"]["details"])) == (422, {"external_id", "email"})
    made.refresh_from_db()
    assert (made.region, made.version) == ("", 1)


def test_step_that_is_done_leads_to_the_next_and_to_another_urgency(system, grace):
    made = merchant(at=clock.now() - timedelta(days=6), step=8)
    item = need(made)
    assert item.score == 15 + 40
    body = system.put(f"{MERCHANTS}/{made.public_id}/progress", {"step_number": 8, "status": "COMPLETED"}).json()
    assert body["progress_updated"] == {
        "step_number": 8,
        "previous_status": "IN_PROGRESS",
        "new_status": "COMPLETED",
        "journey_completion_percentage": 80,
    }
    onboarding = body["merchant"]["onboarding"]
    assert (onboarding["current_step"], onboarding["steps"][-1]["status"]) == (9, "IN_PROGRESS")
    item.refresh_from_db()
    assert (item.score, item.step) == (15 + 15, 9)
    assert told(made.public_id)[-2:] == ["merchant.progressed", "support.changed"]


def test_telling_what_is_so_already_changes_nothing(system):
    made = merchant(step=2)
    body = system.put(f"{MERCHANTS}/{made.public_id}/progress", {"step_number": 1, "status": "COMPLETED"}).json()
    assert body["merchant"]["version"] == 1
    assert told(made.public_id) == ["merchant.received"]


def test_last_step_makes_it_live_and_a_step_can_be_done_again(system):
    made = merchant(step=10)
    live = system.put(f"{MERCHANTS}/{made.public_id}/progress", {"step_number": 10, "status": "COMPLETED"}).json()
    onboarding = live["merchant"]["onboarding"]
    assert (onboarding["journey_status"], onboarding["completion_percentage"]) == ("LIVE", 100)
    again = system.put(f"{MERCHANTS}/{made.public_id}/progress", {"step_number": 3, "status": "NOT_STARTED"}).json()
    onboarding = again["merchant"]["onboarding"]
    assert (onboarding["journey_status"], onboarding["current_step"]) == ("SETTING_UP", 3)
    assert onboarding["completion_percentage"] == 90
    unknown = system.put(f"{MERCHANTS}/{made.public_id}/progress", {"step_number": 12, "status": "COMPLETED"})
    assert (unknown.status_code, list(unknown.json()["error"]["details"])) == (422, ["step_number"])


def test_progress_is_the_first_step_under_way_else_the_first_not_done():
    shares = {1: 10, 2: 10, 3: 30, 4: 50}
    assert progress_of(shares, {}).current == 1
    assert progress_of(shares, {1: "COMPLETED", 3: "IN_PROGRESS"}).current == 3
    done = progress_of(shares, {1: "COMPLETED", 3: "COMPLETED"})
    assert (done.current, done.completion, done.is_over) == (2, 40, False)
    assert progress_of(shares, dict.fromkeys(shares, "COMPLETED")).completion == 100
    assert progress_of({1: 100, 2: 100}, {1: "COMPLETED"}).completion == 99


def test_list_is_filtered_and_shows_what_each_may_see(system, grace):
    near, far = merchant(region="CA"), merchant(region="US", step=3)
    need(near)

    def found(api, **asked):
        return [one["merchant_id"] for one in api.get(MERCHANTS, asked).json()["merchants"]]

    assert found(system) == [near.public_id, far.public_id]
    assert (found(system, region="US"), found(system, step_number=9)) == ([far.public_id], [near.public_id])
    assert found(system, updated_since=(clock.now() + timedelta(hours=1)).isoformat()) == []
    assert found(Api(bearer(grace.user))) == [near.public_id]
    assert Api(bearer(grace.user)).get(f"{MERCHANTS}/{far.public_id}").status_code == 404
    assert Api(bearer(UserFactory(roles=[Role.AE]))).get(MERCHANTS).status_code == 403


@pytest.mark.parametrize("merchants", [1, 3])
def test_list_costs_four_statements_however_long(grace, merchants):
    api = Api(bearer(UserFactory(roles=[Role.ADMIN])))
    api.get(MERCHANTS)
    for _ in range(merchants):
        need(merchant())
    with assert_queries(4):  # the caller, merchants, their steps, their entries
        assert len(api.get(MERCHANTS).json()["merchants"]) == merchants


def test_blockers_and_wait_in_a_step_make_it_critical(grace):
    made = merchant(at=clock.now() - timedelta(days=5, minutes=1), cohort="MANAGED")
    item = need(made, blockers=[{"type": "KYB", "description": "stuck", "severity": "HIGH"}])
    assert (item.score, item.priority) == (30 + 40 + 20 + 15, "URGENT")
    assert WorkItem.objects.get(pk=item.pk).score_changes_at is None
