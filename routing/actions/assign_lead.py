"""Give a lead to somebody, perhaps with a callback in their calendar."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from core.actor import Actor
from core.errors import Invalid
from notifications.models import Notification
from routing.actions.assign_work import assign_work
from routing.models import WorkItem
from workforce.actions.book import book
from workforce.enums import Purpose
from workforce.models import Booking, Staff

CALLBACK_SPAN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Assigned:
    told: list[Notification]
    callback: Booking | None


@transaction.atomic
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

    Emits lead.assigned and booking.made. Refuses what assign_work refuses; a callback in the past (422) or over
    another booking (SLOT_UNAVAILABLE with alternatives), and then nothing is assigned either.
    """
    if callback_at is not None and callback_at <= at:
        raise Invalid({"schedule_callback.callback_time": ["Must be in the future."]})
    told = assign_work(item, to, by=by, at=at, reason=reason, notes=notes, override_capacity=override_capacity)
    if callback_at is None:
        return Assigned(told, None)
    lead = item.queue_entry.lead
    booking = book(
        to.pk,
        starts_at=callback_at,
        ends_at=callback_at + CALLBACK_SPAN,
        purpose=Purpose.CALLBACK,
        about=lead,
        title=f"Call {lead.contact_name}, {lead.business_name}",
        by=by,
        at=at,
    )
    return Assigned(told, booking)
