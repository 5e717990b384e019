"""A team's line: one item that nobody can take does not hold up the rest, and a lost race still overflows."""

import pytest

from accounts.models import User
from core import clock
from core.actor import SYSTEM
from events.dispatch import dispatch_due
from routing.actions.assign_work import assign_work
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.pull_waiting import pull_waiting
from routing.actions.recover_work import recover_work
from routing.models import PolicyStep
from routing.queries.exceptions import exceptions
from routing.queries.policies import forget_policies
from routing.tests.worlds import locked, overflow, waiting_item
from workforce.actions import set_accepts_new, take_place
from workforce.models import Staff
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", capacity={"AE": 3})


@pytest.fixture
def team(ann):
    overflow(False)
    return TeamFactory(members=[ann])


def state_of(item):
    item.refresh_from_db()
    return item.state


def test_item_whose_language_nobody_speaks_does_not_hold_up_the_line(team, ann):
    PolicyStep.objects.create(policy_id=_policy(), position=99, kind="filter", name="language")
    forget_policies()
    foreign = waiting_item(team, language="fi", channel="REFERRAL")
    plain = waiting_item(team)
    team.auto_assign = True
    team.save()
    assert pull_waiting(team, by=SYSTEM, at=clock.now()) == 1
    assert (state_of(foreign), state_of(plain)) == ("QUEUED", "ASSIGNED")


def test_member_who_takes_work_again_gets_what_waits(team, ann):
    set_accepts_new(ann, False, by=SYSTEM)
    team.auto_assign = True
    team.save()
    items = [waiting_item(team) for _ in range(2)]
    assert {state_of(item) for item in items} == {"QUEUED"}
    set_accepts_new(Staff.objects.get(pk=ann.pk), True, by=SYSTEM)
    dispatch_due()
    assert {state_of(item) for item in items} == {"ASSIGNED"}


def test_everybody_filling_up_meanwhile_still_overflows(team, ann, monkeypatch):
    """The engine saw room that was gone when the place was asked for."""
    overflow(True)
    item = waiting_item(team)
    from routing.actions import choose_member

    seen = choose_member.candidates
    first = iter([True])

    def stale(*args, **kwargs):
        rows = seen(*args, **kwargs)
        if next(first, False):
            while take_place(ann.pk, "AE"):
                pass
        return rows

    monkeypatch.setattr(choose_member, "candidates", stale)
    routed = auto_assign_work(locked(item), by=SYSTEM, at=clock.now())
    assert (routed.decision.winner, routed.decision.overflowed, state_of(item)) == (ann, True, "ASSIGNED")


def test_work_that_a_race_left_with_somebody_gone_comes_back(team, ann):
    item = waiting_item(team)
    assign_work(locked(item), ann, by=SYSTEM, at=clock.now())
    User.objects.filter(pk=ann.pk).update(is_active=False)  # as if the assignment had committed a moment later
    assert exceptions(clock.now())["owned_by_somebody_who_left"] == 1
    assert recover_work(by=SYSTEM, at=clock.now()) == 1
    assert (state_of(item), set(exceptions(clock.now()).values())) == ("QUEUED", {0})


def _policy():
    from routing.models import RoutingPolicy

    return RoutingPolicy.objects.get(queue="AE", is_active=True).pk
