"""Under which topics sessions are told live, and who may follow them."""

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core import clock
from events.models import DomainEvent
from events.registry import EVENTS, TOPICS, may_follow
from routing.actions.assign_work import assign_work
from routing.tests.merchants import consultant, ic_team
from routing.tests.worlds import locked, person
from scheduling.actions import remove_second_host
from scheduling.tests.second_hosts import joined
from scheduling.tests.session_pages import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace():
    return consultant("Grace Hopper")


@pytest.fixture
def tom():
    return consultant("Tom Anderson")


@pytest.fixture
def session(grace, tom):
    ic_team(grace, tom)
    return planned(grace)


def told_under(name):
    event = DomainEvent.objects.filter(name=name).latest("id")
    payload = EVENTS[name](**event.payload | event.personal)
    return [topic for topics in TOPICS[name] for topic in topics(payload)]


def test_everything_that_happens_to_a_session_is_told():
    assert [name for name in EVENTS if name.startswith("session.") and name not in TOPICS] == []


def test_new_session_is_told_to_queue_team_merchant_and_consultant(session, grace):
    assert told_under("session.scheduled") == [
        "queue.ic",
        f"session.{session.public_id}",
        f"merchant.{session.merchant.public_id}",
        f"team.{session.entry.work_item.team.public_id}",
        f"staff.{grace.public_id}",
    ]


def test_change_of_hands_is_told_to_both(session, grace, tom):
    item = locked(session.entry.work_item)
    assign_work(item, tom, by=person(grace), at=clock.now(), reason="REASSIGNMENT")
    assert told_under("session.moved")[-2:] == [f"staff.{tom.public_id}", f"staff.{grace.public_id}"]


def test_session_is_followed_by_who_holds_it_and_admins(session, grace, tom):
    topic = f"session.{session.public_id}"
    people = [grace.user, tom.user, UserFactory(roles=[Role.SUPERVISOR]), UserFactory(roles=[Role.CUSTOMER])]
    assert [may_follow(user, topic) for user in people] == [True, False, True, False]
    assert may_follow(grace.user, "session.x") is False


def test_second_host_is_told_and_may_follow_while_they_are_it(session, grace, tom):
    joined(session, tom, grace)
    assert told_under("session.host_added")[-2:] == [f"staff.{grace.public_id}", f"staff.{tom.public_id}"]
    assert may_follow(tom.user, f"session.{session.public_id}") is True
    remove_second_host(session.pk, by=person(grace), at=clock.now())
    assert told_under("session.host_left")[-2:] == [f"staff.{grace.public_id}", f"staff.{tom.public_id}"]
    assert may_follow(tom.user, f"session.{session.public_id}") is False
