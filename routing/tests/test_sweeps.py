"""What the sweeps keep up to date while nobody does anything."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from events.dispatch import dispatch_due
from events.models import DomainEvent
from routing.actions.assign_waiting import assign_waiting
from routing.actions.assign_work import assign_work
from routing.actions.refresh_suggestions import refresh_suggestions
from routing.actions.rescore_work import rescore_work
from routing.models import WorkItem
from routing.rules.matching import Candidate, Needs, Policy, Step, choose
from routing.rules.policy_steps import step_problem
from routing.tests.worlds import locked, overflow, person, waiting_item
from workforce.actions import set_accepts_new, set_capacity
from workforce.models import CapacitySlot
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", capacity={"AE": 1})


@pytest.fixture
def team(ann):
    overflow(False)
    return TeamFactory(members=[ann])


def scores_told(item):
    told = DomainEvent.objects.filter(name="lead.score_changed", journey_id=item.journey_id).order_by("subject_version")
    return [(event.payload["score"], event.payload["priority"]) for event in told]


def test_waiting_raises_the_score_twice_and_never_again(team):
    item = waiting_item(team)
    began = item.base_score
    for minutes, changed in ((15, 0), (16, 1), (16, 0), (31, 1), (600, 0)):
        assert rescore_work(at=item.queued_at + timedelta(minutes=minutes)) == changed
    item.refresh_from_db()
    assert (item.score, item.score_changes_at) == (began + 20, None)
    assert scores_told(item) == [(began + 10, "URGENT"), (began + 20, "URGENT")]


def test_work_that_somebody_has_grows_more_pressing_too(team, ann):
    item = waiting_item(team, channel="", annual_revenue=600_000, number_of_locations=1)
    assign_work(locked(item), ann, by=person(ann), at=clock.now())
    assert rescore_work(at=item.queued_at + timedelta(minutes=40)) == 1
    event = DomainEvent.objects.get(name="lead.score_changed")
    assert (event.payload["owner_id"], event.payload["score"]) == (ann.public_id, item.base_score + 20)


def test_suggestion_follows_who_takes_new_work(team, ann):
    item = waiting_item(team)
    assert item.suggested == ann
    assert refresh_suggestions(at=clock.now()) == 0
    set_accepts_new(ann, False, by=SYSTEM, at=clock.now())
    assert refresh_suggestions(at=clock.now()) == 1
    item.refresh_from_db()
    assert (item.suggested, item.suggestion_reason) == (None, "")


def test_more_room_takes_what_waits(team, ann):
    team.auto_assign = True
    team.save()
    first, second = waiting_item(team), waiting_item(team)
    set_capacity(ann, "AE", 2, by=SYSTEM, at=clock.now())
    dispatch_due()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.owner, second.owner) == (ann, ann)


def test_sweep_fills_automatic_teams_as_far_as_there_is_room(team, ann):
    items = [waiting_item(team) for _ in range(3)]
    assert assign_waiting(by=SYSTEM, at=clock.now()) == 0
    team.auto_assign = True
    team.save()
    CapacitySlot.objects.create(staff=ann, work="AE", number=2)
    assert [assign_waiting(by=SYSTEM, at=clock.now()) for _ in range(2)] == [2, 0]
    owners = [WorkItem.objects.get(pk=item.pk).owner for item in items]
    assert owners == [ann, ann, None]


def test_policy_step_of_an_unknown_kind_is_named():
    assert step_problem("guess", "skill") == "guess is no kind of step."
    assert step_problem("filter", "moon") == "moon cannot be used to filter."
    assert step_problem("filter", "skill") == ""


@pytest.mark.parametrize("step", [Step("guess", "skill"), Step("filter", "moon"), Step("order", "moon")])
def test_engine_refuses_a_step_that_does_not_exist(step):
    with pytest.raises(ValueError, match="does not exist"):
        choose(Needs(), [Candidate(id="ann")], Policy(steps=(step,)), clock.now())
