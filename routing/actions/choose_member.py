"""Ask the engine, and keep its answer."""

from dataclasses import replace
from datetime import datetime

from routing.enums import DecisionKind
from routing.kinds import kind_of
from routing.models import Decision, WorkItem
from routing.models.decision import SENTENCE
from routing.queries.policies import active_policy
from routing.rules import matching
from routing.rules.record import needs_as_record, verdict_as_record
from routing.rules.wording import ENGLISH, Tongue
from workforce.models import Staff
from workforce.queries import CandidateRow, candidates


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
    policy, engine_policy = active_policy(item.queue, item.team_id)
    engine_policy = replace(engine_policy, overflow=engine_policy.overflow and overflow)
    answer = preview(item, engine_policy, at=at, excluded=excluded)
    decision = Decision(
        kind=DecisionKind.ASSIGNMENT,
        work_item=item,
        team_id=item.team_id,
        policy=policy,
        winner_id=Staff.parse_id(answer.winner.id) if answer.winner else None,
        sentence=answer.sentence[:SENTENCE],
        overflowed=answer.overflowed,
        engine=matching.ENGINE,
        needs=needs_as_record(_needs(item, excluded), overflow=engine_policy.overflow),
        verdicts=[verdict_as_record(verdict) for verdict in answer.verdicts],
        decided_at=at,
    )
    if answer.winner or keep_empty:
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
    rows = candidates(item.queue, at, team_ids=[item.team_id])
    return matching.choose(_needs(item, excluded), [as_candidate(row) for row in rows], policy, at, tongue)


def as_candidate(row: CandidateRow) -> matching.Candidate:
    return matching.Candidate(
        id=row.public_id,
        name=row.name,
        skills=frozenset(row.skills),
        languages=frozenset(row.languages),
        seniority=row.seniority,
        accepts_new=row.accepts_new,
        within_hours=row.within_hours,
        presence=row.presence,
        assigned=row.taken,
        places=row.places,
        last_assigned_at=row.last_assigned_at,
    )


def _needs(item: WorkItem, excluded: frozenset[str]) -> matching.Needs:
    needs = kind_of(item).needs(item)
    return replace(needs, excluded=needs.excluded | excluded)
