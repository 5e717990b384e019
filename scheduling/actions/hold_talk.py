"""The call itself: it begins, it ends, or nobody is there."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden
from events.timers import cancel
from notifications.actions import withdraw
from notifications.enums import Kind
from routing.actions.change_owner import note
from routing.actions.close_work import close_work
from routing.enums import State
from scheduling.actions import _calls, _telling
from scheduling.enums import CALL_TRANSITIONS, CallOutcome, CallStatus
from scheduling.events import CallCompleted, CallMissed, CallStarted
from scheduling.models import CallRequest
from scheduling.policies import can_handle
from workforce.actions import advance_booking
from workforce.enums import BookingState


@transaction.atomic
def start_call(call_id: UUID, *, by: Actor, at: datetime) -> CallRequest:
    """The call is IN_PROGRESS; it may begin before its hour. Emits call.started.

    Refuses: INVALID_TRANSITION; somebody who does not have it.
    """
    call = _held(call_id, CallStatus.IN_PROGRESS, by)
    previous = call.status
    assert call.booking is not None
    advance_booking(call.booking, BookingState.IN_PROGRESS, by=by, at=at)
    _telling.forget_reminders(call)
    note(call.work_item, state=State.IN_PROGRESS, contacted_at=call.work_item.contacted_at or at)
    _calls.write(call, at=at, status=CallStatus.IN_PROGRESS, started_at=at)
    _calls.tell(CallStarted, call, by=by, at=at, previous=previous)
    return call


@transaction.atomic
def complete_call(
    call_id: UUID, *, outcome: CallOutcome | str, notes: str = "", by: Actor, at: datetime
) -> CallRequest:
    """The call is COMPLETED with what came of it; the rest of its time is free. The customer is asked how it was.

    Emits call.completed. Refuses: INVALID_TRANSITION unless it has begun; somebody who does not have it.
    """
    call = _held(call_id, CallStatus.COMPLETED, by)
    previous = call.status
    assert call.booking is not None
    advance_booking(call.booking, BookingState.DONE, by=by, at=at)
    _calls.write(call, at=at, status=CallStatus.COMPLETED, completed_at=at, outcome=outcome, outcome_notes=notes[:2000])
    _end(call, outcome, by=by, at=at)
    _calls.tell(CallCompleted, call, by=by, at=at, previous=previous, outcome=str(outcome), notes=notes)
    if outcome not in (CallOutcome.NO_ANSWER, CallOutcome.WRONG_NUMBER):
        _telling.tell_customer(Kind.CALL_SURVEY, call, by=by, at=at, occasion="survey")
    return call


@transaction.atomic
def conclude_call(
    call_id: UUID, *, outcome: CallOutcome | str, notes: str = "", by: Actor, at: datetime
) -> CallRequest:
    """The same for a call whose hour has come and whose beginning nobody has written down: it begins and ends at once.

    Emits call.started, when it had not begun, and call.completed. Refuses what complete_call refuses, also before its
    hour.
    """
    call = _calls.lock_call(call_id)
    begun = call.scheduled_date_time is not None and call.scheduled_date_time <= at
    if call.status == CallStatus.CONFIRMED and begun:
        start_call(call_id, by=by, at=at)
    return complete_call(call_id, outcome=outcome, notes=notes, by=by, at=at)


@transaction.atomic
def miss_call(call_id: UUID, *, reason: str = "", by: Actor, at: datetime) -> CallRequest:
    """Nobody was there: the call is a NO_SHOW, and the customer gets a friendly mail with a way to another time.

    Emits call.missed. Refuses: INVALID_TRANSITION; before its hour (a customer cannot be late yet); somebody who does
    not have it.
    """
    call = _held(call_id, CallStatus.NO_SHOW, by)
    previous = call.status
    assert call.booking is not None
    assert call.scheduled_date_time is not None
    if at < call.scheduled_date_time:
        allowed = [to.value for to in CALL_TRANSITIONS[CallStatus(call.status)] if to != CallStatus.NO_SHOW]
        raise DomainError(
            ErrorCode.INVALID_TRANSITION,
            f"Nobody can have missed a call before its hour. Until then it can become {', '.join(allowed)}.",
            {"status": call.status, "allowed": allowed},
        )
    advance_booking(call.booking, BookingState.NO_SHOW, by=by, at=at)
    _calls.write(call, at=at, status=CallStatus.NO_SHOW, links_version=call.links_version + 1)
    _end(call, CallStatus.NO_SHOW, by=by, at=at)
    _calls.tell(CallMissed, call, by=by, at=at, previous=previous, reason=reason)
    _telling.tell_customer(Kind.CALL_MISSED, call, by=by, at=at, occasion="missed")
    return call


def auto_start(call_id: UUID, *, by: Actor, at: datetime) -> None:
    """Its hour has come, and its topic begins calls by themselves. Nothing when it is not agreed any more."""
    call = _calls.lock_call(call_id)
    starts_at = call.scheduled_date_time
    if call.status == CallStatus.CONFIRMED and starts_at is not None and starts_at - at < timedelta(minutes=1):
        start_call(call_id, by=by, at=at)


def _held(call_id: UUID, to: CallStatus, by: Actor) -> CallRequest:
    call = _calls.lock_call(call_id)
    if not can_handle(by, call):
        raise Forbidden("Only the member who has this call, or an administrator, can do that.")
    _calls.check_transition(call, to)
    return call


def _end(call: CallRequest, outcome: str, *, by: Actor, at: datetime) -> None:
    _telling.forget_reminders(call)  # first: one that comes due meanwhile is then seen, and withdrawn
    withdraw(call, by=by, at=at)
    close_work(call.work_item, outcome=outcome, by=by, at=at)
    cancel(call)
