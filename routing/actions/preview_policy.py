"""What other steps would do: to the work that waits now, and to what was decided lately."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from routing.enums import State
from routing.kinds import kind_in
from routing.models import Decision, WorkItem
from routing.queries.asked import as_candidate
from routing.queries.decisions import decide_again
from routing.queries.policies import active_policy, teams_that_follow
from routing.rules import matching
from routing.rules.wording import ENGLISH, Tongue
from workforce.models import Team
from workforce.queries import candidates

MOST_WAITING = 20
MOST_PAST = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item in the line, whom the policy in force would choose for it, and whom the other one would."""

    item: WorkItem
    now: matching.Decision
    then: matching.Decision

    @property
    def changes(self) -> bool:
        return winner_id(self.now) != winner_id(self.then)


@dataclass(frozen=True, slots=True)
class Past:
    """Decisions of late, each made again by the other policy, with the staff as they were seen then.

    had, would_have  how many each member won, by name; "" = nobody
    """

    decisions: int
    elsewhere: int
    had: Counter[str]
    would_have: Counter[str]


@dataclass(frozen=True, slots=True)
class Effect:
    waiting: list[Waiting]
    past: Past


def preview_policy(
    queue: str, team: Team | None, policy: matching.Policy, *, at: datetime, tongue: Tongue = ENGLISH
) -> Effect:
    """Whom the policy would choose for the front of the line of its team (None: of all teams that would follow it),
    and how its latest decisions would have gone. Stores nothing, emits nothing.

    Each decision is judged by itself: what one would have changed in the load of the next is left out.
    """
    teams = [one.pk for one in teams_that_follow(queue, team)]
    rows = WorkItem.objects.filter(queue=queue, state=State.QUEUED, team__in=teams)
    rows = rows.select_related("team", *kind_in(queue).related).order_by("-score", "due_at", "id")
    kind = kind_in(queue)
    people: dict[UUID, list[matching.Candidate]] = {}
    waiting = []
    for item in rows[:MOST_WAITING]:
        if item.team_id not in people:
            people[item.team_id] = [as_candidate(row) for row in candidates(queue, at, team_ids=[item.team_id])]
        needs, present = kind.needs(item), active_policy(queue, item.team_id)[1]
        asked = kind.people(item, at) or people[item.team_id]
        now, then = (matching.choose(needs, asked, one, at, tongue) for one in (present, policy))
        waiting.append(Waiting(item, now, then))
    return Effect(waiting, _past(teams, policy))


def _past(teams: list[UUID], policy: matching.Policy) -> Past:
    rows = Decision.objects.filter(team__in=teams).select_related("policy").prefetch_related("policy__steps")
    decisions = list(rows.order_by("-pk")[:MOST_PAST])
    had: Counter[str] = Counter()
    would_have: Counter[str] = Counter()
    elsewhere = 0
    for decision in decisions:
        was_forbidden = decision.policy.overflow and not decision.needs["overflow"]
        again = decide_again(decision, by=replace(policy, overflow=policy.overflow and not was_forbidden))
        first = next((verdict for verdict in decision.verdicts if verdict["rank"] == 1), None)
        had[first["name"] if first else ""] += 1
        would_have[again.winner.name if again.winner else ""] += 1
        elsewhere += (first["id"] if first else None) != winner_id(again)
    return Past(len(decisions), elsewhere, had, would_have)


def winner_id(decision: matching.Decision) -> str | None:
    return decision.winner.id if decision.winner else None
