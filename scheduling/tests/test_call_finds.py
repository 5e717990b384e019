"""Calls are found by what somebody remembers of them, counted in the bar, and told in their customer's story."""

import pytest

from core import clock
from core.actor import SYSTEM, Actor
from core.testing import assert_queries
from scheduling.actions import complete_call, start_call
from scheduling.queries.call_search import find_calls
from scheduling.tests.pages import admin, at_nine, browser_of, claimed, fresh
from scheduling.tests.worlds import as_member, booked, caller, customer, desk, waiting

pytestmark = pytest.mark.django_db
EVERYBODY = Actor(kind="staff", id="staff_x", name="Kim", scopes=frozenset({"admin:routing"}))


@pytest.fixture
def ana():
    return caller("Ana Arbor")


@pytest.fixture
def team(ana):
    return desk(ana)


def now_waiting(*who, **own):
    return waiting(*who, at=clock.now(), **own)


def found(text, by=EVERYBODY):
    return [call.pk for call in find_calls(text, by=by, limit=5)]


def test_call_is_found_by_number_name_address_phone_and_id(team):
    call = now_waiting(
        customer(user__name="Zoë Quintero", user__email="zoe@casa.example"), contact_phone="+34910123456"
    )
    now_waiting(customer(user__name="Somebody Else"))
    for text in (call.number, call.number[-6:], "quint", "zoe", "casa", "+34 910 123 456", call.public_id):
        assert found(text) == [call.pk], text
    assert found("") == []
    assert found("nobody at all") == []


def test_strangers_find_nothing(team):
    call = now_waiting()
    stranger = caller("Cy Far")
    desk(stranger, topic="OTHER")
    for text in (call.number, call.public_id):
        assert found(text, by=as_member(stranger)) == []


def test_palette_leads_to_the_call(team, ana):
    call = now_waiting(customer(user__name="Zoë Quintero"))
    text = browser_of(ana).get("/search/?q=quintero").content.decode()
    assert f"/calls/{call.public_id}/" in text
    assert call.number in text


def test_searching_costs_one_statement(team):
    for _ in range(3):
        now_waiting()
    with assert_queries(1):
        assert len(find_calls("call", by=EVERYBODY, limit=5)) == 3


def test_bar_counts_what_nobody_has_taken(team, ana):
    now_waiting(), now_waiting()
    claimed(now_waiting(), ana)
    shell = browser_of(ana).get("/calls/").context["shell"]
    assert [page["count"] for page in shell.nav if page["url"] == "/calls/"] == [2]
    stranger = caller("Cy Far")
    shell = browser_of(stranger).get("/calls/").context["shell"]
    assert [page["count"] for page in shell.nav if page["url"] == "/calls/"] == [0]


def test_customers_story_tells_calls_in_sentences(team, ana):
    call = booked(at=clock.now(), scheduled_date_time=at_nine(2))
    start_call(call.pk, by=SYSTEM, at=clock.now())
    complete_call(call.pk, outcome="RESOLVED", notes="secret", by=SYSTEM, at=clock.now())
    address = f"/journeys/{fresh(call).journey_id}/"
    text = browser_of(ana).get(address).content.decode()
    assert "asked for a call about Billing questions" in text
    assert "ended: Resolved" in text
    assert "secret" not in text
    assert "asked for a call" in admin().get(address).content.decode()
    stranger = caller("Cy Far")
    assert browser_of(stranger).get(address).status_code == 404
