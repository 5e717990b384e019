"""Waiting makes work more pressing: at 15 and at 30 minutes the stored score follows, whoever is looking."""

from datetime import datetime

from django.db import transaction

from core.actor import SYSTEM
from events.publish import emit
from routing.actions.change_owner import note
from routing.enums import State
from routing.kinds import kind_of
from routing.models import WorkItem
from routing.rules.priority import next_change, priority_of, waiting_points

BATCH = 200


def rescore_work(*, at: datetime) -> int:
    """Every item whose waiting has earned it more points has its new score; returns how many changed.

    Emits `<kind>.score_changed` for each, so that live pages move the row. Only rows that are due are touched.
    """
    changed = 0
    while True:
        with transaction.atomic():
            due = WorkItem.objects.locked(skip_locked=True)
            items = list(
                due.filter(score_changes_at__lt=at).exclude(state=State.CLOSED).order_by("score_changes_at")[:BATCH]
            )
            for item in items:
                _rescore(item, at)
        changed += len(items)
        if len(items) < BATCH:
            return changed


def _rescore(item: WorkItem, at: datetime) -> None:
    score = item.base_score + waiting_points(at - item.queued_at)
    note(item, score=score, priority=priority_of(score), score_changes_at=next_change(item.queued_at, at))
    owner_id = item.owner.public_id if item.owner else ""
    emit(
        kind_of(item).moved("score_changed", item, owner_id=owner_id, score=score, priority=item.priority),
        by=SYSTEM.on(item.journey_id),
        at=at,
    )
