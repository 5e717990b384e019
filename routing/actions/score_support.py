"""A need's score follows what is known of its merchant: cohort, blockers, and the step it is at."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.actor import Actor
from events.publish import emit
from routing.actions.change_owner import note
from routing.enums import URGENCY, Priority, Queue
from routing.events import SupportChanged
from routing.kinds.support import about
from routing.models import Merchant, WorkItem
from routing.rules.priority import Part
from routing.rules.scores import score_at
from routing.rules.urgency import urgency_parts


def parts_of(merchant: Merchant, blockers: Iterable[dict[str, str]]) -> list[Part]:
    """Why a need of this merchant scores what it does, time in the step apart."""
    return urgency_parts(merchant.cohort, merchant.current_step_id, (one["severity"] for one in blockers))


def scored(merchant: Merchant, parts: Iterable[Part], at: datetime) -> dict[str, Any]:
    """What the work item of a need has of its merchant's facts, when these parts are why it scores."""
    base = sum(part.points for part in parts)
    score = score_at(Queue.IC, base, merchant.step_started_at, None, at)
    return {
        "cohort": merchant.cohort,
        "step": merchant.current_step_id,
        "base_score": base,
        "grows_from": merchant.step_started_at,
        "score": score.points,
        "priority": score.priority,
        "score_changes_at": score.changes_at,
    }


def score_support(item: WorkItem, changed: Iterable[str], *, by: Actor, at: datetime) -> None:
    """The locked item has the score that its merchant's facts give it at `at`. Emits support.changed.

    changed  names of what has changed, for the story
    """
    entry = item.ic_entry
    note(item, **scored(entry.merchant, parts_of(entry.merchant, entry.blockers), at))
    emit(
        SupportChanged(
            **about(item), fields=sorted(changed), score=item.score, urgency=URGENCY[Priority(item.priority)]
        ),
        by=by.on(item.journey_id),
        at=at,
    )


def score_merchant(merchant: Merchant, changed: Iterable[str], *, by: Actor, at: datetime) -> None:
    """What score_support does, for every open need of the merchant."""
    items = WorkItem.objects.locked().filter(ic_entry__merchant=merchant, ic_entry__is_open=True)
    for item in items.order_by("id"):
        item.ic_entry.merchant = merchant
        score_support(item, changed, by=by, at=at)
