"""Where most stories begin; a file whose people are others has fixtures of its own by these names."""

import pytest

from routing.tests.pages import give
from routing.tests.worlds import overflow, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory


@pytest.fixture
def ann():
    """Of a team with Bob; both have room."""
    return StaffFactory(user__name="Ann", capacity={"AE": 5})


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob", capacity={"AE": 5})


@pytest.fixture
def team(ann, bob):
    overflow(False)
    return TeamFactory(members=[ann, bob])


@pytest.fixture
def item(team, ann):
    """Ann's."""
    made = waiting_item(team, contact_phone="+12125550123")
    give(made, ann)
    return made
