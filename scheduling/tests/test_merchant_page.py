"""A merchant's page, and its steps."""

import re

import pytest

from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from events.models import DomainEvent
from routing.actions.record_progress import record_progress
from routing.models import Merchant
from routing.queries.policies import active_policy, forget_policies
from routing.tests.merchants import consultant, ic_team, merchant, need
from routing.tests.pages import HTMX, browser_of, give, key
from scheduling.tests.session_pages import planned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def remembered_policy(db):
    forget_policies()
    active_policy("IC", None)


@pytest.fixture
def grace():
    return consultant("Grace Hopper")


@pytest.fixture
def tom():
    return consultant("Tom Anderson")


@pytest.fixture
def team(grace, tom):
    return ic_team(grace, tom, name="Set-up")


@pytest.fixture
def shop(team):
    return merchant(business_name="Corner Shop", contact_email="jo@shop.example")


def address(shop, rest=""):
    return f"/merchants/{shop.public_id}/{rest}"


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def events():
    return DomainEvent.objects.count()


# -- what it shows -----------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_page_costs_the_same_however_many_sessions_and_needs(shop, grace, n):
    item = need(shop)
    give(item, grace)
    for number in range(n):
        planned(grace, shop, days=number + 1, session_type=["HARDWARE_SETUP", "TRAINING", "INTEGRATION"][number])
    browser = browser_of(grace)
    browser.get(address(shop))
    # feed, merchant, its steps, needs, sessions, all steps, story, load; bar: presence, bell
    with assert_queries(2 + 10):
        answer = browser.get(address(shop))
    assert answer.status_code == 200


def test_page_says_who_it_is_how_far_and_what_it_needs(shop, grace):
    need(
        shop,
        requested_services=["Till"],
        blockers=[{"type": "NETWORK", "description": "No network yet", "severity": "HIGH"}],
        hardware={"delivery_date": None, "items": [{"sku": "T1", "name": "Terminal", "quantity": 2}]},
        preferred_schedule={"days": ["MONDAY"], "time_range": "09:00-12:00", "timezone": "America/New_York"},
    )
    text = text_of(browser_of(grace).get(address(shop)))
    for said in (
        'href="tel:+12125550123"',
        'href="mailto:jo@shop.example"',
        "there (New York)",
        "<strong>80 %</strong>",
        "Step 9, Hardware Setup",
        "No network yet",
        "2 × Terminal",
        "Monday 09:00-12:00 (New York)",
        "Suggested",
        "Nobody has it yet.",
        "is to be set up",
        "needs help: hardware set-up",
    ):
        assert said in text, said


def test_page_shows_the_session_in_both_zones_and_the_story(shop, grace):
    session = planned(grace, shop, hour=15)
    text = text_of(browser_of(grace).get(address(shop)))
    assert f"/sessions/{session.public_id}/" in text
    assert "for the merchant" in text
    assert "session for" in text
    assert "the link to join follows" in text
    assert "/schedule/" not in text


def test_colleague_sees_the_merchant_and_no_way_into_the_session(shop, grace, tom):
    session = planned(grace, shop)
    text = text_of(browser_of(tom).get(address(shop)))
    assert ("With Grace Hopper" in text, session.public_id in text) == (True, False)


def test_need_in_focus_is_the_one_that_was_chosen(shop, grace):
    need(shop)
    other = need(shop, support_type="TRAINING")
    text = text_of(browser_of(grace).get(f"{address(shop)}?need={other.ic_entry.public_id}"))
    assert f"/needs/{other.ic_entry.public_id}/claim/" in text
    assert "<strong>Training</strong>" in text


@pytest.mark.parametrize("rest", ["", "panel/", "schedule/"])
def test_merchant_of_another_team_looks_like_a_missing_one(shop, rest):
    need(shop)
    far = consultant("Far Away")
    browser = browser_of(far)
    foreign = browser.get(address(shop, rest))
    missing = browser.get(f"/merchants/merch_{'0' * 26}/{rest}")
    assert (foreign.status_code, missing.status_code) == (404, 404)


def test_panel_of_a_merchant_that_was_lost_says_so(shop):
    need(shop)
    headers = HTMX | {"HX-Trigger": "merchant-panel"}
    answer = browser_of(consultant("Far Away")).get(address(shop, "panel/"), headers=headers)
    assert (answer.status_code, "no longer in your queue" in answer.content.decode()) == (200, True)


# -- its steps ---------------------------------------------------------------------------------------


def test_step_is_done_by_one_press_and_undone(shop, grace):
    need(shop)
    browser = browser_of(grace)
    answer = browser.post(address(shop, "steps/9/done/"), key(), headers=HTMX)
    assert "Corner Shop: Hardware Setup: completed" in answer["HX-Trigger"]
    assert Merchant.objects.values_list("current_step", "completion").get(pk=shop.pk) == (10, 90)
    assert address(shop, "steps/9/undone/") in answer["HX-Trigger"]
    browser.post(address(shop, "steps/9/undone/"), headers=HTMX)
    assert Merchant.objects.values_list("current_step", "completion").get(pk=shop.pk) == (9, 80)


def test_step_that_is_not_there_is_refused_and_nothing_changes(shop, grace):
    need(shop)
    before = events()
    answer = browser_of(grace).post(address(shop, "steps/44/done/"), key(), headers=HTMX)
    assert (answer.status_code, events()) == (422, before)


def test_step_sent_twice_counts_once(shop, grace):
    need(shop)
    browser, data = browser_of(grace), key()
    for _ in range(2):
        browser.post(address(shop, "steps/9/done/"), data, headers=HTMX)
    assert DomainEvent.objects.filter(name="merchant.progressed").count() == 1


def test_live_merchant_says_so(shop, grace):
    need(shop)
    for number in range(1, 11):
        record_progress(shop.pk, number, "COMPLETED", by=SYSTEM, at=clock.now())
    assert "<span>live</span>" in text_of(browser_of(grace).get(address(shop)))
