"""Under which topics leads are told live, and who may follow them."""

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core import clock
from core.testing import assert_queries
from events.models import DomainEvent
from events.registry import EVENTS, TOPICS, may_follow
from routing.actions.assign_work import assign_work
from routing.tests.pages import give, lead_id
from routing.tests.worlds import locked, person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(capacity={"AE": 2})


@pytest.fixture
def team(ann):
    return TeamFactory(members=[ann])


@pytest.fixture
def stranger():
    return StaffFactory(capacity={"AE": 2})


def test_everything_that_happens_to_a_lead_is_told():
    assert [name for name in EVENTS if name.startswith("lead.") and name not in TOPICS] == []


def test_assignment_is_told_to_team_lead_new_and_former_owner(team, ann):
    item, ben = waiting_item(team), StaffFactory(capacity={"AE": 2})
    give(item, ann)
    item.refresh_from_db()
    assign_work(locked(item), ben, by=person(ann), at=clock.now(), reason="REASSIGNMENT")
    told = DomainEvent.objects.filter(name="lead.assigned").latest("id").topics
    assert sorted(told) == sorted(
        [
            "queue.ae",
            f"lead.{lead_id(item)}",
            f"team.{team.public_id}",
            f"staff.{ben.public_id}",
            f"staff.{ann.public_id}",
        ]
    )


def test_members_follow_their_team_and_its_leads(team, ann, stranger):
    item = waiting_item(team)
    topics = ["queue.ae", f"team.{team.public_id}", f"lead.{lead_id(item)}"]
    assert [may_follow(ann.user, topic) for topic in topics] == [False, True, True]
    assert [may_follow(stranger.user, topic) for topic in topics] == [False, False, False]
    for role in (Role.SUPERVISOR, Role.ADMIN):
        assert [may_follow(UserFactory(roles=[role]), topic) for topic in topics] == [True, True, True]
    assert [may_follow(UserFactory(roles=[Role.CUSTOMER]), topic) for topic in topics] == [False, False, False]


@pytest.mark.parametrize("topic", ["queue.ic", "queue.", "team.x", "team.all", "lead.x", "lead.lead_x"])
def test_topics_that_are_none_are_refused(ann, topic):
    assert may_follow(ann.user, topic) is False


def test_asking_costs_one_statement_at_most(team, ann):
    item = waiting_item(team)
    for topic, cost in (("queue.ae", 0), (f"team.{team.public_id}", 1), (f"lead.{lead_id(item)}", 1)):
        with assert_queries(cost):
            may_follow(ann.user, topic)
