"""A decision, for whoever may see the work it was about; and made again from its own record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q

from core.ids import first_id
from routing.enums import Queue
from routing.kinds import kind_of
from routing.models import Decision
from routing.models.decision import SENTENCE
from routing.models.work_item import WorkItemQuerySet
from routing.queries.policies import as_engine_policy
from routing.rules import matching
from routing.rules.record import candidate_from_record, differences, needs_from_record
from routing.rules.wording import ENGLISH, Tongue


def decision_for(public_id: str, *, seen: Iterable[WorkItemQuerySet], related: Iterable[str]) -> Decision | None:
    """The decision with its policy and winner; None when it is not there for this caller.

    seen     items that the caller may look at, of each kind of work
    related  what is read beside each item
    """
    key = Decision.parse_id(public_id)
    if key is None:
        return None
    rows = Decision.objects.select_related("policy__team", "winner__user", *_of_item(related))
    in_sight = reduce(or_, (Q(work_item__in=items) for items in seen), Q(pk__in=[]))
    return rows.filter(in_sight, pk=key).first()


def _of_item(related: Iterable[str]) -> list[str]:
    return ["work_item", *(f"work_item__{name}" for name in related)]


def decision_as_json(decision: Decision) -> dict[str, Any]:
    """The decision as its endpoint shows it, and as a replay reads it."""
    winner, item = decision.winner, decision.work_item
    about = kind_of(item).id_of(item)
    return {
        "decision_id": decision.public_id,
        "kind": decision.kind,
        "about": {"kind": item.about_kind, "id": about},
        "lead_id": about if item.queue == Queue.AE else None,
        "decided_at": decision.decided_at,
        "policy": {"id": decision.policy.public_id, "version": decision.policy.version},
        "winner": {"id": winner.public_id, "name": winner.name} if winner else None,
        "sentence": decision.sentence,
        "overflowed": decision.overflowed,
        "needs": decision.needs,
        "candidates": decision.verdicts,
    }


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which decisions a list shows. `result`: "overflowed", "nobody" or any."""

    team_id: UUID | None = None
    winner_id: UUID | None = None
    kind: str = ""
    result: str = ""


def list_decisions(
    wanted: Wanted, *, related: Iterable[str], limit: int, before: UUID | None = None, after: UUID | None = None
) -> tuple[list[Decision], bool]:
    """The latest first, with item, team, winner and the steps of its policy; and whether there are more that way.

    before, after  a decision from which the page goes on, to older ones or to newer ones. Two statements, through an
    index each, however many there are.
    """
    rows = Decision.objects.select_related("team", "policy", "winner__user", *_of_item(related))
    rows = rows.prefetch_related("policy__steps")
    if wanted.team_id:
        rows = rows.filter(team=wanted.team_id)
    if wanted.winner_id:
        rows = rows.filter(winner=wanted.winner_id)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.result == "overflowed":
        rows = rows.filter(overflowed=True)
    elif wanted.result == "nobody":
        rows = rows.filter(winner__isnull=True)
    if after is not None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: limit + 1])
        return found[:limit][::-1], len(found) > limit
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    return found[:limit], len(found) > limit


def decide_again(
    decision: Decision, *, by: matching.Policy | None = None, tongue: Tongue = ENGLISH
) -> matching.Decision:
    """What the engine of today answers to what it was asked then: needs and candidates of the record, steps of the
    policy's version. Reads the steps, nothing else: neither the staff nor the work as they are now.

    by  another policy: how it would have gone
    """
    policy = by or replace(as_engine_policy(decision.policy), overflow=decision.needs["overflow"])
    people = [candidate_from_record(verdict) for verdict in decision.verdicts]
    return matching.choose(needs_from_record(decision.needs), people, policy, decision.decided_at, tongue)


def differs_in(decision: Decision, again: matching.Decision) -> list[str]:
    """In what the answer made again differs from the stored one; empty when it is the same."""
    return differences(
        again,
        sentence=decision.sentence,
        overflowed=decision.overflowed,
        verdicts=decision.verdicts,
        longest=SENTENCE,
    )


def decisions_since(since: datetime | None) -> Iterator[Decision]:
    """Every decision of that time, oldest first, with the steps it was made by; in portions, however many there are."""
    rows = Decision.objects.select_related("policy").prefetch_related("policy__steps").order_by("pk")
    if since is not None:
        rows = rows.filter(pk__gte=first_id(since), decided_at__gte=since)
    return rows.iterator(chunk_size=500)
