"""Policies on their pages: read, edited by plain buttons, previewed, saved once, compared, gone back to."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core.actor import SYSTEM
from core.clock import now
from core.testing import assert_queries
from routing.actions.change_policy import change_policy
from routing.models import RoutingPolicy
from routing.tests.pages import HTMX, browser_of, key
from routing.tests.worlds import waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db

STEPS = ["filter accepts_new", "capacity capacity", "order least_open"]
EDITOR = "/policies/AE/"


@pytest.fixture
def team():
    return TeamFactory(name="South", members=[StaffFactory(user__name="Ann Arbor", capacity={"AE": 3})])


@pytest.fixture
def supervisor():
    return browser_of(UserFactory(roles=[Role.SUPERVISOR], name="Sue Pervisor"))


def send(browser, do, steps=STEPS, address=EDITOR, **own):
    own = {"replaces": "1", "overflow": "on"} | key() | own
    return browser.post(address, {"do": do, "step": steps, **own})


def shown_steps(answer):
    return [line["value"] for line in answer.context["lines"]]


def in_force(team=None):
    policy = RoutingPolicy.objects.get(queue="AE", is_active=True, team=team)
    return policy.version, [f"{step.kind} {step.name}" for step in policy.steps.all()]


def test_only_those_who_answer_for_routing_see_policies(team):
    version = RoutingPolicy.objects.get(queue="AE").version
    ann = browser_of(team.members.get())
    for address in ("/policies/", EDITOR, f"{EDITOR}versions/", f"{EDITOR}{team.public_id}/"):
        assert ann.get(address).status_code == 403
    assert send(ann, "save").status_code == 403
    assert ann.post(f"{EDITOR}restore/", {"version": 1, "replaces": 1}).status_code == 403
    assert in_force()[0] == version


def test_list_tells_in_words_what_is_in_force(supervisor, team):
    change_policy("AE", team, [("order", "priority")], overflow=False, replaces=None, by=SYSTEM, at=now())
    text = supervisor.get("/policies/").content.decode()
    for words in (
        "Prefer specialists, if anybody",
        "Then who comes first in the team&#x27;s order",
        "it waits in line",
    ):
        assert words in text
    assert reverse("policy", args=["AE", team.public_id]) in text


@pytest.mark.parametrize("n", [1, 3])
def test_list_costs_the_same_for_one_policy_and_for_three(supervisor, n):
    for _ in range(n):
        change_policy("AE", TeamFactory(), [("order", "priority")], overflow=False, replaces=None, by=SYSTEM, at=now())
    supervisor.get("/policies/")
    with assert_queries(14):  # session, person; policies, steps, teams of each queue; the bar: bell, its feed position
        supervisor.get("/policies/")


@pytest.mark.parametrize(
    ("do", "own", "after"),
    [
        ("up:1", {}, [STEPS[1], STEPS[0], STEPS[2]]),
        ("down:0", {}, [STEPS[1], STEPS[0], STEPS[2]]),
        ("up:0", {}, STEPS),
        ("down:2", {}, STEPS),
        ("remove:1", {}, [STEPS[0], STEPS[2]]),
        ("add", {"new": "prefer skill"}, [*STEPS[:2], "prefer skill", STEPS[2]]),
        ("add", {"new": STEPS[0]}, STEPS),
        ("add", {"new": "filter magic"}, STEPS),
        ("sideways:1", {}, STEPS),
        ("up:99", {}, STEPS),
        ("up:-1", {}, STEPS),
        ("", {}, STEPS),
    ],
)
def test_buttons_change_the_draft_and_nothing_else(supervisor, do, own, after):
    answer = send(supervisor, do, **own)
    assert (answer.status_code, shown_steps(answer)) == (200, after)
    assert answer.context["form"]["overflow"].value() is True
    assert in_force()[0] == 1


def test_steps_that_nobody_knows_are_left_out(supervisor):
    answer = send(supervisor, "", steps=["filter magic", "", "order", STEPS[2], STEPS[2], "x" * 9000])
    assert shown_steps(answer) == [STEPS[2]]


def test_by_htmx_only_the_editor_comes_back(supervisor):
    answer = supervisor.post(EDITOR, {"do": "up:1", "step": STEPS, "replaces": "1"}, headers=HTMX)
    text = answer.content.decode()
    assert (text.count("policy-editor"), "<html" in text) == (3, False)


def test_saved_once_is_a_new_version_in_that_order(supervisor):
    field = key()
    for _ in range(2):  # a double click
        answer = send(supervisor, "save", STEPS[::-1], contact_needs_connection="on", reoffer_minutes="15", **field)
        assert answer["Location"] == f"{EDITOR}versions/"
    made = RoutingPolicy.objects.get(queue="AE", is_active=True)
    assert in_force() == (2, STEPS[::-1])
    assert (made.overflow, made.contact_needs_connection, made.clock_in_team_hours) == (True, True, False)
    assert (made.reoffer_after.total_seconds(), made.changed_by) == (900, "Sue Pervisor")
    shown = supervisor.get(EDITOR).context["form"]
    assert [shown[name].value() for name in ("contact_needs_connection", "reoffer_minutes")] == [True, 15]


def test_saving_by_htmx_goes_on_to_the_versions(supervisor):
    answer = supervisor.post(EDITOR, {"do": "save", "step": STEPS, "replaces": "1"} | key(), headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, f"{EDITOR}versions/")


@pytest.mark.parametrize(
    ("steps", "own", "words"),
    [
        (STEPS[:2], {}, "Add a step that says who comes first."),
        (STEPS, {"reoffer_minutes": "0"}, "greater than or equal to 1"),
        (STEPS, {"reoffer_minutes": "soon"}, "whole number"),
    ],
)
def test_what_cannot_be_saved_says_why_and_keeps_the_draft(supervisor, steps, own, words):
    answer = send(supervisor, "save", steps, **own)
    assert (answer.status_code, words in answer.content.decode(), shown_steps(answer)) == (422, True, steps)
    assert in_force()[0] == 1


def test_version_that_somebody_else_replaced_is_refused_once_with_the_difference(supervisor):
    change_policy("AE", None, [("order", "priority")], overflow=False, replaces=1, by=SYSTEM, at=now())
    answer = send(supervisor, "save")
    assert (answer.status_code, shown_steps(answer), answer.context["replaces"]) == (409, STEPS, 2)
    assert "Then who comes first" in answer.content.decode()  # taken out by the draft
    assert in_force() == (2, ["order priority"])
    assert send(supervisor, "save", replaces="2").status_code == 302
    assert in_force() == (3, STEPS)


def test_team_begins_with_the_policy_of_all_and_gets_its_own(supervisor, team):
    address = f"{EDITOR}{team.public_id}/"
    opened = supervisor.get(address)
    assert (len(shown_steps(opened)), opened.context["replaces"], opened.context["version"]) == (8, None, None)
    assert send(supervisor, "save", address=address, replaces="").status_code == 302
    assert (in_force(team), in_force()[0]) == ((1, STEPS), 1)


@pytest.mark.parametrize("place", ["XX/", "AE/team_x/", "AE/team_00000000000000000000000000/", "XX/versions/"])
def test_place_that_is_not_there_is_not_found(supervisor, place):
    assert supervisor.get(f"/policies/{place}").status_code == 404


def test_team_of_other_work_has_no_policy_for_leads(supervisor):
    assert supervisor.get(f"{EDITOR}{TeamFactory(work='AGENT').public_id}/").status_code == 404


def test_preview_shows_whom_it_would_choose_and_saves_nothing(supervisor, team):
    waiting_item(team, business_name="Corner Shop")
    answer = send(supervisor, "preview")
    effect = answer.context["effect"]
    assert [(row["name"], row["now"], row["then"]) for row in effect["waiting"]] == [
        ("Corner Shop", "Ann Arbor", "Ann Arbor")
    ]
    assert in_force()[0] == 1
    assert send(supervisor, "down:0", previewed="yes").context["effect"] is not None
    assert send(supervisor, "down:0").context["effect"] is None


def test_preview_with_nobody_left_says_so(supervisor, team):
    team.members.update(accepts_new=False)
    waiting_item(team)
    assert send(supervisor, "preview").context["effect"]["waiting"][0]["then"] == "nobody"


# -- versions ------------------------------------------------------------------------------------------


def test_versions_tell_who_changed_what(supervisor):
    send(supervisor, "save", STEPS)
    send(supervisor, "save", [STEPS[1], STEPS[0], "prefer skill", STEPS[2]], replaces="2", overflow="")
    found = supervisor.get(f"{EDITOR}versions/").context["versions"]
    assert [(version["number"], version["is_active"], version["who"]) for version in found] == [
        (3, True, "Sue Pervisor"),
        (2, False, "Sue Pervisor"),
        (1, False, "Switchboard"),
    ]
    assert [(line["sign"], line["words"], line["where"]) for line in found[0]["changes"]] == [
        ("↕", "Rule out who is full", "from place 2 to 1"),
        ("+", "Prefer specialists, if anybody", "at place 3"),
        ("−", "When everybody is full, the least loaded takes it anyway", ""),
        ("+", "When everybody is full, it waits in line", ""),
    ]
    assert {line["sign"] for line in found[1]["changes"]} == {"−"}
    assert len(found[2]["changes"]) == 8


def test_team_without_versions_says_so(supervisor, team):
    answer = supervisor.get(f"{EDITOR}{team.public_id}/versions/")
    assert ("The team goes by the policy of all teams." in answer.content.decode(), answer.status_code) == (True, 200)


@pytest.mark.parametrize("n", [1, 3])
def test_versions_cost_the_same_for_one_and_for_three(supervisor, n):
    for version in range(1, n):
        change_policy("AE", None, [("order", "priority")], overflow=True, replaces=version, by=SYSTEM, at=now())
    supervisor.get(f"{EDITOR}versions/")
    with assert_queries(7):  # session, person; versions, steps; the bar
        supervisor.get(f"{EDITOR}versions/")


def test_earlier_version_comes_back_as_a_new_one(supervisor):
    first = in_force()[1]
    send(supervisor, "save", STEPS)
    form = {"version": 1, "replaces": 2} | key()
    answer = supervisor.post(f"{EDITOR}restore/", form, follow=True)
    assert "Version 3 is in force now: what version 1 was." in answer.content.decode()
    assert in_force() == (3, first)
    supervisor.post(f"{EDITOR}restore/", form)
    assert in_force()[0] == 3


def test_going_back_from_a_page_that_is_old_changes_nothing(supervisor):
    send(supervisor, "save", STEPS)
    answer = supervisor.post(f"{EDITOR}restore/", {"version": 1, "replaces": 1} | key(), follow=True)
    assert "Somebody else has changed this policy meanwhile." in answer.content.decode()
    assert supervisor.post(f"{EDITOR}restore/", {"version": 9, "replaces": 2} | key()).status_code == 404
    assert in_force() == (2, STEPS)


def test_team_goes_by_the_policy_of_all_again(supervisor, team):
    address = f"{EDITOR}{team.public_id}/"
    send(supervisor, "save", address=address, replaces="")
    answer = supervisor.post(f"{address}drop/", {"replaces": 1} | key(), follow=True)
    assert "South goes by the policy of all teams now." in answer.content.decode()
    assert not RoutingPolicy.objects.filter(team=team, is_active=True).exists()
    assert supervisor.post(f"{address}drop/", {"replaces": 1} | key(), follow=True).status_code == 200


def test_calls_are_told_nothing_of_leads(supervisor, team):
    """Their policy has one switch, on its card and in its editor."""
    cards = {queue["name"]: queue["general"] for queue in supervisor.get("/policies/").context["queues"]}
    assert cards["Calls"]["switches"] == ["When everybody is full, the least loaded takes it anyway"]
    assert (cards["Calls"]["name"], len(cards["Leads"]["switches"])) == ("Teams without a policy of their own", 4)
    editor = supervisor.get("/policies/CALL/")
    assert (editor.context["title"], list(editor.context["form"].fields)) == (
        "Calls: teams without a policy of their own",
        ["overflow"],
    )
    standing = RoutingPolicy.objects.get(queue="CALL", is_active=True)
    assert send(supervisor, "save", address="/policies/CALL/", replaces=str(standing.version)).status_code == 302
    assert RoutingPolicy.objects.get(queue="CALL", is_active=True).version == standing.version + 1
