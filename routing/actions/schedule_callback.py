"""A lead is promised a call at a time."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden, Invalid
from routing.actions.move_step import shift_step
from routing.actions.plan_step import plan_step
from routing.enums import NextStepKind
from routing.kinds import kind_of
from routing.models import NextStep, WorkItem
from routing.policies import can_work_on
from routing.queries.next_steps import owed_for


def schedule_callback(item: WorkItem, callback_at: datetime, *, note: str = "", by: Actor, at: datetime) -> NextStep:
    """The owner of the locked item calls at `callback_at`: 30 minutes of their time are taken, and they are reminded.

    A callback that stands already is moved, booking and reminders with it: a lead is promised one call at a time.
    Emits lead.next_step_planned or lead.next_step_moved. Refuses closed entries, entries nobody owns, anybody but the
    owner or an admin, a time that is not ahead, and one that is taken (SLOT_UNAVAILABLE with the nearest free times).
    """
    if not item.is_open:
        raise kind_of(item).is_closed(item)
    if not item.is_owned:
        raise DomainError(ErrorCode.LEAD_NOT_ASSIGNED, _("Nobody has this lead yet. Claim it first."))
    if not can_work_on(by, item):
        raise Forbidden(_("Only the owner or an admin can promise a call."))
    if callback_at <= at:
        raise Invalid({"callback_time": [_("Choose a time that is still to come.")]})
    return promise_call(item, callback_at, note=note, by=by, at=at)


def promise_call(item: WorkItem, callback_at: datetime, *, note: str = "", by: Actor, at: datetime) -> NextStep:
    """What schedule_callback does, for a caller that has checked who may and when."""
    standing = next((step for step in owed_for(item) if step.is_callback), None)
    if standing is not None:
        return shift_step(standing, item, due_at=callback_at, by=by, at=at)
    return plan_step(
        item,
        NextStepKind.CALLBACK,
        due_at=callback_at,
        in_calendar=True,
        is_callback=True,
        blocking=True,
        note=note,
        by=by,
        at=at,
    )
