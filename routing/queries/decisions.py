"""A decision, for whoever may see the work it was about."""

from typing import Any

from core.actor import Actor
from routing.models import Decision
from routing.queries.ae_queue import visible_to


def decision_for(public_id: str, *, by: Actor) -> Decision | None:
    """The decision with its policy, winner and lead; None when it is not there for this caller."""
    key = Decision.parse_id(public_id)
    if key is None:
        return None
    rows = Decision.objects.select_related("policy", "winner__user", "work_item__queue_entry__lead")
    return rows.filter(pk=key, work_item__in=visible_to(by, team_view=True)).first()


def decision_as_json(decision: Decision) -> dict[str, Any]:
    """The decision as its endpoint shows it, and as a replay reads it."""
    winner = decision.winner
    return {
        "decision_id": decision.public_id,
        "kind": decision.kind,
        "lead_id": decision.work_item.queue_entry.lead.public_id,
        "decided_at": decision.decided_at,
        "policy": {"id": decision.policy.public_id, "version": decision.policy.version},
        "winner": {"id": winner.public_id, "name": winner.name} if winner else None,
        "sentence": decision.sentence,
        "overflowed": decision.overflowed,
        "needs": decision.needs,
        "candidates": decision.verdicts,
    }
