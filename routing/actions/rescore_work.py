"""Waiting makes work more pressing: at 15 and at 30 minutes the stored score follows, whoever is looking."""

from datetime import datetime

from django.db import transaction

from routing.actions.change_owner import settle_score
from routing.enums import State
from routing.models import WorkItem

BATCH = 200


def rescore_work(*, at: datetime) -> int:
    """Every item whose waiting has earned it more points has its new score; returns how many changed.

    Emits `<kind>.score_changed` for each, so that live pages move the row. Only rows that are due are touched.
    """
    changed = 0
    while True:
        with transaction.atomic():
            due = WorkItem.objects.locked(skip_locked=True).filter(score_changes_at__lt=at)
            items = list(due.exclude(state=State.CLOSED).order_by("score_changes_at")[:BATCH])
            for item in items:
                settle_score(item, at=at)
        changed += len(items)
        if len(items) < BATCH:
            return changed
