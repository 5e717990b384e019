"""Finding leads: by what, by whom, at what cost."""

from datetime import timedelta

import pytest
from django.db import connection

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from routing.actions.close_work import close_work
from routing.queries.lead_search import find_leads
from routing.tests.pages import browser_of, give, lead_id
from routing.tests.worlds import locked, person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann Arbor", capacity={"AE": 5})


@pytest.fixture
def team(ann):
    return TeamFactory(name="South", members=[ann])


def names(text, staff, *scopes):
    return [lead.business_name for lead in find_leads(text, by=person(staff, *scopes), limit=10)]


@pytest.mark.parametrize(
    "text",
    [
        "John's Café",
        "johns cafe",
        "cafe",
        "CAF joh",
        "jo doe",
        "Doe",
        "jo.doe@example.com",
        "jo.doe",
        "owner@johns",
        "+1 (212) 555-0123",
        "12125550123",
        "212-555-01",
        "212 555 0123",
        "crm-77",
        "CRM-77-x9",
    ],
)
def test_lead_is_found_by_what_is_remembered_of_it(team, ann, text):
    known = {"email": "jo.doe@example.com", "contact_email": "owner@johns-cafe.test", "external_id": "CRM-77-X9"}
    waiting_item(team, business_name="John’s Café", contact_name="Jo Doe", contact_phone="+12125550123", **known)
    waiting_item(team, business_name="Another", contact_name="Al Other")
    assert names(text, ann) == ["John’s Café"]


@pytest.mark.parametrize("text", ["", "  ", "j", "ohn", "cafe zebra", "'", "\\", "&|!:*", "5550123", "lead_x"])
def test_nothing_is_found_by_what_begins_no_word(team, ann, text):
    waiting_item(team, business_name="John’s Café", contact_name="Jo Doe", contact_phone="+12125550123")
    assert names(text, ann) == []


def test_public_ids_find_exactly_theirs(team, ann):
    item = waiting_item(team, business_name="Here")
    waiting_item(team, business_name="There")
    assert names(lead_id(item), ann) == names(item.queue_entry.public_id, ann) == ["Here"]


def test_what_somebody_may_not_see_is_not_found(team, ann):
    stranger = StaffFactory(capacity={"AE": 5})
    TeamFactory(members=[stranger])
    item = waiting_item(team, business_name="Corner Shop")
    for text in ("corner", lead_id(item), item.queue_entry.public_id, item.queue_entry.lead.email):
        assert (names(text, stranger), names(text, ann)) == ([], ["Corner Shop"])
        assert names(text, stranger, "admin:routing") == ["Corner Shop"]


def test_open_ones_come_first_then_the_newest_and_each_lead_once(team, ann):
    at = clock.now()
    closed = waiting_item(team, business_name="Shop One", at=at)
    close_work(locked(closed), outcome="SPAM", by=SYSTEM, at=at)
    waiting_item(team, business_name="Shop Two", at=at - timedelta(minutes=2))
    waiting_item(team, business_name="Shop Three", at=at - timedelta(minutes=1))
    waiting_item(team, business_name="Work Shop", at=at)
    again = waiting_item(team, business_name="Shop Four", external_id="x1", at=at - timedelta(minutes=3))
    close_work(locked(again), outcome="SPAM", by=SYSTEM, at=at)
    waiting_item(team, business_name="Shop Four", external_id="x1", at=at - timedelta(minutes=3))
    assert names("shop", ann) == ["Shop Three", "Shop Two", "Shop Four", "Shop One", "Work Shop"]


@pytest.mark.parametrize("n", [1, 3])
def test_search_costs_one_statement_however_much_is_found(team, ann, n):
    for _ in range(n):
        waiting_item(team)
    with assert_queries(1):
        assert len(names("corner", ann)) == n


def test_search_goes_through_its_index(team, ann):
    waiting_item(team)
    with assert_queries(1) as statements:
        names("corner", ann)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statements[0]}")
        assert "lead_words" in str(cursor.fetchall())


def test_found_lead_says_where_it_stands(team, ann):
    item = waiting_item(team, business_name="Corner Shop")
    browser = browser_of(ann)
    found = lambda: browser.get("/search/?q=corner").context["groups"][0].finds  # noqa: E731
    assert "pending · South" in found()[0].detail
    give(item, ann)
    (one,) = found()
    assert (one.url, "assigned · Ann Arbor" in one.detail) == (f"/leads/{lead_id(item)}/", True)


def test_those_without_leads_find_none(team):
    waiting_item(team, business_name="Corner Shop")
    for role in (Role.IC, Role.AGENT, Role.CUSTOMER):
        groups = browser_of(UserFactory(roles=[role])).get("/search/?q=corner").context["groups"]
        assert groups == []
