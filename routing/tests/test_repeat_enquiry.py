"""A business that comes again: what is known stays known, and nobody is lost between two entries."""

import threading

import pytest
from django.db import connection, transaction

from core import clock
from core.actor import SYSTEM
from core.errors import DomainError, ErrorCode
from core.testing import race
from routing.actions.close_work import close_work, reopen_work
from routing.actions.receive_lead import receive_lead
from routing.models import Lead, QueueEntry
from routing.tests.worlds import lead_facts, locked, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db

BARE = {
    "external_id": "crm-1",
    "email": "shop@example.com",
    "business_name": "Corner Shop",
    "business_category": "",
    "contact_name": "Jo Doe",
    "contact_phone": "",
    "annual_revenue": None,
    "number_of_locations": None,
    "region": "",
    "channel": "",
}


@pytest.fixture
def team():
    return TeamFactory(members=[StaffFactory(), StaffFactory()])


def closed(item):
    close_work(locked(item), outcome="CLOSED_LOST", by=SYSTEM, at=clock.now())


def test_lead_that_comes_back_with_less_keeps_what_is_known(team):
    item = waiting_item(team, external_id="crm-1", email="shop@example.com")
    closed(item)
    received = receive_lead(BARE | {"region": item.queue_entry.lead.region}, by=SYSTEM, at=clock.now())
    lead = Lead.objects.get()
    assert (lead.annual_revenue, lead.number_of_locations, lead.business_category) == (2_500_000, 12, "RETAIL")
    assert lead.cohort == "MANAGED"
    assert received.entry is not None


def test_enquiries_of_one_business_are_found_by_index_whatever_their_case(team):
    item = waiting_item(team, email="Shop@Example.com")
    assert receive_lead(BARE | {"email": "sHOP@example.COM"}, by=SYSTEM, at=clock.now()).created is False
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "lead_email" in Lead.objects.with_email("shop@example.com").explain()
    assert Lead.objects.get() == item.queue_entry.lead


def test_quote_that_comes_later_counts_in_the_queue(team):
    item = waiting_item(team, external_id="crm-1", email="shop@example.com", quote_value_estimate=None)
    again = {"region": item.queue_entry.lead.region, "quote_value_estimate": 5000}
    assert receive_lead(BARE | again, by=SYSTEM, at=clock.now()).created is False
    item.refresh_from_db()
    assert (item.value, item.score) == (5000, 70)


def test_reopening_beside_an_open_entry_is_refused(team):
    old = waiting_item(team, external_id="crm-1", email="shop@example.com")
    closed(old)
    waiting_item(team, external_id="crm-1", email="shop@example.com")
    with pytest.raises(DomainError) as refused, transaction.atomic():
        reopen_work(locked(old), by=SYSTEM, at=clock.now())
    assert refused.value.code == ErrorCode.INVALID_TRANSITION
    old.refresh_from_db()
    assert old.state == "CLOSED"


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_enquiry_while_the_entry_is_being_closed_opens_a_new_one(team):
    item = waiting_item(team, external_id="crm-1", email="shop@example.com")
    facts = lead_facts(external_id="crm-1", email="shop@example.com", region=item.queue_entry.lead.region)
    closing, enquiring = threading.Event(), threading.Event()

    def act(number):
        if number == 0:
            with transaction.atomic():
                closed(item)
                closing.set()
                enquiring.wait(1)
            return None
        closing.wait(5)
        received = receive_lead(facts, by=SYSTEM, at=clock.now())
        enquiring.set()
        return received

    received = race(2, act)[1]
    assert received.created, received
    assert QueueEntry.objects.filter(is_open=True).count() == 1
