"""A lead goes the whole way: over REST in, scored, on a clock, matched, announced, contacted, closed."""

import pytest

from accounts.tests.factories import ApiKeyFactory
from core import clock
from core.testing import Api
from events.dispatch import dispatch_due
from events.models import DomainEvent, Timer
from events.timers import fire_due
from notifications.models import Notification
from routing.models import Decision, IntakeRule, WorkItem
from workforce.models import CapacitySlot
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db(transaction=True)

LEAD = {
    "external_id": "crm-1",
    "email": "merchant@example.com",
    "business_name": "John's Fine Dining LLC",
    "business_category": "RESTAURANT",
    "contact": {"name": "John Doe", "phone": "+1-555-123-4567", "preferred_contact_method": "PHONE"},
    "profile": {"annual_revenue": 2500000, "number_of_locations": 12, "region": "CA"},
    "source": {"channel": "WEBSITE", "campaign_id": "spring", "utm_source": "google"},
    "quote_value_estimate": 75000,
}


@pytest.fixture
def world():
    """Team North takes California's leads, automatically: Ann knows restaurants, Bob is idle, Cy is full."""
    ann = StaffFactory(user__name="Ann", skills=["RESTAURANT"], capacity={"AE": 5})
    bob = StaffFactory(user__name="Bob", capacity={"AE": 5})
    cy = StaffFactory(user__name="Cy", skills=["RESTAURANT"], capacity={"AE": 0})
    team = TeamFactory(name="North", auto_assign=True, members=[ann, bob, cy])
    IntakeRule.objects.create(queue="AE", region="CA", team=team)
    return {"ann": ann, "bob": bob, "cy": cy, "team": team}


def system() -> Api:
    return Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing', 'admin:routing']).secret_text}")


def test_lead_is_scored_clocked_matched_announced_contacted_and_closed(world):
    api = system()
    received = api.post("/api/v1/leads", LEAD, key=True)
    assert received.status_code == 201, received.content
    lead_id = received.json()["lead_id"]
    item = WorkItem.objects.get()
    assert (item.state, item.owner, item.score, item.priority) == ("ASSIGNED", world["ann"], 70, "HIGH")
    assert (item.due_at - item.queued_at).total_seconds() == 15 * 60
    decision = Decision.objects.get()
    assert decision.sentence == "The only restaurant specialist: 0 of 5"
    assert [notification.recipient for notification in Notification.objects.all()] == [world["ann"]]
    assert sorted(Timer.objects.values_list("name", flat=True)) == [
        "work.first_contact_breach",
        "work.first_contact_warning",
        "work.quote_breach",
        "work.quote_warning",
    ]

    entry = api.get(f"/api/v1/leads/{lead_id}").json()
    assert entry["status"] == "ASSIGNED"
    assert entry["assignment"]["assigned_to"]["name"] == "Ann"

    said = api.post(
        f"/api/v1/queues/ae/{lead_id}/communication",
        {"communication_type": "PHONE_CALL", "outcome": "CONNECTED", "notes": "Talked about two locations."},
        key=True,
    )
    assert said.status_code == 201, said.content
    assert said.json()["queue_status_updated"]["new_status"] == "CONTACTED"
    assert said.json()["sla_metrics"]["contact_sla_met"] is True
    with clock.moved(to=item.due_at):
        assert fire_due() == 0, "the clock that would have run out is stopped"

    won = api.post(
        f"/api/v1/queues/ae/{lead_id}/communication",
        {"communication_type": "EMAIL", "outcome": "CLOSED_WON", "notes": "They signed this morning."},
        key=True,
    )
    assert won.json()["queue_status_updated"]["new_status"] == "CLOSED"
    item.refresh_from_db()
    assert (item.state, item.owner, item.capacity_slot) == ("CLOSED", world["ann"], None)
    assert CapacitySlot.objects.filter(taken=True).count() == 0
    dispatch_due()
    story = DomainEvent.objects.filter(subject_id=lead_id).order_by("subject_version").values_list("name", flat=True)
    assert list(story) == [
        "lead.received",
        "lead.queued",
        "lead.assigned",
        "lead.contact_logged",
        "lead.contact_logged",
        "lead.closed",
    ]
    assert DomainEvent.objects.filter(subject_id=lead_id).values("journey_id").distinct().count() == 1


def test_deadline_that_nobody_met_warns_once_and_breaches_once(world):
    system().post("/api/v1/leads", LEAD, key=True)
    item = WorkItem.objects.get()
    for instant in (item.warn_at, item.warn_at, item.due_at, item.due_at):
        with clock.moved(to=instant):
            fire_due()
    names = DomainEvent.objects.filter(name__startswith="lead.sla").order_by("id").values_list("name", flat=True)
    assert list(names) == ["lead.sla_warned", "lead.sla_breached"]
    kinds = Notification.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["NEW_LEAD_ASSIGNED", "SLA_WARNING", "SLA_BREACH"]


def test_repeat_enquiry_answers_with_the_standing_lead(world):
    api = system()
    first = api.post("/api/v1/leads", LEAD, key=True).json()
    again = api.post("/api/v1/leads", LEAD | {"email": "MERCHANT@example.com", "external_id": None}, key=True)
    assert (again.status_code, again.json()["lead_id"]) == (200, first["lead_id"])
    assert WorkItem.objects.count() == 1
    kinds = Notification.objects.order_by("id").values_list("kind", "recipient")
    assert list(kinds) == [("NEW_LEAD_ASSIGNED", world["ann"].pk), ("LEAD_ACTIVITY", world["ann"].pk)]
