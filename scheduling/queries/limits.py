"""What managers have set, as rules and actions read it."""

from datetime import datetime

from routing.rules.sla import Clock, clock_from
from scheduling.models import AnswerTarget, CallPolicy
from workforce.models import Team
from workforce.queries import team_calendar


def call_policy() -> CallPolicy:
    """The one row, or the shipped defaults."""
    return CallPolicy.objects.filter(pk=1).first() or CallPolicy(pk=1)


def answer_clock(team: Team, urgency: str, at: datetime) -> Clock | None:
    """Until when a flexible request is answered, in the team's hours; None where no target is set."""
    target = AnswerTarget.objects.filter(urgency=urgency).first()
    if target is None:
        return None
    return clock_from(at, target.target, float(target.warn_share), hours=team_calendar(team, at))
