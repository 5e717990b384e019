"""Who asks for a call over REST, and who takes it; pages have people of their own. And who holds sessions."""

from datetime import timedelta

import pytest

from core import clock
from routing.tests.merchants import consultant, ic_team, merchant, need
from scheduling.tests.asking import as_caller, ask
from scheduling.tests.meetings import MeetingsHere
from scheduling.tests.session_api import NOW
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


@pytest.fixture
def session_time(settings, monkeypatch):
    """A Monday morning in New York, and a provider of meetings in memory that nobody waits for."""
    settings.MEETINGS = {"ZOOM": "scheduling.tests.meetings.MeetingsHere"}
    settings.DEFAULT_MEETING_PLATFORM = "ZOOM"
    monkeypatch.setattr("scheduling.conf.MEETING_PATIENCE", timedelta())
    MeetingsHere.made, MeetingsHere.problem = {}, None
    with clock.moved(to=NOW):
        yield


@pytest.fixture
def grace():
    """A consultant; Tom is in her team."""
    return consultant("Grace", user__timezone="America/New_York")


@pytest.fixture
def tom():
    return consultant("Tom")


@pytest.fixture
def item(grace, tom):
    """A merchant's need in their line."""
    ic_team(grace, tom)
    return need(merchant(contact_email="jo@shop.example", language="en"))
