"""An owner promises something to a lead: by a time, or at a time."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import translation

from core.actor import Actor
from events.publish import emit
from notifications.actions import forget_reminder, remind
from notifications.enums import Kind, Reminder
from routing.enums import NextStepKind
from routing.events import LeadNextStepPlanned
from routing.models import Communication, NextStep, WorkItem
from workforce.actions.book import book
from workforce.enums import Purpose

#: how long a step stands in the calendar
SPAN = timedelta(minutes=30)
#: reminders before what stands in the calendar: all of these, and the last one where it is too late for the one before
BEFORE_IT_STARTS = (
    (Reminder.DAY_BEFORE, timedelta(days=1)),
    (Reminder.HALF_HOUR_BEFORE, timedelta(minutes=30)),
    (Reminder.SHORTLY_BEFORE, timedelta(minutes=5)),
)
#: and before what is only due by a time
BEFORE_IT_IS_DUE = ((Reminder.HOUR_BEFORE, timedelta(hours=1)), (Reminder.SHORTLY_BEFORE, timedelta(minutes=10)))


def plan_step(
    item: WorkItem,
    kind: str,
    *,
    due_at: datetime,
    in_calendar: bool,
    is_callback: bool = False,
    blocking: bool = False,
    communication: Communication | None = None,
    note: str = "",
    by: Actor,
    at: datetime,
) -> NextStep:
    """The owner of the locked item owes this step, and is reminded of it.

    in_calendar    it stands in the owner's calendar for 30 minutes from `due_at`; else it is due by then
    is_callback    the lead expects a call then; an entry has one open callback at most (the caller sees to it)
    blocking       the time is the owner's no more: refused with SLOT_UNAVAILABLE when it is taken. Without it the
                   entry never clashes, whatever the hours
    communication  where it was agreed

    Emits lead.next_step_planned, and booking.made for what stands in the calendar.
    """
    owner, lead = item.owner, item.queue_entry.lead
    assert owner is not None
    booking = None
    if in_calendar:
        booking = book(
            owner.pk,
            starts_at=due_at,
            ends_at=due_at + SPAN,
            purpose=Purpose.CALLBACK if is_callback else Purpose.NEXT_STEP,
            about=lead,
            title=f"{'Call' if is_callback else NextStepKind(kind).label.capitalize()}: "
            f"{lead.contact_name}, {lead.business_name}"[:200],
            blocking=blocking,
            by=by.on(item.journey_id),
            at=at,
        )
    step = NextStep.objects.create(
        entry=item.queue_entry,
        communication=communication,
        staff=owner,
        kind=kind,
        is_callback=is_callback,
        due_at=due_at,
        booking=booking,
        note=note,
        created_at=at,
    )
    remind_of(step, item, by=by, at=at)
    emit(
        LeadNextStepPlanned(**facts_of(step, item), in_calendar=in_calendar, due_at=due_at),
        by=by.on(item.journey_id),
        at=at,
    )
    return step


def facts_of(step: NextStep, item: WorkItem) -> dict[str, Any]:
    """What every event of a step says."""
    return {
        "lead_id": item.queue_entry.lead.public_id,
        "queue_entry_id": item.queue_entry.public_id,
        "team_id": item.team.public_id,
        "action_id": step.public_id,
        "owner_id": step.staff.public_id,
        "action": step.kind,
        "is_callback": step.is_callback,
    }


def remind_of(step: NextStep, item: WorkItem, *, by: Actor, at: datetime) -> None:
    """The step's reminders stand for its present time, and no others."""
    lead, staff = item.queue_entry.lead, step.staff
    with translation.override(staff.user.language):
        what = step.note or str(NextStepKind(step.kind).label)
    context: dict[str, Any] = {
        "lead_id": lead.public_id,
        "lead_name": lead.contact_name,
        "business_name": lead.business_name,
    }
    if step.booking_id:
        kind = Kind.CALLBACK_REMINDER
        context |= {"callback_at": step.due_at, "phone": lead.contact_phone, "note": what}
    else:
        kind = Kind.LEAD_ACTIVITY
        context |= {"activity": "NEXT_STEP_DUE", "detail": what}
    forget_reminder(step)
    *usual, (last, shortly) = BEFORE_IT_STARTS if step.booking_id else BEFORE_IT_IS_DUE
    wanted = [*usual] if step.due_at - usual[-1][1] > at else [(last, shortly)]
    for reminder, ahead in wanted:
        remind(
            kind,
            [staff],
            reminder=reminder,
            due_at=step.due_at - ahead,
            starts_at=step.due_at,
            context=context,
            about=step,
            priority=item.priority,
            by=by.on(item.journey_id),
            at=at,
        )
