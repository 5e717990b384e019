"""Another time for what was promised."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import Forbidden, Invalid
from events.publish import emit
from routing.actions.finish_step import is_settled
from routing.actions.plan_step import facts_of, remind_of
from routing.events import LeadNextStepMoved
from routing.models import NextStep, WorkItem
from routing.policies import can_finish
from workforce.actions.move_booking import move_booking


def move_step(step: NextStep, item: WorkItem, *, due_at: datetime, by: Actor, at: datetime) -> NextStep:
    """The step of the locked item has the new time, in the calendar too, and its reminders with it.

    Emits lead.next_step_moved with both times, and booking.moved. Refuses anybody but the member whose step it is or
    an admin, a time that is not ahead, what is done or off already, and for a callback a time that is taken
    (SLOT_UNAVAILABLE with alternatives); nothing has changed then.
    """
    if not can_finish(by, step):
        raise Forbidden(_("Only the member whose action it is or an admin can change it."))
    if not step.is_open:
        raise is_settled(step)
    if due_at <= at:
        raise Invalid({"due_at": [_("Choose a time that is still to come.")]})
    return shift_step(step, item, due_at=due_at, by=by, at=at)


def shift_step(step: NextStep, item: WorkItem, *, due_at: datetime, by: Actor, at: datetime) -> NextStep:
    """What move_step does, for a caller that has checked who may and when."""
    before, by = step.due_at, by.on(item.journey_id)
    if step.booking is not None:
        move_booking(step.booking, starts_at=due_at, by=by, at=at)
    step.due_at = due_at
    step.save(update_fields=["due_at"])
    remind_of(step, item, by=by, at=at)
    emit(LeadNextStepMoved(**facts_of(step, item), due_at=due_at, from_due_at=before), by=by, at=at)
    return step
