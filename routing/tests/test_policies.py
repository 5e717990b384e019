"""Versions of a policy: made, refused, compared, dropped; and what a change would do before it is made."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.actor import SYSTEM
from core.clock import now
from core.errors import DomainError, ErrorCode, Forbidden, Invalid
from core.testing import assert_queries
from events.models import DomainEvent
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.change_policy import change_policy
from routing.actions.drop_policy import drop_policy
from routing.actions.preview_policy import preview_policy
from routing.models import Decision, RoutingPolicy
from routing.queries.policies import active_policy, as_engine_policy, teams_that_follow
from routing.rules.matching import Policy, Step
from routing.rules.policy_steps import OFFERED, Change, changes, step_problem, with_line
from routing.tests.worlds import locked, overflow, person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

STEPS = [("filter", "accepts_new"), ("capacity", "capacity"), ("order", "least_open")]
A, B, C, D = (("filter", letter) for letter in "abcd")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([A, B, C], [A, B, C], []),
        ([A, B], [A, C, B], [Change(C, None, 2)]),
        ([A, B, C], [A, C], [Change(B, 2, None)]),
        ([A, B, C, D], [B, C, D, A], [Change(A, 1, 4)]),
        ([A, B, C, D], [D, A, B, C], [Change(D, 4, 1)]),
        ([A, B], [C], [Change(C, None, 1), Change(A, 1, None), Change(B, 2, None)]),
    ],
)
def test_difference_names_what_is_new_gone_or_elsewhere(before, after, found):
    assert changes(before, after) == found


@settings(max_examples=100, deadline=None)
@given(*(st.lists(st.sampled_from([A, B, C, D]), unique=True) for _ in range(2)))
def test_difference_is_whole(before, after):
    told = changes(before, after)
    stayed = [line for line in before if line not in {change.line for change in told}]
    assert stayed == [line for line in after if line not in {change.line for change in told}]
    assert all((change.before is None) == (change.line not in before) for change in told)
    assert all((change.after is None) == (change.line not in after) for change in told)


def test_new_line_stands_before_who_comes_first():
    assert with_line(STEPS, ("prefer", "skill")) == [*STEPS[:2], ("prefer", "skill"), STEPS[2]]
    assert with_line(STEPS, ("order", "least_percent")) == [*STEPS, ("order", "least_percent")]
    assert with_line([], ("prefer", "skill")) == [("prefer", "skill")]


def test_engine_knows_every_step_that_is_offered():
    assert [line for line in OFFERED if step_problem(*line)] == []
    assert len(set(OFFERED)) == len(OFFERED)


# -- stored ones ---------------------------------------------------------------------------------------

db = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann Arbor", capacity={"AE": 5}, skills=["RETAIL"])


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob Barker", capacity={"AE": 1})


@pytest.fixture
def team(ann, bob):
    return TeamFactory(name="South", members=[ann, bob])


def change(steps=STEPS, team=None, **own):
    return change_policy("AE", team, steps, **{"overflow": False, "replaces": 1, "by": SYSTEM, "at": now()} | own)


@db
def test_changed_policy_is_a_new_version_and_the_former_one_stays(django_capture_on_commit_callbacks):
    former = RoutingPolicy.objects.get(queue="AE")
    before = list(former.steps.values_list("kind", "name"))
    with django_capture_on_commit_callbacks(execute=True):
        made = change(contact_needs_connection=True, clock_in_team_hours=True, reoffer_after=timedelta(minutes=10))
    former.refresh_from_db()
    assert (former.is_active, list(former.steps.values_list("kind", "name"))) == (False, before)
    assert (made.version, made.overflow, made.changed_by) == (2, False, SYSTEM.name)
    assert (made.contact_needs_connection, made.clock_in_team_hours) == (True, True)
    assert list(made.steps.values_list("kind", "name")) == STEPS
    assert active_policy("AE", None)[0] == made
    told = DomainEvent.objects.get(name="policy.changed").payload
    assert (told["steps"][0], told["reoffer_after_minutes"]) == ("filter accepts_new", 10)


@db
@pytest.mark.parametrize(
    ("steps", "replaces", "code"),
    [
        ([("order", "nonsense")], 1, ErrorCode.VALIDATION_FAILED),
        ([("magic", "online"), ("order", "least_open")], 1, ErrorCode.VALIDATION_FAILED),
        ([("filter", "online")], 1, ErrorCode.VALIDATION_FAILED),
        ([*STEPS, STEPS[0]], 1, ErrorCode.VALIDATION_FAILED),
        (STEPS, 7, ErrorCode.STALE_VERSION),
        (STEPS, None, ErrorCode.STALE_VERSION),
    ],
)
def test_policy_that_cannot_be_is_refused(steps, replaces, code):
    with pytest.raises(DomainError) as refusal:
        change(steps, replaces=replaces)
    assert (refusal.value.code, RoutingPolicy.objects.filter(queue="AE").count()) == (code, 1)


@db
def test_lead_cannot_go_on_before_its_deadline():
    with pytest.raises(Invalid) as refusal:
        change(reoffer_after=timedelta())
    assert (list(refusal.value.details), RoutingPolicy.objects.filter(queue="AE").count()) == (["reoffer_after"], 1)


@db
def test_only_an_admin_changes_and_drops(team, ann):
    with pytest.raises(Forbidden):
        change(team=team, replaces=None, by=person(ann))
    change(team=team, replaces=None)
    with pytest.raises(Forbidden):
        drop_policy("AE", team, replaces=1, by=person(ann), at=now())
    active = RoutingPolicy.objects.filter(queue="AE", is_active=True).order_by("created_at")
    assert list(active.values_list("team", flat=True)) == [None, team.pk]


@db
def test_team_goes_its_own_way_and_comes_back(team, django_capture_on_commit_callbacks):
    other = TeamFactory(work="AE")
    assert teams_that_follow("AE", None) == [team, other] or teams_that_follow("AE", None) == [other, team]
    with django_capture_on_commit_callbacks(execute=True):
        own = change(team=team, replaces=None)
    assert (active_policy("AE", team.pk)[0], teams_that_follow("AE", None)) == (own, [other])
    assert teams_that_follow("AE", team) == [team]
    with django_capture_on_commit_callbacks(execute=True):
        drop_policy("AE", team, replaces=1, by=SYSTEM, at=now())
    assert active_policy("AE", team.pk)[0].team is None
    assert DomainEvent.objects.get(name="policy.dropped").payload["policy_id"] == own.public_id
    assert change(team=team, replaces=None).version == 2


@db
@pytest.mark.parametrize("replaces", [0, 2])
def test_dropping_what_is_not_in_force_is_refused(team, replaces):
    change(team=team, replaces=None)
    with pytest.raises(DomainError) as refusal:
        drop_policy("AE", team, replaces=replaces, by=SYSTEM, at=now())
    assert refusal.value.code == ErrorCode.STALE_VERSION
    assert RoutingPolicy.objects.filter(team=team, is_active=True).exists()
    assert not DomainEvent.objects.filter(name="policy.dropped").exists()


# -- what it would do ----------------------------------------------------------------------------------

LIGHTEST = Policy((Step("order", "least_open"),))
SPECIALIST = Policy((Step("prefer", "skill"), Step("order", "least_open")))


@db
def test_preview_says_whom_other_steps_would_choose(team, ann, bob):
    overflow(False)
    routed = [auto_assign_work(locked(waiting_item(team)), by=SYSTEM, at=now()) for _ in range(2)]
    assert [one.decision.winner_id for one in routed] == [ann.pk, ann.pk]  # the only specialist
    item = waiting_item(team)
    waiting_item(TeamFactory(work="AE"))  # another team's
    effect = preview_policy("AE", team, LIGHTEST, at=now())
    assert [(one.item, one.now.winner.name, one.then.winner.name, one.changes) for one in effect.waiting] == [
        (item, "Ann Arbor", "Bob Barker", True)
    ]
    assert (effect.past.decisions, effect.past.elsewhere) == (2, 1)  # with nothing open, the earlier id goes first
    assert (effect.past.had, effect.past.would_have) == (
        Counter({"Ann Arbor": 2}),
        Counter({"Ann Arbor": 1, "Bob Barker": 1}),
    )
    assert preview_policy("AE", team, SPECIALIST, at=now()).waiting[0].changes is False
    assert (Decision.objects.count(), RoutingPolicy.objects.filter(queue="AE").count()) == (2, 1)


@db
def test_preview_of_all_teams_is_of_those_without_their_own(team):
    other = TeamFactory(work="AE", members=[StaffFactory(capacity={"AE": 1})])
    mine, theirs = waiting_item(team), waiting_item(other)
    assert {one.item for one in preview_policy("AE", None, LIGHTEST, at=now()).waiting} == {mine, theirs}
    change(team=other, replaces=None)
    assert {one.item for one in preview_policy("AE", None, LIGHTEST, at=now()).waiting} == {mine}
    assert {one.item for one in preview_policy("AE", other, LIGHTEST, at=now()).waiting} == {theirs}


@db
def test_what_forbade_overflow_then_forbids_it_in_the_preview(team, ann, bob):
    """The shipped policy goes beyond capacity; a question that did not allow it is asked the same way again."""
    overflow(True)
    routed = auto_assign_work(locked(waiting_item(team)), by=SYSTEM, at=now(), overflow=False)
    Decision.objects.filter(pk=routed.decision.pk).update(
        verdicts=[one | {"assigned": 9} for one in routed.decision.verdicts]
    )
    steps = (Step("capacity", "capacity"), Step("order", "least_open"))
    assert preview_policy("AE", team, Policy(steps, overflow=True), at=now()).past.would_have == Counter({"": 1})


@db
@pytest.mark.parametrize("n", [1, 3])
def test_preview_costs_the_same_for_one_item_and_for_three(team, n):
    for _ in range(n):
        auto_assign_work(locked(waiting_item(team)), by=SYSTEM, at=now())
        waiting_item(team)
    policy = as_engine_policy(RoutingPolicy.objects.get(queue="AE"))
    active_policy("AE", team.pk)
    with assert_queries(4):  # line; members; decisions, their steps
        preview_policy("AE", team, policy, at=now())
