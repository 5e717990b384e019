"""Which cohort a size falls into, at the very bounds, and that the table decides."""

import pytest

from core import clock
from core.actor import SYSTEM
from routing.actions.receive_lead import receive_lead
from routing.models import CohortRule, IntakeRule
from routing.queries.intake import cohort_rules
from routing.rules.cohorts import derive_cohort
from routing.tests.pages import admin
from routing.tests.worlds import lead_facts
from workforce.tests.factories import TeamFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "revenue, locations, cohort",
    [
        (2_000_000, None, "MANAGED"), (1_999_999.99, None, "ASSISTED"), (None, 10, "MANAGED"), (None, 9, "ASSISTED"),
        (500_000, None, "ASSISTED"), (499_999.99, None, "SELF_SERVE"), (None, 3, "ASSISTED"), (None, 2, "SELF_SERVE"),
        (499_999.99, 3, "ASSISTED"), (2_000_000, 1, "MANAGED"), (0, 0, "SELF_SERVE"), (None, None, "SELF_SERVE"),
    ],
)  # fmt: skip
def test_shipped_rules_decide_at_their_bounds(revenue, locations, cohort):
    assert derive_cohort(revenue, locations, cohort_rules()) == cohort


def test_first_rule_that_is_reached_decides():
    CohortRule.objects.create(position=0, cohort="ASSISTED", revenue=None, locations=1)
    assert derive_cohort(5_000_000, 1, cohort_rules()) == "ASSISTED"


def test_changed_rule_holds_for_what_arrives_after_it():
    IntakeRule.objects.create(queue="AE", region="", team=TeamFactory())
    facts = {"annual_revenue": 2_000_000, "number_of_locations": None, "region": ""}
    before = receive_lead(lead_facts(**facts), by=SYSTEM, at=clock.now()).lead
    CohortRule.objects.filter(cohort="MANAGED").update(revenue=2_000_001)
    assert receive_lead(lead_facts(**facts), by=SYSTEM, at=clock.now()).lead.cohort == "ASSISTED"
    before.refresh_from_db()
    assert before.cohort == "MANAGED"


def test_admin_says_how_the_rules_work_and_where_to_import():
    page = admin().get("/admin/routing/cohortrule/").content.decode()
    assert "tried in the order of their position" in page
    assert "2,000,000 revenue a year or 10 locations" in page
    leads = admin().get("/admin/routing/lead/").content.decode()
    assert "/admin/routing/lead/import-file" in leads
    assert admin().get("/admin/routing/lead/import-file/")["Location"] == "/import/"
