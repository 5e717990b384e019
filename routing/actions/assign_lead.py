"""Give a lead to somebody, perhaps with a callback in their calendar."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.errors import Invalid
from notifications.models import Notification
from routing.actions.assign_work import assign_work
from routing.actions.schedule_callback import promise_call
from routing.kinds import kind_of
from routing.models import NextStep, WorkItem
from routing.policies import can_work_on
from workforce.models import Staff


@dataclass(frozen=True, slots=True)
class Assigned:
    told: list[Notification]
    callback: NextStep | None


@transaction.atomic(savepoint=False)
def assign_lead(
    item: WorkItem,
    to: Staff,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    notes: str = "",
    override_capacity: bool = False,
    callback_at: datetime | None = None,
) -> Assigned:
    """The locked lead belongs to `to`, with 30 minutes of their time booked at `callback_at` when given.

    Emits lead.assigned, and what schedule_callback emits. Refuses what assign_work refuses; a callback in the past
    (422) or over another booking (SLOT_UNAVAILABLE with alternatives), and then nothing is assigned either; a callback
    for somebody who has the lead already, unless that owner or an admin asks.
    """
    if callback_at is not None and callback_at <= at:
        raise Invalid({"schedule_callback.callback_time": ["Must be in the future."]})
    if callback_at is not None and item.is_owned and item.owner_id == to.pk and not can_work_on(by, item):
        raise kind_of(item).already_taken(item, by)
    told = assign_work(item, to, by=by, at=at, reason=reason, notes=notes, override_capacity=override_capacity)
    return Assigned(told, None if callback_at is None else promise_call(item, callback_at, by=by, at=at))
