"""Many leads in one request: a result for each, and statements that do not grow with the rows."""

import pytest

from accounts.tests.factories import ApiKeyFactory
from core import clock
from core.actor import SYSTEM
from core.testing import Api, assert_queries, race
from events.models import DomainEvent, Timer
from routing.actions.receive_lead import receive_lead, receive_leads
from routing.models import IntakeRule, Lead, QueueEntry, WorkItem
from routing.tests.worlds import lead_facts, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    team = TeamFactory(members=[StaffFactory(capacity={"AE": 3}), StaffFactory(capacity={"AE": 3})])
    IntakeRule.objects.create(queue="AE", region="", team=team)
    return team


@pytest.fixture
def api():
    return Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}")


def row(email="a@example.com", **own):
    return {
        "email": email,
        "business_name": "Corner Shop",
        "contact": {"name": "Jo Doe"},
        "profile": {"annual_revenue": 2_500_000},
    } | own


def results(answer):
    return [(one["index"], one["result"]) for one in answer.json()["results"]]


def test_each_row_has_its_result_in_the_order_of_the_rows(team, api):
    waiting = waiting_item(team, email="known@example.com")
    small = {"profile": {"annual_revenue": 10}}
    rows = [
        row("a@example.com"),
        row("nothing"),
        row("KNOWN@example.com"),
        row("A@example.com"),
        row("b@e.com", **small),
        7,
    ]
    answer = api.post("/api/v1/leads/bulk", {"leads": rows}, key=True)
    said = answer.json()
    assert answer.status_code == 200
    assert results(answer) == [
        (0, "created"), (1, "error"), (2, "standing"), (3, "standing"), (4, "created"), (5, "error"),
    ]  # fmt: skip
    assert (said["created"], said["standing"], said["failed"]) == (2, 2, 2)
    assert said["results"][1]["error"]["details"] == {"email": ["Enter a valid email address."]}
    assert said["results"][1]["lead_id"] is None
    assert said["results"][2]["lead_id"] == waiting.queue_entry.lead.public_id
    assert said["results"][3]["lead_id"] == said["results"][0]["lead_id"]
    assert (said["results"][4]["cohort"], said["results"][4]["queue_entry_id"]) == ("SELF_SERVE", None)
    assert list(said["results"][5]["error"]["details"]) == ["non_field_errors"]
    assert Lead.objects.count() == 3
    assert DomainEvent.objects.filter(name="lead.enquired_again").count() == 2
    assert Lead.objects.values("journey_id").distinct().count() == 3


def test_lead_without_a_team_is_refused(team, api):
    IntakeRule.objects.filter(region="").update(region="US")
    answer = api.post("/api/v1/leads", row("a@example.com"), key=True)
    assert (answer.status_code, answer.json()["error"]["code"], Lead.objects.count()) == (503, "SERVICE_UNAVAILABLE", 0)


def test_row_without_a_team_is_refused_alone(team, api):
    IntakeRule.objects.filter(region="").update(region="US")
    rows = [row("a@example.com", profile={"region": "us", "number_of_locations": 10}), row("b@example.com")]
    answer = api.post("/api/v1/leads/bulk", {"leads": rows}, key=True)
    assert results(answer) == [(0, "created"), (1, "error")]
    assert answer.json()["results"][1]["error"]["code"] == "SERVICE_UNAVAILABLE"
    assert list(Lead.objects.values_list("email", flat=True)) == ["a@example.com"]


def test_request_sent_twice_has_one_effect_and_one_answer(team, api):
    key = "8f14e45f-ceea-4a7b-8c9d-0e1f2a3b4c5d"
    first = api.post("/api/v1/leads/bulk", {"leads": [row()]}, key=key)
    again = api.post("/api/v1/leads/bulk", {"leads": [row()]}, key=key)
    assert (again.content, again["Idempotency-Replayed"]) == (first.content, "true")
    assert DomainEvent.objects.filter(name__startswith="lead.").count() == 2


@pytest.mark.parametrize("leads", [[], [row()] * 501, "x", None])
def test_request_without_rows_or_with_too_many_is_refused(team, api, leads):
    answer = api.post("/api/v1/leads/bulk", {"leads": leads}, key=True)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, ["leads"])
    assert Lead.objects.count() == 0


def test_automatic_team_gives_each_row_an_owner_as_far_as_there_is_room(team, api):
    team.auto_assign = True
    team.save()
    answer = api.post("/api/v1/leads/bulk", {"leads": [row(f"{n}@example.com") for n in range(4)]}, key=True)
    owners = [one["assigned_to"]["id"] for one in answer.json()["results"]]
    assert [owners.count(member.public_id) for member in team.members.all()] == [2, 2]


@pytest.mark.parametrize("rows", [1, 30])
def test_new_rows_cost_the_same_statements_however_many(team, rows):
    facts = [lead_facts(external_id=f"crm-{number}") for number in range(rows)]
    with assert_queries(16):
        receive_leads(facts, by=SYSTEM, at=clock.now())
    assert (Lead.objects.count(), QueueEntry.objects.count(), Timer.objects.count()) == (rows, rows, rows * 4)
    assert WorkItem.objects.filter(suggested__isnull=False).count() == rows
    assert DomainEvent.objects.filter(name="lead.queued").count() == rows


def test_one_business_under_two_names_is_one_business(team):
    item = waiting_item(team, external_id="crm-1", email="a@example.com", campaign_id="", utm_source="")
    by_id = lead_facts(external_id="crm-1", email="b@example.com", campaign_id="spring")
    by_email = lead_facts(email="a@example.com", utm_source="google", campaign_id="autumn")
    received = receive_leads([by_id, by_email], by=SYSTEM, at=clock.now())
    assert [found.lead.pk for found in received] == [item.queue_entry.lead_id] * 2
    lead = Lead.objects.get()
    assert (lead.campaign_id, lead.utm_source, lead.email) == ("spring", "google", "a@example.com")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_same_business_from_eight_sides_at_once_is_one_lead(team):
    """Email and reference in opposite orders: locks are taken in one order, so nobody waits for each other."""

    def act(number):
        pair = [
            lead_facts(email="a@example.com", external_id="crm-1"),
            lead_facts(email="b@example.com", external_id="crm-2"),
        ]
        if number % 4 == 0:
            return receive_lead(pair[0], by=SYSTEM, at=clock.now()).created
        if number % 4 == 1:
            return receive_lead(pair[1] | {"external_id": None}, by=SYSTEM, at=clock.now()).created
        rows = pair if number % 4 == 2 else pair[::-1]
        return sum(found.created for found in receive_leads(rows, by=SYSTEM, at=clock.now()))

    created = race(8, act)
    assert [problem for problem in created if isinstance(problem, Exception)] == []
    assert sum(created) == 2
    assert sorted(Lead.objects.values_list("email", flat=True)) == ["a@example.com", "b@example.com"]
    assert QueueEntry.objects.filter(is_open=True).count() == 2


def test_one_lead_costs_eighteen_statements(team, api):
    api.post("/api/v1/leads", row("first@example.com"), key=True)  # policies are known from here on
    with assert_queries(18):
        assert api.post("/api/v1/leads", row(external_id="crm-1"), key=True).status_code == 201
