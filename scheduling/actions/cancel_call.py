"""The call does not take place."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.versions import refuse_stale
from events.timers import cancel
from notifications.actions import withdraw
from notifications.enums import Kind
from routing.actions.close_work import close_work
from scheduling.actions import _calls, _telling
from scheduling.enums import CallStatus
from scheduling.events import CallCancelled
from scheduling.models import CallRequest, ProposedTime
from scheduling.policies import is_customer_side
from workforce.actions import cancel_booking


@transaction.atomic
def cancel_call(
    call_id: UUID,
    *,
    reason: str = "",
    late: bool = False,
    asked: frozenset[int] | None = None,
    by: Actor,
    at: datetime,
) -> CallRequest:
    """The call is CANCELLED, its time free for others, reminders off, links of earlier mails dead.

    asked  versions that it is meant for; None: any
    late  the customer says that they cannot make it: allowed after the deadline too, until the call's hour; counted
          when the deadline had passed

    Customer, attendees and member are told with a CANCEL of the invitation. Emits call.cancelled.
    Refuses: INVALID_TRANSITION once it has begun or is over; customers within the deadline
    (CANCELLATION_DEADLINE_PASSED) unless `late` and before its hour; another version (STALE_VERSION).
    """
    call = _calls.lock_call(call_id)
    refuse_stale(call.version, asked)
    _calls.check_transition(call, CallStatus.CANCELLED)
    in_time = _calls.is_in_time(call, at)
    _calls.check_deadline(call, late=late, by=by, at=at)
    previous, owner, starts_at = call.status, call.owner, call.scheduled_date_time
    if call.booking is not None:
        cancel_booking(call.booking, reason=reason, by=by, at=at)
    drop_proposals(call, by=by, at=at)
    _calls.write(
        call,
        at=at,
        status=CallStatus.CANCELLED,
        cancelled_at=at,
        cancel_reason=reason[:300],
        cancelled_late=is_customer_side(by) and not in_time,
        links_version=call.links_version + 1,
    )
    _telling.forget_reminders(call)  # first: one that comes due meanwhile is then seen, and withdrawn
    withdraw(call, by=by, at=at)
    close_work(call.work_item, outcome=CallStatus.CANCELLED, by=by, at=at)
    cancel(call)
    _calls.tell(
        CallCancelled,
        call,
        by=by,
        at=at,
        previous=previous,
        reason=reason,
        late=call.cancelled_late,
        starts_at=starts_at,
    )
    more = {"reason": reason}
    _telling.tell_customer(Kind.CALL_CANCELLED, call, by=by, at=at, occasion="cancelled", more=more)
    if starts_at is not None:
        _telling.tell_attendees(Kind.CALL_CANCELLED, call, by=by, at=at, occasion="cancelled", more=more)
    if owner is not None and owner.pk != by.user_id:
        _telling.notify_members(
            Kind.CALL_CANCELLED_FOR_TEAM, call, [owner], by=by, at=at, occasion="cancelled", more=more
        )
    return call


def drop_proposals_of_others(call: CallRequest, *, by: Actor, at: datetime) -> int:
    """Times in calendars of members who do not have the call (any more) are free again; how many there were."""
    kept = ProposedTime.objects.open().filter(call=call).exclude(booking__staff=call.work_item.owner_id)
    dropped = list(kept.select_related("booking"))
    for proposal in dropped:
        cancel_booking(proposal.booking, reason="no longer proposed", by=by, at=at)
    return len(dropped)


def drop_proposals(call: CallRequest, *, by: Actor, at: datetime) -> None:
    """Times that were kept for the customer's answer are free again."""
    for proposal in ProposedTime.objects.open().filter(call=call).select_related("booking"):
        cancel_booking(proposal.booking, reason="no longer proposed", by=by, at=at)
