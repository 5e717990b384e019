"""A step is done, or off: by its owner, or because the lead is theirs no more. The one home for settling promises."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden
from events.publish import emit
from notifications.actions import forget_reminder, withdraw
from routing.actions.plan_step import facts_of
from routing.enums import NextStepKind, NextStepState
from routing.events import LeadNextStepCancelled, LeadNextStepDone
from routing.models import NextStep, WorkItem
from routing.policies import can_finish
from routing.queries.next_steps import owed_for
from workforce.actions.advance_booking import advance_booking
from workforce.actions.cancel_booking import cancel_booking
from workforce.enums import BookingState


def complete_step(step: NextStep, item: WorkItem, *, by: Actor, at: datetime) -> NextStep:
    """The owner has done the step of the locked item; its reminders stop, its time in the calendar is over.

    Emits lead.next_step_done. Refuses anybody but the member whose step it is or an admin, and what is done or off
    already.
    """
    _check(step, by)
    return _settle(step, item, NextStepState.DONE, because="", by=by, at=at)


def cancel_step(step: NextStep, item: WorkItem, *, reason: str = "", by: Actor, at: datetime) -> NextStep:
    """The step of the locked item is off, with a reason; nothing reminds of it and its time is free again.

    Emits lead.next_step_cancelled. Refuses what complete_step refuses.
    """
    _check(step, by)
    return _settle(step, item, NextStepState.CANCELLED, because=reason, by=by, at=at)


def settle_steps(item: WorkItem, *, reason: str, by: Actor, at: datetime) -> int:
    """Nobody owes the locked item anything from `at` on: a promise is its owner's. Returns how many steps were open.

    Callbacks are steps too. Emits lead.next_step_cancelled for each. One statement when nothing was owed.
    """
    steps = list(owed_for(item))
    for step in steps:
        _settle(step, item, NextStepState.CANCELLED, because=reason, by=by, at=at)
    return len(steps)


def keep_appointments(item: WorkItem, until: datetime, *, by: Actor, at: datetime) -> list[NextStep]:
    """A contact keeps what stood in the calendar up to `until`: those steps are done. Returns what is still owed.

    Emits lead.next_step_done for each. One statement when nothing was owed.
    """
    remaining = []
    for step in owed_for(item):
        if step.booking_id and step.due_at <= until:
            _settle(step, item, NextStepState.DONE, because="", by=by, at=at)
        else:
            remaining.append(step)
    return remaining


def keep_quotes(item: WorkItem, delivered: datetime, *, by: Actor, at: datetime) -> int:
    """A quote that went out at `delivered` keeps the promises to make one that stood by then. Returns how many.

    Emits lead.next_step_done for each. One statement when nothing was owed.
    """
    kept = [
        step for step in owed_for(item) if step.kind == NextStepKind.GENERATE_QUOTE and step.created_at <= delivered
    ]
    for step in kept:
        _settle(step, item, NextStepState.DONE, because="", by=by, at=at)
    return len(kept)


def _check(step: NextStep, by: Actor) -> None:
    if not can_finish(by, step):
        raise Forbidden(_("Only the member whose action it is or an admin can change it."))
    if not step.is_open:
        raise is_settled(step)


def is_settled(step: NextStep) -> DomainError:
    details = {"action_id": step.public_id, "status": step.state, "settled_at": step.settled_at}
    return DomainError(ErrorCode.INVALID_TRANSITION, _("This action is done or off already."), details)


def _settle(step: NextStep, item: WorkItem, state: NextStepState, *, because: str, by: Actor, at: datetime) -> NextStep:
    by = by.on(item.journey_id)
    step.state, step.settled_at, step.settled_because = state, at, because[:200]
    step.save(update_fields=["state", "settled_at", "settled_because"])
    if step.booking is not None and step.booking.is_live:
        if state == NextStepState.DONE or step.booking.state == BookingState.IN_PROGRESS:
            advance_booking(step.booking, BookingState.DONE, by=by, at=at)
        else:
            cancel_booking(step.booking, reason=because, by=by, at=at)
    forget_reminder(step)
    withdraw(step, by=by, at=at)
    if state == NextStepState.DONE:
        emit(LeadNextStepDone(**facts_of(step, item)), by=by, at=at)
    else:
        emit(LeadNextStepCancelled(**facts_of(step, item), reason=because), by=by, at=at)
    return step
