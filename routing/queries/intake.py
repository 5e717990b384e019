"""What the tables say about new work: which team, which cohort, how long it may wait."""

from datetime import datetime

from core.errors import DomainError, ErrorCode
from routing.models import CohortRule, FirstContactTarget, IntakeRule
from routing.rules.cohorts import CohortThreshold
from routing.rules.sla import Clock, first_contact_clock
from workforce.models import Team


def team_for(queue: str, region: str) -> Team:
    """The team of that region, else of the rest of the world. Raises when no rule says."""
    rules = IntakeRule.objects.select_related("team").filter(queue=queue, region__in=[region.upper(), ""])
    rule = max(rules, key=lambda rule: rule.region, default=None)
    if rule is None:
        raise DomainError(
            ErrorCode.SERVICE_UNAVAILABLE, "No intake rule says which team takes this. An admin has to add one."
        )
    return rule.team


def cohort_rules() -> list[CohortThreshold]:
    """The rules in the table, in the order in which they are tried."""
    rules = CohortRule.objects.order_by("position")
    return [CohortThreshold(rule.cohort, rule.revenue, rule.locations) for rule in rules]


def contact_clock(cohort: str, at: datetime) -> Clock | None:
    """The first-contact clock of an entry of that cohort that starts to wait at `at`."""
    target = FirstContactTarget.objects.filter(cohort=cohort).first()
    return first_contact_clock(at, target.target, float(target.warn_share)) if target else None
