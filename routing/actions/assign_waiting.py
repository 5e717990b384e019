"""Where work is automatic, nothing waits while somebody has room."""

from datetime import datetime

from django.db import transaction

from core.actor import Actor
from routing.actions.pull_waiting import pull_waiting
from routing.enums import Queue
from workforce.models import Team


def assign_waiting(*, by: Actor, at: datetime) -> int:
    """Waiting items of automatic teams have owners as far as there is room; returns how many got one.

    One transaction an item, so that a long line never holds locks. Emits `<kind>.assigned` for each.
    """
    assigned = 0
    for team in Team.objects.filter(work__in=Queue.values, auto_assign=True):
        while True:
            with transaction.atomic():
                pulled = pull_waiting(team, by=by, at=at)
            if not pulled:
                break
            assigned += pulled
    return assigned
