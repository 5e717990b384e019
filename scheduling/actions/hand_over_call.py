"""Another member takes the call."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden
from notifications.enums import Kind
from routing.actions.change_owner import give
from routing.enums import AssignmentReason
from scheduling.actions import _calls, _telling
from scheduling.actions.cancel_call import drop_proposals
from scheduling.actions.cover_call import ask_again, settle_member
from scheduling.enums import CallStatus
from scheduling.models import CallRequest
from scheduling.policies import can_handle
from workforce.actions import move_booking
from workforce.models import Staff


@transaction.atomic
def hand_over_call(call_id: UUID, to: Staff, *, reason: str = "", by: Actor, at: datetime) -> CallRequest:
    """The call is `to`'s, in their calendar at the same time; the former owner and the customer are told.

    Emits call.assigned (and booking.moved). Refuses: SLOT_UNAVAILABLE when `to` is taken at that time, a call that has
    begun or is over (INVALID_TRANSITION), MEMBER_RETIRED, somebody who does not have it and is no admin.
    """
    call = _calls.lock_call(call_id)
    if not can_handle(by, call):
        raise Forbidden("Only the member who has this call, or an administrator, can hand it over.")
    if call.status not in (CallStatus.PENDING, CallStatus.CONFIRMED):
        raise _calls.illegal(call, "HANDED_OVER")
    former = call.owner
    if former is not None and former.pk == to.pk:
        return call
    if to.is_retired or not to.user.is_active:
        raise DomainError(ErrorCode.MEMBER_RETIRED, f"{to.name} has left. Choose somebody else.")
    drop_proposals(call, by=by, at=at)
    if call.booking is not None:
        assert call.scheduled_date_time is not None
        move_booking(call.booking, starts_at=call.scheduled_date_time, staff_id=to.pk, by=by, at=at)
    give(
        call.work_item,
        to,
        by=by,
        at=at,
        reason=AssignmentReason.REASSIGNMENT,
        notes=reason,
    )
    if call.status == CallStatus.PENDING and call.answered_at is None:
        _calls.write(call, at=at)
    elif call.status == CallStatus.PENDING:
        ask_again(call, by=by, at=at, links_version=call.links_version + 1)
    gone = {"given_to": to.name, "reason": reason}
    occasion = f"handed over:{call.version}"
    _telling.notify_members(Kind.CALL_ASSIGNED, call, [to], by=by, at=at, occasion=occasion)
    if former is not None and former.pk != by.user_id:
        _telling.notify_members(Kind.CALL_GIVEN_BACK, call, [former], by=by, at=at, occasion=occasion, more=gone)
    settle_member(call, by=by, at=at)
    return call
