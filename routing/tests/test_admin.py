"""The admin reads work, sets it right by the verbs of everybody, and makes versions of policies."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core.actor import SYSTEM
from core.clock import now
from core.errors import DomainError, ErrorCode, Forbidden, Invalid
from core.testing import assert_queries
from events.models import DomainEvent
from routing.actions.change_policy import change_policy
from routing.enums import State
from routing.models import RoutingPolicy
from routing.queries.policies import active_policy
from routing.tests.pages import admin, browser_of, give, lead_id, state
from routing.tests.worlds import person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
ITEMS = "/admin/routing/workitem/"
STEPS = [("filter", "accepts_new"), ("capacity", "capacity"), ("order", "least_open")]


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


def form_of(policy, steps, **own):
    lines = {"steps-TOTAL_FORMS": len(steps), "steps-INITIAL_FORMS": policy.steps.count() if policy else 0}
    known = list(policy.steps.all()) if policy else []
    for number, (kind, name) in enumerate(steps):
        lines |= {f"steps-{number}-position": number + 1, f"steps-{number}-kind": kind, f"steps-{number}-name": name}
        if number < len(known):
            lines |= {f"steps-{number}-id": known[number].pk, f"steps-{number}-policy": policy.pk}
    for number in range(len(steps), len(known)):
        step = known[number]
        lines |= {
            f"steps-{number}-id": step.pk,
            f"steps-{number}-policy": policy.pk,
            f"steps-{number}-position": step.position,
            f"steps-{number}-kind": step.kind,
            f"steps-{number}-name": step.name,
            f"steps-{number}-DELETE": "on",
        }
    lines["steps-TOTAL_FORMS"] = max(len(steps), len(known))
    return lines | own


def test_saved_policy_is_a_new_version_and_the_former_one_stays(django_capture_on_commit_callbacks):
    former = RoutingPolicy.objects.get()
    before = list(former.steps.values_list("kind", "name"))
    address = reverse("admin:routing_routingpolicy_change", args=[former.pk])
    with django_capture_on_commit_callbacks(execute=True):
        text = admin().post(address, form_of(former, STEPS), follow=True).content.decode()
    assert "Version 2 is in force now" in text
    former.refresh_from_db()
    made = RoutingPolicy.objects.get(is_active=True)
    assert (former.is_active, list(former.steps.values_list("kind", "name"))) == (False, before)
    assert (made.version, made.overflow, made.changed_by) == (2, False, "Kim Admin")
    assert list(made.steps.values_list("kind", "name")) == STEPS
    assert active_policy("AE", None)[0] == made
    assert DomainEvent.objects.get(name="policy.changed").payload["steps"][0] == "filter accepts_new"


def test_policy_says_what_stops_a_clock_when_it_runs_and_when_a_lead_goes_on():
    former = RoutingPolicy.objects.get()
    assert (former.contact_needs_connection, former.clock_in_team_hours, former.reoffer_after) == (False, False, None)
    address = reverse("admin:routing_routingpolicy_change", args=[former.pk])
    switches = {"contact_needs_connection": "on", "clock_in_team_hours": "on", "reoffer_after": "00:10:00"}
    assert admin().post(address, form_of(former, STEPS, **switches)).status_code == 302
    made = RoutingPolicy.objects.get(is_active=True)
    assert (made.contact_needs_connection, made.clock_in_team_hours) == (True, True)
    assert made.reoffer_after == timedelta(minutes=10)
    told = DomainEvent.objects.get(name="policy.changed").payload
    assert (told["contact_needs_connection"], told["clock_in_team_hours"]) == (True, True)
    assert told["reoffer_after_minutes"] == 10


def test_lead_cannot_go_on_before_its_deadline():
    with pytest.raises(Invalid) as refusal:
        change_policy("AE", None, STEPS, overflow=True, replaces=1, reoffer_after=timedelta(), by=SYSTEM, at=now())
    assert (list(refusal.value.details), RoutingPolicy.objects.count()) == (["reoffer_after"], 1)


def test_former_version_cannot_be_edited():
    former = RoutingPolicy.objects.get()
    change_policy("AE", None, STEPS, overflow=True, replaces=1, by=SYSTEM, at=now())
    address = reverse("admin:routing_routingpolicy_change", args=[former.pk])
    assert admin().post(address, form_of(former, STEPS)).status_code == 403
    assert RoutingPolicy.objects.count() == 2


def test_wrong_step_is_shown_and_nothing_changes():
    former = RoutingPolicy.objects.get()
    address = reverse("admin:routing_routingpolicy_change", args=[former.pk])
    answer = admin().post(address, form_of(former, [("order", "online")]))
    assert (answer.status_code, "online cannot be used to order." in answer.content.decode()) == (200, True)
    assert RoutingPolicy.objects.count() == 1


@pytest.mark.parametrize(
    ("steps", "replaces", "code"),
    [
        ([("order", "nonsense")], 1, ErrorCode.VALIDATION_FAILED),
        ([("filter", "online")], 1, ErrorCode.VALIDATION_FAILED),
        (STEPS, 7, ErrorCode.STALE_VERSION),
        (STEPS, None, ErrorCode.STALE_VERSION),
    ],
)
def test_policy_that_cannot_be_is_refused(steps, replaces, code):
    with pytest.raises(DomainError) as refusal:
        change_policy("AE", None, steps, overflow=True, replaces=replaces, by=SYSTEM, at=now())
    assert (refusal.value.code, RoutingPolicy.objects.count()) == (code, 1)


def test_team_gets_a_policy_of_its_own(team, ann):
    with pytest.raises(Forbidden):
        change_policy("AE", team, STEPS, overflow=False, replaces=None, by=person(ann), at=now())
    supervisor = browser_of(UserFactory(roles=[Role.SUPERVISOR]))
    lines = form_of(None, STEPS, queue="AE", team=str(team.pk), overflow="on")
    assert supervisor.post(reverse("admin:routing_routingpolicy_add"), lines).status_code == 302
    made = RoutingPolicy.objects.get(team=team)
    assert (made.version, made.is_active, re.match("pol_", made.public_id) is not None) == (1, True, True)
