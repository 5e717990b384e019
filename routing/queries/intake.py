"""What the tables say about new work: which team, which cohort, how long it may wait."""

from datetime import datetime

from core.errors import DomainError, ErrorCode
from routing.models import ClockTarget, CohortRule, IntakeRule
from routing.queries.policies import active_policy
from routing.rules.cohorts import CohortThreshold
from routing.rules.sla import Clock, clock_from
from workforce.models import Team
from workforce.queries import team_calendar
from workforce.rules.working_time import Calendar


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


def counted_hours(team: Team, at: datetime) -> Calendar | None:
    """The hours in which the team's clocks run from `at` on, where its policy says so; None: they always run."""
    policy, _ = active_policy(team.work, team.pk)
    return team_calendar(team, at) if policy.clock_in_team_hours else None


def clocks_of(cohort: str, team: Team, at: datetime) -> dict[str, Clock]:
    """The clocks of an entry of that cohort that starts to wait on the team's line at `at`, by their kind.

    One query, three where they run in the team's hours. Due instants are worked out here, once.
    """
    hours, targets = counted_hours(team, at), ClockTarget.objects.filter(cohort=cohort)
    clocks = {one.clock: clock_from(at, one.target, float(one.warn_share), hours=hours) for one in targets}
    return {kind: clock for kind, clock in clocks.items() if clock is not None}
