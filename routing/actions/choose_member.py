"""Ask the engine, and keep its answer."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from routing.enums import DecisionKind
from routing.kinds import kind_of
from routing.models import Decision, WorkItem
from routing.queries.policies import active_policy
from routing.rules import matching
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
        policy=policy,
        winner_id=Staff.parse_id(answer.winner.id) if answer.winner else None,
        sentence=answer.sentence[:300],
        overflowed=answer.overflowed,
        needs=needs_as_json(kind_of(item).needs(item), excluded) | {"overflow": engine_policy.overflow},
        verdicts=[verdict_as_json(verdict) for verdict in answer.verdicts],
        decided_at=at,
    )
    if answer.winner or keep_empty:
        decision.save(force_insert=True)
    return decision


def preview(
    item: WorkItem, policy: matching.Policy, *, at: datetime, excluded: frozenset[str] = frozenset()
) -> matching.Decision:
    """The engine's answer without storing it: what a page shows before anybody has decided."""
    rows = candidates(item.queue, at, team_ids=[item.team_id])
    needs = kind_of(item).needs(item)
    return matching.choose(
        replace(needs, excluded=needs.excluded | excluded),
        [as_candidate(row) for row in rows],
        policy,
        at,
    )


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


def needs_as_json(needs: matching.Needs, excluded: frozenset[str]) -> dict[str, Any]:
    return asdict(needs) | {"excluded": sorted(needs.excluded | excluded)}


def verdict_as_json(verdict: matching.Verdict) -> dict[str, Any]:
    """What the engine saw of a candidate and what became of it: enough to decide again."""
    seen = asdict(verdict.candidate)
    seen["skills"], seen["languages"] = sorted(seen["skills"]), sorted(seen["languages"])
    if seen["last_assigned_at"]:
        seen["last_assigned_at"] = seen["last_assigned_at"].isoformat()
    return seen | {
        "rank": verdict.rank,
        "ruled_out_by": verdict.ruled_out_by,
        "reason": verdict.reason,
        "instead": verdict.instead,
    }
