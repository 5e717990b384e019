"""A lead is corrected: what is sent replaces what is known, and nobody's work or deadline is moved by it."""

import pytest

from accounts.tests.factories import ApiKeyFactory, bearer
from core import clock
from core.actor import SYSTEM
from core.errors import NotFound
from core.ids import new_id
from core.testing import Api, race
from events.models import DomainEvent
from routing.actions.assign_work import assign_work
from routing.actions.change_lead import change_lead
from routing.actions.close_work import close_work
from routing.actions.upsert_lead import upsert_lead
from routing.models import IntakeRule, Lead, QueueEntry, WorkItem
from routing.tests.worlds import lead_facts, locked, person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
SMALL = {"annual_revenue": 600_000, "number_of_locations": 1}
SENT = {
    "email": "shop@example.com",
    "business_name": "Corner Shop",
    "contact": {"name": "Jo Doe"},
    "profile": {"annual_revenue": 2_500_000},
}


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", capacity={"AE": 5})


@pytest.fixture
def team(ann):
    team = TeamFactory(members=[ann])
    IntakeRule.objects.create(queue="AE", region="", team=team)
    return team


@pytest.fixture
def system():
    return Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}")


def path_of(item):
    return f"/api/v1/leads/{item.queue_entry.lead.public_id}"


def stored(item):
    return Lead.objects.filter(pk=item.queue_entry.lead_id).values().get(), WorkItem.objects.filter(
        pk=item.pk
    ).values().get()


def test_change_replaces_what_is_sent_and_says_what_differs(team, system):
    item = waiting_item(team, **SMALL)
    before = WorkItem.objects.get(pk=item.pk)
    change = {
        "contact": {"phone": "212 555 0123"},
        "profile": {"annual_revenue": 2_000_000},
        "quote_value_estimate": 50,
    }
    answer = system.patch(path_of(item), change, key=True)
    said = answer.json()
    assert (answer.status_code, answer["ETag"], said["version"]) == (200, '"2"', 2)
    assert said["lead_info"]["contact"]["phone"] == "+12125550123"
    assert said["lead_info"]["profile"]["annual_revenue"] == 2_000_000
    assert said["cohort"]["type"] == "ASSISTED"  # a changed size alone leaves it
    item.refresh_from_db()
    assert (item.base_score, item.score, item.priority, item.value) == (60, 60, "HIGH", 50)
    assert (item.queued_at, item.due_at, item.team_id) == (before.queued_at, before.due_at, before.team_id)
    told = DomainEvent.objects.get(name="lead.changed")
    assert told.payload["before"] == {"annual_revenue": 600_000, "quote_value_estimate": None}
    assert told.payload["after"] == {"annual_revenue": 2_000_000, "quote_value_estimate": 50}
    assert told.personal == {
        "contact_before": {"contact_phone": ""},
        "contact_after": {"contact_phone": "+12125550123"},
    }
    assert told.payload["fields"] == ["annual_revenue", "contact_phone", "quote_value_estimate"]


def test_cohort_is_what_is_said_or_derived_again(team, system):
    item = waiting_item(team, **SMALL)
    assert system.patch(path_of(item), {"cohort": "MANAGED"}, key=True).json()["cohort"]["type"] == "MANAGED"
    item.refresh_from_db()
    assert (item.cohort, item.score) == ("MANAGED", 50)
    derived = {"cohort": None, "profile": {"number_of_locations": 10}}
    assert system.patch(path_of(item), {"cohort": None}, key=True).json()["cohort"]["type"] == "ASSISTED"
    assert system.patch(path_of(item), derived, key=True).json()["cohort"]["type"] == "MANAGED"


def test_lead_that_never_waited_takes_its_place_when_people_work_on_its_cohort(team, system):
    created = system.post("/api/v1/leads", SENT | {"profile": {}}, key=True).json()
    assert created["queue_entry_id"] is None
    said = system.patch(f"/api/v1/leads/{created['lead_id']}", {"cohort": "ASSISTED"}, key=True).json()
    assert (said["status"], said["timing"]["sla_status"]) == ("PENDING", "ON_TIME")
    names = list(DomainEvent.objects.filter(subject_kind="lead").order_by("id").values_list("name", flat=True))
    assert names == ["lead.received", "lead.changed", "lead.queued"]


def test_closed_lead_is_corrected_where_it_is(team, system):
    item = waiting_item(team, **SMALL)
    close_work(locked(item), outcome="CLOSED_LOST", by=SYSTEM, at=clock.now())
    assert system.patch(path_of(item), {"cohort": "MANAGED"}, key=True).json()["status"] == "CLOSED"
    item.refresh_from_db()
    assert (item.cohort, QueueEntry.objects.count()) == ("ASSISTED", 1)


def test_change_without_a_difference_is_none(team, system):
    item = waiting_item(team)
    before = stored(item)
    answer = system.patch(
        path_of(item), {"business_name": "Corner Shop", "profile": {"number_of_locations": 12}}, key=True
    )
    assert (answer.status_code, answer["ETag"]) == (200, '"1"')
    assert stored(item) == before
    assert DomainEvent.objects.filter(name="lead.changed").count() == 0


@pytest.mark.parametrize("tag", ['"2"', '"x"', "2", 'W/"7"'])
def test_change_for_another_version_is_refused_with_the_current_one(team, system, tag):
    item = waiting_item(team)
    before = stored(item)
    answer = system.patch(path_of(item), {"business_name": "Other"}, key=True, **{"If-Match": tag})
    assert (answer.status_code, answer.json()["error"]["code"]) == (412, "STALE_VERSION")
    assert answer.json()["error"]["details"] == {"version": 1}
    assert stored(item) == before


@pytest.mark.parametrize("tag", ['"1"', '"9", "1"', 'W/"1"', "*"])
def test_change_for_the_version_that_is_stored_counts(team, system, tag):
    item = waiting_item(team)
    assert system.get(path_of(item))["ETag"] == '"1"'
    answer = system.patch(path_of(item), {"business_name": "Other"}, key=True, **{"If-Match": tag})
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')


@pytest.mark.parametrize(
    "change, field",
    [
        ({"version": 9}, "version"),
        ({"kyb_status": "APPROVED"}, "kyb_status"),
        ({"contact": {"nickname": "J"}}, "contact.nickname"),
        ({"email": None}, "email"),
        ({"contact": {"name": ""}}, "contact.name"),
        ({"current_step": 11}, "current_step"),
        ({"email": "taken@example.com"}, "email"),
        ({"external_id": "taken"}, "external_id"),
    ],
)
def test_what_cannot_be_set_is_refused_and_changes_nothing(team, system, change, field):
    item = waiting_item(team)
    waiting_item(team, email="Taken@example.com", external_id="taken")
    before = stored(item)
    answer = system.patch(path_of(item), change, key=True)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert stored(item) == before


def test_owner_corrects_their_lead_and_nobody_else_of_the_team(team, ann):
    bob = StaffFactory(user__name="Bob")
    team.memberships.create(staff=bob)
    item = waiting_item(team)
    change = {"contact": {"phone": "+12125550123"}}
    assert Api(bearer(ann.user)).patch(path_of(item), change, key=True).status_code == 403
    assign_work(locked(item), ann, by=person(ann), at=clock.now())
    assert Api(bearer(bob.user)).patch(path_of(item), change, key=True).status_code == 403
    assert Api(bearer(StaffFactory().user)).patch(path_of(item), change, key=True).status_code == 404
    assert DomainEvent.objects.filter(name="lead.changed").count() == 0
    assert Api(bearer(ann.user)).patch(path_of(item), change, key=True).status_code == 200
    told = DomainEvent.objects.get(name="lead.changed")
    assert (told.actor_name, f"staff.{ann.public_id}" in told.topics, f"team.{team.public_id}" in told.topics) == (
        "Ann", True, True,
    )  # fmt: skip


def test_reference_that_is_new_brings_a_lead_in_and_one_that_is_known_corrects_it(team, system):
    path = "/api/v1/leads/external/crm/4711"
    first = system.put(path, SENT, key=True)
    assert (first.status_code, first["ETag"], first.json()["external_id"]) == (201, '"1"', "crm/4711")
    assert first.json()["status"] == "PENDING"
    again = system.put(path, SENT | {"business_name": "Renamed"}, key=True, **{"If-Match": '"1"'})
    assert (again.status_code, again["ETag"]) == (200, '"2"')
    assert again.json()["lead_info"]["business_name"] == "Renamed"
    assert system.put(path, SENT, key=True, **{"If-Match": '"1"'}).status_code == 412
    assert (Lead.objects.count(), DomainEvent.objects.filter(name="lead.enquired_again").count()) == (1, 0)


def test_correction_by_reference_opens_no_closed_lead(team, system):
    item = waiting_item(team, external_id="crm-1")
    close_work(locked(item), outcome="CLOSED_LOST", by=SYSTEM, at=clock.now())
    assert system.put("/api/v1/leads/external/crm-1", SENT, key=True).json()["status"] == "CLOSED"
    assert QueueEntry.objects.filter(is_open=True).count() == 0


def test_new_reference_of_a_business_that_waits_is_its_enquiry(team, system):
    item = waiting_item(team, email="shop@example.com")
    answer = system.put("/api/v1/leads/external/crm-1", SENT, key=True)
    assert (answer.status_code, answer.json()["lead_id"]) == (200, item.queue_entry.lead.public_id)
    assert Lead.objects.get().external_id == "crm-1"


@pytest.mark.parametrize("reference, body", [("x" * 121, {}), ("crm-1", {"external_id": "crm-2"})])
def test_reference_that_cannot_be_is_refused(team, system, reference, body):
    answer = system.put(f"/api/v1/leads/external/{reference}", SENT | body, key=True)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["external_id"])
    assert Lead.objects.count() == 0


def test_version_of_a_lead_that_does_not_exist_is_stale(team, system):
    answer = system.put("/api/v1/leads/external/crm-1", SENT, key=True, **{"If-Match": '"1"'})
    assert (answer.status_code, Lead.objects.count()) == (412, 0)


def test_lead_that_is_gone_cannot_be_changed():
    with pytest.raises(NotFound):
        change_lead(new_id(), {"business_name": "Elsewhere"}, by=SYSTEM, at=clock.now())
    assert DomainEvent.objects.count() == 0


def test_enquiry_makes_a_new_version(team, system):
    item = waiting_item(team, email="shop@example.com", contact_phone="")
    assert system.post("/api/v1/leads", SENT, key=True).status_code == 200
    assert system.get(path_of(item))["ETag"] == '"2"'


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_bring_in_one_lead(team):
    facts = lead_facts(email="shop@example.com")

    def act(number):
        return upsert_lead("crm-1", facts | {"campaign_id": f"c{number}"}, by=SYSTEM, at=clock.now())[1]

    created = race(8, act)
    assert sorted(created) == [False] * 7 + [True]
    assert (Lead.objects.count(), QueueEntry.objects.count(), Lead.objects.get().version) == (1, 1, 8)
