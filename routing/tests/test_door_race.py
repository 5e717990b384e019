"""Many hands on the same items: one owner each, nobody over capacity, nothing lost."""

from random import Random

import pytest
from django.db import transaction

from core import clock
from core.actor import SYSTEM
from core.errors import DomainError
from core.testing import race
from routing.actions.assign_work import assign_work
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.close_work import close_work
from routing.actions.release_work import release_work
from routing.enums import OWNED
from routing.models import WorkItem
from routing.queries.exceptions import exceptions
from routing.tests.worlds import locked, overflow, person, waiting_item
from workforce.models import CapacitySlot
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.fixture
def world():
    overflow(False)
    people = [StaffFactory(capacity={"AE": 3}) for _ in range(4)]
    team = TeamFactory(members=people)
    return people, team


def nothing_is_wrong():
    assert set(exceptions(clock.now()).values()) == {0}


def test_one_item_claimed_by_many_has_one_owner(world):
    people, team = world
    item = waiting_item(team)

    def claim(number):
        staff = people[number % 4]
        with transaction.atomic():
            return assign_work(locked(item), staff, by=person(staff), at=clock.now())

    results = race(16, claim)
    wins = [result for result in results if isinstance(result, list) and result]
    refused = [result for result in results if isinstance(result, DomainError)]
    assert len(wins) == 1
    assert len(refused) + len([result for result in results if result == []]) == 15
    nothing_is_wrong()


def test_capacity_is_never_passed_when_many_claim_at_once(world):
    people, team = world
    items = [waiting_item(team) for _ in range(12)]
    ann = people[0]

    def claim(number):
        with transaction.atomic():
            return assign_work(locked(items[number]), ann, by=person(ann), at=clock.now())

    race(12, claim)
    assert WorkItem.objects.filter(owner=ann, state__in=OWNED).count() == 3
    assert CapacitySlot.objects.filter(staff=ann, taken=True).count() == 3
    nothing_is_wrong()


def test_every_mix_of_writers_leaves_one_truth(world):
    people, team = world
    team.auto_assign = True
    team.save()
    items = [waiting_item(team) for _ in range(16)]

    def act(number):
        random, done = Random(number), 0
        for _ in range(12):
            item, staff = random.choice(items), random.choice(people)
            try:
                with transaction.atomic():
                    _one_move(random, item, staff)
                    done += 1
            except DomainError:
                pass
        return done

    results = race(8, act)
    assert [result for result in results if isinstance(result, Exception)] == []
    nothing_is_wrong()


def _one_move(random, item, staff):
    at = clock.now()
    held = locked(item)
    match random.randrange(4):
        case 0:
            assign_work(held, staff, by=person(staff, "admin:routing"), at=at, reason="REASSIGNMENT")
        case 1:
            release_work(held, reason="race", by=person(staff, "admin:routing"), at=at)
        case 2 if held.is_open and not held.is_owned:
            auto_assign_work(held, by=SYSTEM, at=at)
        case 3 if random.random() < 0.2:
            close_work(held, outcome="CLOSED_LOST", by=SYSTEM, at=at)
