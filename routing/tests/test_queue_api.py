"""GET /queues/ae: every field, filter, sort and number, for AE and admin; and what each may not see."""

from datetime import timedelta

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory, bearer
from core import clock
from core.actor import SYSTEM
from core.testing import Api, assert_queries
from routing.actions.assign_lead import assign_lead
from routing.actions.assign_work import assign_work
from routing.actions.close_work import close_work
from routing.actions.log_contact import log_contact
from routing.tests.worlds import locked, person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
QUEUE = "/api/v1/queues/ae"


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", capacity={"AE": 5})


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob", capacity={"AE": 5})


@pytest.fixture
def team(ann, bob):
    return TeamFactory(name="South", members=[ann, bob])


def api_of(staff):
    return Api(bearer(staff.user))


def admin():
    return Api(bearer(UserFactory(roles=[Role.ADMIN])))


def claim(item, staff):
    return assign_work(locked(item), staff, by=person(staff), at=clock.now())


def test_entry_has_every_field_of_the_contract(team, ann):
    item = waiting_item(team, business_name="John's Fine Dining LLC", quote_value_estimate=75000)
    body = api_of(ann).get(QUEUE).json()
    (entry,) = body["queue"]
    assert entry["queue_entry_id"] == item.queue_entry.public_id
    assert set(entry) == {
        "queue_entry_id", "lead_id", "status", "priority", "cohort", "lead_info", "context", "timing", "assignment",
        "communication_history", "created_at",
    }  # fmt: skip
    assert entry["cohort"] == {"type": "MANAGED", "selling_plan": "AE_NEGOTIATED", "setup_plan": "PAID_IC"}
    assert set(entry["lead_info"]) == {"email", "business_name", "business_category", "contact", "profile"}
    assert entry["lead_info"]["profile"] == {
        "annual_revenue": 2500000,
        "number_of_locations": 12,
        "region": entry["lead_info"]["profile"]["region"],
    }
    told = {"current_step", "step_name", "kyb_status", "quote_value_estimate", "currency", "source"}
    assert (set(entry["context"]), entry["context"]["currency"]) == (told, "USD")
    assert entry["timing"]["sla_status"] == "ON_TIME"
    assert entry["timing"]["time_until_sla_breach_minutes"] == 14
    assert entry["assignment"]["suggested_ae"]["name"] in {"Ann", "Bob"}
    assert body["current_user"] == {
        "id": ann.public_id,
        "name": "Ann",
        "assigned_leads": 0,
        "max_concurrent_leads": 5,
        "capacity_remaining": 5,
    }
    assert body["pagination"] == {"limit": 50, "offset": 0, "total": 1, "has_more": False}


def test_history_of_an_entry_holds_its_assignment_and_its_contacts(team, ann):
    item = waiting_item(team)
    assign_lead(locked(item), ann, by=person(ann), at=clock.now(), reason="MANUAL")
    said = {"communication_type": "EMAIL", "outcome": "CONNECTED", "notes": "Hello, and thank you."}
    log_contact(locked(item), said, by=person(ann), at=clock.now())
    assignment, contact = api_of(ann).get(QUEUE).json()["queue"][0]["communication_history"]
    assert set(assignment) == set(contact) == {"id", "type", "timestamp", "sent_to", "outcome", "logged_by"}
    assert (assignment["type"], assignment["sent_to"]) == ("ASSIGNMENT_NOTIFICATION", ann.public_id)
    assert (contact["type"], contact["outcome"], contact["logged_by"]) == ("EMAIL", "CONNECTED", ann.public_id)
    assert (assignment["id"][:6], contact["id"][:5]) == ("notif_", "comm_")


def test_equal_waits_are_told_apart_by_the_nearer_deadline(team, ann):
    at = clock.now()
    later = waiting_item(team, at=at, annual_revenue=600_000, number_of_locations=1)
    sooner = waiting_item(team, at=at)
    for sort in ("created_at", "wait_time"):
        ids = [entry["queue_entry_id"] for entry in api_of(ann).get(QUEUE, {"sort": sort}).json()["queue"]]
        assert ids == [sooner.queue_entry.public_id, later.queue_entry.public_id]


def test_summary_counts_before_filters(team, ann):
    at = clock.now()
    waiting_item(team, at=at - timedelta(minutes=13))
    waiting_item(team, at=at - timedelta(minutes=40), annual_revenue=600_000, number_of_locations=1)
    mine = waiting_item(team, quote_value_estimate=1000)
    claim(mine, ann)
    done = waiting_item(team)
    claim(done, ann)
    close_work(locked(done), outcome="CLOSED_WON", by=SYSTEM, at=at)
    body = api_of(ann).get(QUEUE, {"status": "ASSIGNED"}).json()
    assert [entry["queue_entry_id"] for entry in body["queue"]] == [mine.queue_entry.public_id]
    assert body["pagination"]["total"] == 1
    summary = body["summary"]
    assert summary["total_in_queue"] == 3
    assert summary["by_status"] == {"PENDING": 2, "ASSIGNED": 1, "CONTACTED": 0, "CLOSED": 1}
    assert summary["sla_metrics"] == {
        "within_sla": 1,
        "at_risk": 1,
        "breached": 1,
        "average_wait_time_minutes": 17,
        "longest_wait_time_minutes": 40,
    }
    assert (summary["estimated_total_value"], summary["currency"]) == (1000, "USD")


def test_ae_sees_own_teams_pending_and_own_entries_only(team, ann, bob):
    other = TeamFactory(name="North", members=[StaffFactory(user__name="Zed")])
    seen, taken, foreign = waiting_item(team), waiting_item(team), waiting_item(other)
    claim(taken, bob)
    ids = {entry["queue_entry_id"] for entry in api_of(ann).get(QUEUE).json()["queue"]}
    assert ids == {seen.queue_entry.public_id}
    team_ids = {entry["queue_entry_id"] for entry in api_of(ann).get(QUEUE, {"scope": "team"}).json()["queue"]}
    assert team_ids == {seen.queue_entry.public_id, taken.queue_entry.public_id}
    everything = {entry["queue_entry_id"] for entry in admin().get(QUEUE).json()["queue"]}
    assert everything == {item.queue_entry.public_id for item in (seen, taken, foreign)}


def test_foreign_lead_looks_exactly_like_a_missing_one(team, ann):
    foreign = waiting_item(TeamFactory(name="North"))
    lead = foreign.queue_entry.lead.public_id
    answers = [api_of(ann).get(f"/api/v1/leads/{name}") for name in (lead, "lead_" + "0" * 26, "nonsense")]
    bodies = [{k: v for k, v in a.json()["error"].items() if k in ("code", "message", "details")} for a in answers]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert bodies[0] == bodies[1] == bodies[2]


def test_sorts_put_the_most_pressing_first(team, ann):
    at = clock.now()
    old = waiting_item(team, at=at - timedelta(minutes=5), annual_revenue=600_000, number_of_locations=1)
    rich = waiting_item(team, annual_revenue=700_000, number_of_locations=1, quote_value_estimate=90_000)
    urgent = waiting_item(team, channel="REFERRAL")
    names = {item.queue_entry.public_id: name for name, item in (("old", old), ("rich", rich), ("urgent", urgent))}

    def order(sort):
        return [names[e["queue_entry_id"]] for e in api_of(ann).get(QUEUE, {"sort": sort}).json()["queue"]]

    assert order("priority") == ["urgent", "old", "rich"]
    assert order("wait_time") == ["old", "rich", "urgent"]
    assert order("created_at") == ["old", "rich", "urgent"]
    assert order("est_revenue")[0] == "rich"


def test_wait_that_a_contact_ended_sorts_by_what_it_lasted(team, ann):
    at = clock.now()
    reached, waiting = waiting_item(team, at=at - timedelta(hours=5)), waiting_item(team, at=at - timedelta(minutes=40))
    assign_lead(locked(reached), ann, by=person(ann), at=at - timedelta(hours=5), reason="MANUAL")
    said = {"communication_type": "EMAIL", "outcome": "CONNECTED", "notes": "Hello, and thank you."}
    log_contact(locked(reached), said, by=person(ann), at=at - timedelta(hours=4, minutes=50))
    for sort, first, second in (("wait_time", waiting, reached), ("created_at", reached, waiting)):
        api = api_of(ann)
        with assert_queries(5):
            found = api.get(QUEUE, {"sort": sort}).json()["queue"]
        assert [entry["queue_entry_id"] for entry in found] == [item.queue_entry.public_id for item in (first, second)]
    waits = [entry["timing"]["wait_time_minutes"] for entry in found]
    assert sorted(waits, reverse=True) == [40, 10]


def test_wrong_parameters_are_refused_by_name(ann, team):
    api = api_of(ann)
    for query, field in (
        ({"status": "OPEN"}, "status"),
        ({"sort": "name"}, "sort"),
        ({"limit": "101"}, "limit"),
        ({"colour": "red"}, "colour"),
    ):
        answer = api.get(QUEUE, query)
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "VALIDATION_FAILED")
        assert list(answer.json()["error"]["details"]) == [field]


def test_assigned_to_is_for_admins(team, ann, bob):
    claim(waiting_item(team), bob)
    assert api_of(ann).get(QUEUE, {"assigned_to": bob.public_id}).status_code == 403
    assert len(admin().get(QUEUE, {"assigned_to": bob.public_id}).json()["queue"]) == 1


def test_pages_say_whether_there_is_more(team, ann):
    for _ in range(3):
        waiting_item(team)
    body = api_of(ann).get(QUEUE, {"limit": 2}).json()
    assert (len(body["queue"]), body["pagination"]["total"], body["pagination"]["has_more"]) == (2, 3, True)


@pytest.mark.parametrize("entries", [1, 3])
def test_list_costs_four_statements(team, ann, entries):
    for _ in range(entries):
        claim(waiting_item(team), ann)
    api = api_of(ann)
    with assert_queries(5):  # one of them authenticates
        assert len(api.get(QUEUE).json()["queue"]) == entries
