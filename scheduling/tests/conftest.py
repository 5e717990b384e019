"""Who asks for a call over REST, and who takes it; pages have people of their own."""

import pytest

from scheduling.tests.asking import as_caller, ask
from scheduling.tests.worlds import caller, customer, desk


@pytest.fixture
def ana():
    return caller("Ana")


@pytest.fixture
def ben():
    return caller("Ben")


@pytest.fixture
def team(ana):
    return desk(ana)


@pytest.fixture
def rosa(team):
    return customer(user__name="Rosa")


@pytest.fixture
def api(rosa):
    return as_caller(rosa)


@pytest.fixture
def call(api):
    return ask(api)
