"""What members owe their leads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core.actor import Actor
from core.errors import NotFound
from routing.enums import NextStepState, Queue
from routing.models import NextStep, WorkItem
from routing.queries.line import visible_to


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose steps, and which of them. Without a member: everybody's, which is for admins."""

    staff_id: UUID | None = None
    status: str = NextStepState.PENDING
    due_before: datetime | None = None
    lead_id: UUID | None = None


def steps_of(wanted: Wanted) -> QuerySet[NextStep]:
    """With lead, owner and calendar entry, the nearest first."""
    rows = NextStep.objects.filter(state=wanted.status)
    if wanted.staff_id:
        rows = rows.filter(staff=wanted.staff_id)
    if wanted.due_before:
        rows = rows.filter(due_at__lt=wanted.due_before)
    if wanted.lead_id:
        rows = rows.filter(entry__lead=wanted.lead_id)
    return rows.select_related("entry__lead", "staff__user", "booking", "communication").order_by("due_at", "id")


def owed_for(item: WorkItem) -> list[NextStep]:
    """What its owner owes the item's lead, with calendar entries and people, the nearest first. One query."""
    rows = NextStep.objects.open().filter(entry__work_item=item.pk).order_by("due_at", "pk")
    return list(rows.select_related("entry__lead", "staff__user", "booking"))


def tries_of(staff_id: UUID, before: datetime) -> QuerySet[WorkItem]:
    """Leads of the member that did not answer and are to be tried again before then, the nearest first."""
    rows = WorkItem.objects.filter(owner=staff_id, next_try_at__lt=before)
    return rows.select_related("queue_entry__lead").order_by("next_try_at", "id")


def step_to_change(action_id: str, *, by: Actor) -> tuple[NextStep, WorkItem]:
    """The step and its item, which is locked until the end of the transaction. Raises NotFound.

    A step of a lead that the caller may not see looks exactly like one that is not there.
    """
    key = NextStep.parse_id(action_id)
    entry_id = NextStep.objects.filter(pk=key).values_list("entry", flat=True).first() if key else None
    item = visible_to(Queue.AE, by, team_view=True).locked().filter(queue_entry=entry_id).first() if entry_id else None
    rows = NextStep.objects.select_related("staff__user", "booking", "entry__lead", "communication")
    step = rows.filter(pk=key).first() if item and key else None  # read after the lock
    if item is None or step is None:
        raise NotFound("action")
    return step, item


def step_as_json(step: NextStep) -> dict[str, Any]:
    """A step as lists show it: one of `due_date` and `scheduled_for` is null."""
    lead, booking = step.entry.lead, step.booking
    return {
        "action_id": step.public_id,
        "action": step.kind,
        "status": step.state,
        "due_date": None if booking else step.due_at,
        "scheduled_for": step.due_at if booking else None,
        "calendar_event_id": booking.public_id if booking else None,
        "is_callback": step.is_callback,
        "note": step.note or None,
        "lead_id": lead.public_id,
        "queue_entry_id": step.entry.public_id,
        "business_name": lead.business_name,
        "contact": {"name": lead.contact_name, "phone": lead.contact_phone or None},
        "assigned_to": {"id": step.staff.public_id, "name": step.staff.name},
        "communication_id": step.communication.public_id if step.communication else None,
        "created_at": step.created_at,
        "settled_at": step.settled_at,
        "settled_because": step.settled_because or None,
    }
