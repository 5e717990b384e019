"""The people of the specification's examples, and their leads."""

import pytest

from routing.models import IntakeRule, Lead
from routing.tests.worlds import overflow
from tests.conformance.source import DINING, RETAIL, api_of, assign, moment, send
from workforce.tests.factories import StaffFactory, TeamFactory


@pytest.fixture
def sarah():
    return StaffFactory(
        user__name="Sarah Johnson", user__email="sarah.j@example.com", user__phone="+15559876543",
        skills=["RESTAURANT"], capacity={"AE": 25},
    )  # fmt: skip


@pytest.fixture
def mike():
    return StaffFactory(
        user__name="Mike Wilson", user__email="mike.w@example.com", user__phone="+15551112222",
        skills=["RETAIL"], capacity={"AE": 2},
    )  # fmt: skip


@pytest.fixture
def team(sarah, mike):
    overflow(False)
    team = TeamFactory(name="South", members=[sarah, mike])
    IntakeRule.objects.update_or_create(queue="AE", region="", defaults={"team": team})
    IntakeRule.objects.filter(region="US").delete()
    return team


@pytest.fixture
def two_leads(team, mike):
    """As in the specification's answer: one waits since noon, one since 11:30 and is Mike's since 11:32."""
    retail, _ = send(RETAIL, -30)
    dining, _ = send(DINING, 0)
    with moment(-28):
        assert assign(api_of(mike), retail).status_code == 200
    Lead.objects.filter(email=RETAIL["email"]).update(kyb_status="APPROVED")
    return dining, retail
