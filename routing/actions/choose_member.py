"""Ask the engine, and keep its answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from routing.enums import DecisionKind
from routing.kinds import kind_of
from routing.models import Decision, RoutingPolicy, WorkItem
from routing.models.decision import SENTENCE
from routing.queries.asked import as_candidate
from routing.queries.policies import active_policy
from routing.rules import matching
from routing.rules.record import needs_as_record, verdict_as_record
from routing.rules.wording import ENGLISH, Tongue
from workforce.models import Staff
from workforce.queries import candidates


@dataclass(frozen=True, slots=True)
class Choice:
    """The engine's answer with what it was asked, ready to be kept as the decision about an item."""

    policy: RoutingPolicy
    needs: matching.Needs
    overflow: bool
    answer: matching.Decision

    @property
    def winner_id(self) -> UUID | None:
        return Staff.parse_id(self.answer.winner.id) if self.answer.winner else None

    def facts(self) -> dict[str, Any]:
        """The values of a Decision's columns, but for whose it is."""
        return {
            "policy_id": self.policy.pk,
            "winner_id": self.winner_id,
            "sentence": self.answer.sentence[:SENTENCE],
            "overflowed": self.answer.overflowed,
            "engine": matching.ENGINE,
            "needs": needs_as_record(self.needs, overflow=self.overflow),
            "verdicts": [verdict_as_record(verdict) for verdict in self.answer.verdicts],
            "decided_at": self.answer.decided_at,
        }


def ask(
    needs: matching.Needs,
    people: Sequence[matching.Candidate],
    *,
    queue: str,
    team_id: UUID,
    at: datetime,
    overflow: bool = True,
) -> Choice:
    """Whom the active policy of that team chooses among these people. Stores nothing.

    overflow  False: nobody beyond capacity, whatever the policy says
    """
    policy, engine_policy = active_policy(queue, team_id)
    engine_policy = replace(engine_policy, overflow=engine_policy.overflow and overflow)
    return Choice(policy, needs, engine_policy.overflow, matching.choose(needs, people, engine_policy, at))


def choose_member(
    item: WorkItem,
    *,
    at: datetime,
    excluded: frozenset[str] = frozenset(),
    overflow: bool = True,
    keep_empty: bool = True,
) -> Decision:
    """Who of the team should have the item now, with the reasons. Stores the decision; assigns nothing.

    overflow    False: nobody beyond capacity, whatever the policy says
    keep_empty  False: a decision without a winner is not stored, for those who ask again every few seconds
    """
    people = _people(item, at)
    choice = ask(_needs(item, excluded), people, queue=item.queue, team_id=item.team_id, at=at, overflow=overflow)
    decision = Decision(kind=DecisionKind.ASSIGNMENT, work_item=item, team_id=item.team_id, **choice.facts())
    if choice.answer.winner or keep_empty:
        decision.save(force_insert=True)
    return decision


def preview(
    item: WorkItem,
    policy: matching.Policy,
    *,
    at: datetime,
    excluded: frozenset[str] = frozenset(),
    tongue: Tongue = ENGLISH,
) -> matching.Decision:
    """The engine's answer without storing it: what a page shows before anybody has decided."""
    return matching.choose(_needs(item, excluded), _people(item, at), policy, at, tongue)


def _people(item: WorkItem, at: datetime) -> Sequence[matching.Candidate]:
    people = kind_of(item).people(item, at)
    if people is None:
        people = [as_candidate(row) for row in candidates(item.queue, at, team_ids=[item.team_id])]
    return people


def _needs(item: WorkItem, excluded: frozenset[str]) -> matching.Needs:
    needs = kind_of(item).needs(item)
    return replace(needs, excluded=needs.excluded | excluded)
