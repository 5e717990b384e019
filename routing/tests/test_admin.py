"""The admin reads work and policies, and sets work right by the verbs of everybody."""

import pytest
from django.urls import reverse

from core.testing import assert_queries
from events.models import DomainEvent
from routing.enums import State
from routing.models import RoutingPolicy
from routing.tests.pages import admin, browser_of, give, lead_id, state
from routing.tests.worlds import waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
ITEMS = "/admin/routing/workitem/"


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann Arbor", capacity={"AE": 2})


@pytest.fixture
def team(ann):
    return TeamFactory(name="South", members=[ann])


def do(browser, action, *items):
    data = {"action": action, "_selected_action": [str(item.pk) for item in items]}
    return browser.post(ITEMS, data, follow=True).content.decode()


@pytest.mark.parametrize("model", ["lead", "queueentry", "workitem", "decision", "communication"])
def test_operational_rows_are_only_read(team, model):
    waiting_item(team)
    browser = admin()
    assert browser.get(f"/admin/routing/{model}/").status_code == 200
    assert browser.get(f"/admin/routing/{model}/add/").status_code == 403


@pytest.mark.parametrize("n", [1, 3])
def test_list_costs_the_same_for_one_item_and_for_three(team, ann, n):
    for _ in range(n):
        give(waiting_item(team), ann, override_capacity=False) if n == 1 else waiting_item(team)
    browser = admin()
    browser.get(ITEMS)
    with assert_queries(5):  # session, person, teams of the filter, count, rows
        browser.get(ITEMS)


def test_search_is_by_whole_id(team):
    item, other = waiting_item(team, business_name="Wanted"), waiting_item(team, business_name="Unwanted")
    browser = admin()
    for model, term in (("workitem", item.public_id), ("workitem", lead_id(item)), ("lead", lead_id(item))):
        text = browser.get(f"/admin/routing/{model}/", {"q": term}).content.decode()
        assert ("Wanted" in text, lead_id(other) in text) == (True, False)
    assert "Wanted" not in browser.get(ITEMS, {"q": "item_x"}).content.decode()


def test_actions_are_the_verbs_and_a_refusal_stops_only_its_own_item(team, ann):
    waiting, taken = waiting_item(team), waiting_item(team)
    give(taken, ann)
    browser = admin()
    text = do(browser, "assign_automatically", waiting, taken)
    assert ("1 item is changed." in text, "Ann Arbor has this lead already." in text) == (True, True)
    assert state(waiting) == (State.ASSIGNED, ann.pk)
    do(browser, "release", waiting)
    assert state(waiting) == (State.QUEUED, None)
    do(browser, "close", taken)
    assert state(taken)[0] == State.CLOSED
    assert DomainEvent.objects.filter(name="lead.closed").count() == 1


def test_whoever_may_only_look_has_no_actions(team, ann):
    item = waiting_item(team)
    browser_of(ann).post(ITEMS, {"action": "close", "_selected_action": [str(item.pk)]})
    assert state(item) == (State.QUEUED, None)


# -- policies ----------------------------------------------------------------------------------------


def test_policies_are_read_here_and_changed_on_their_own_page():
    policy = RoutingPolicy.objects.get(queue="AE")
    browser, change = admin(), reverse("admin:routing_routingpolicy_change", args=[policy.pk])
    listed = browser.get(reverse("admin:routing_routingpolicy_changelist")).content.decode()
    assert reverse("policy_versions", args=["AE"]) in listed
    assert browser.get(change).status_code == 200
    assert browser.post(change, {"overflow": ""}).status_code == 403
    assert browser.get(reverse("admin:routing_routingpolicy_add")).status_code == 403
    assert list(RoutingPolicy.objects.filter(queue="AE").values_list("overflow", flat=True)) == [True]
