"""Somebody can do no work any more: what they have, and what they were asked to take, goes back in line."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from core.actor import Actor
from routing.actions.change_owner import lock_item
from routing.actions.release_work import return_to_queue, route_again
from routing.actions.wake_work import wake_work
from routing.enums import OWNED, Queue
from routing.models import WorkItem
from workforce.models import Staff


@transaction.atomic
def hand_back_work(
    staff: Staff, *, reason: str, by: Actor, at: datetime, queues: Collection[str] = tuple(Queue.values)
) -> int:
    """The member owns nothing of these queues and is asked for nothing; returns how many items went back in line.

    Emits `<kind>.released` for each, `<kind>.woken` for what was only offered. Where a team's work is automatic its
    items have new owners at once. Done twice, the second time changes nothing. The caller has checked who may.
    """
    lock_work_of(staff)
    handed_back = 0
    for item_id in list(_work_of(staff).filter(queue__in=queues).values_list("pk", flat=True)):
        item = lock_item(item_id)
        if item.offered_to_id == staff.pk:
            wake_work(item, by=by, at=at)
        if item.owner_id != staff.pk or not item.is_owned:
            continue
        former = return_to_queue(item, reason=f"{staff.name} {reason}", by=by, at=at)
        route_again(item, previous_id=former, by=by, at=at)
        handed_back += 1
    return handed_back


def lock_work_of(staff: Staff) -> None:
    """Items before places, and always in the same order."""
    list(_work_of(staff).select_for_update())


def _work_of(staff: Staff) -> QuerySet[WorkItem]:
    return WorkItem.objects.filter(Q(owner=staff, state__in=OWNED) | Q(offered_to=staff)).order_by("id")
