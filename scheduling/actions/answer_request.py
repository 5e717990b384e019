"""A flexible request is answered: claimed, times proposed, one of them agreed."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden, Invalid
from notifications.actions import withdraw
from notifications.enums import Kind
from routing.actions.assign_work import assign_work
from routing.actions.change_owner import settle_room
from routing.actions.pull_waiting import pull_waiting
from scheduling import conf
from scheduling.actions import _calls, _telling
from scheduling.actions._times import book_time
from scheduling.actions.cancel_call import drop_proposals
from scheduling.actions.request_call import settle_time, tell_agreed
from scheduling.enums import CallStatus
from scheduling.events import CallConfirmed, CallTimesProposed
from scheduling.models import CallRequest, ProposedTime
from scheduling.policies import can_claim, can_handle
from scheduling.queries.calls import teams_of
from workforce.actions import confirm_hold, hold_slot
from workforce.enums import BookingState, Purpose
from workforce.models import Booking, Staff


@transaction.atomic
def claim_call(call_id: UUID, to: Staff, *, by: Actor, at: datetime) -> CallRequest:
    """The waiting request is `to`'s. Emits call.assigned.

    Refuses: CALL_ALREADY_ASSIGNED, a call that is over, somebody outside its team.
    """
    call = _calls.lock_call(call_id)
    _claim(call, to, by=by, at=at)
    return call


def _claim(call: CallRequest, to: Staff, *, by: Actor, at: datetime) -> None:
    if not can_claim(by, teams_of(to.pk), call):
        raise Forbidden("Only a member of its team can take this call.")
    assign_work(call.work_item, to, by=by, at=at)


@transaction.atomic
def propose_times(call_id: UUID, times: Sequence[datetime], *, by: Actor, at: datetime) -> list[ProposedTime]:
    """The times are kept in the owner's calendar until the customer answers by link, or until they run out.

    Earlier proposals are given up. The clock of the answer stops. Emits call.times_proposed. Refuses: none or more than
    MOST_PROPOSALS times, one that is over (422), SLOT_UNAVAILABLE with alternatives, INVALID_TRANSITION unless it is
    PENDING, somebody who does not have it.
    """
    call = _pending(call_id, by)
    owner = call.owner
    assert owner is not None
    if not 1 <= len(set(times)) <= conf.MOST_PROPOSALS:
        raise Invalid({"times": [f"Propose one to {conf.MOST_PROPOSALS} times."]})
    if min(times) <= at:
        raise Invalid({"times": ["One of these times is over."]})
    taken = call.duration + call.topic.buffer_before + call.topic.buffer_after
    if any(later - earlier < taken for earlier, later in pairwise(sorted(set(times)))):
        raise Invalid({"times": ["Two of these times overlap."]})
    drop_proposals(call, by=by, at=at)
    made = []
    for starts_at in sorted(set(times)):
        lasts = min(conf.PROPOSALS_LAST, starts_at - at)
        booking = hold_slot(
            owner.pk,
            starts_at=starts_at,
            ends_at=starts_at + call.duration,
            buffer_before=call.topic.buffer_before,
            buffer_after=call.topic.buffer_after,
            about=call,
            lasts=lasts,
            by=by,
            at=at,
        )
        made.append(ProposedTime(call=call, booking=booking, created_at=at))
    ProposedTime.objects.bulk_create(made)
    _calls.answer(call, by=by, at=at)
    _calls.write(call, at=at, links_version=call.links_version + 1)
    expires_at = min(booking.expires_at for booking in (one.booking for one in made) if booking.expires_at)
    _calls.tell(CallTimesProposed, call, by=by, at=at, times=sorted(set(times)), expires_at=expires_at)
    withdraw(call, kinds=[Kind.CALL_TIMES_PROPOSED], by=by, at=at)
    _telling.tell_customer(
        Kind.CALL_TIMES_PROPOSED,
        call,
        by=by,
        at=at,
        occasion=f"proposed:{call.version}",
        more={"times": sorted(set(times)), "valid_until": expires_at},
    )
    return made


@transaction.atomic
def pick_time(call_id: UUID, proposal_id: UUID, *, by: Actor, at: datetime) -> CallRequest:
    """The customer takes a proposed time: the call is CONFIRMED, the other times are free again.

    Its place is free for the next request. Emits call.confirmed.
    Refuses: SLOT_UNAVAILABLE when the time has run out, INVALID_TRANSITION unless PENDING.
    """
    call = _calls.lock_call(call_id)
    _calls.check_transition(call, CallStatus.CONFIRMED)
    proposal = ProposedTime.objects.filter(pk=proposal_id, call=call).select_related("booking").first()
    if proposal is None:
        raise Invalid({"proposal_id": ["This time was not proposed, or not any more."]})
    booking = confirm_hold(proposal.booking, purpose=Purpose.CALL, about=call, title=call.number, by=by, at=at)
    _agree(call, booking, by=by, at=at)
    return call


@transaction.atomic
def confirm_call(call_id: UUID, *, starts_at: datetime | None = None, by: Actor, at: datetime) -> CallRequest:
    """A time was agreed in talking: the PENDING call is CONFIRMED in its owner's calendar.

    A request that waits becomes the caller's by that, where they could have claimed it.
    Emits call.confirmed. Refuses: no time, or one that is over (422), SLOT_UNAVAILABLE with alternatives,
    INVALID_TRANSITION, somebody who does not have it.
    """
    call = _calls.lock_call(call_id)
    _calls.check_transition(call, CallStatus.CONFIRMED)
    if starts_at is None:
        raise Invalid({"scheduled_date_time": ["Say for when the call is agreed."]})
    if starts_at <= at:
        raise Invalid({"scheduled_date_time": ["This time is over. Choose a later one."]})
    if call.owner is None and (agreed_by := Staff.objects.with_person().filter(pk=by.user_id).first()) is not None:
        _claim(call, agreed_by, by=by, at=at)
    owner = _owner(call, by)
    drop_proposals(call, by=by, at=at)
    booking = book_time(call, owner.pk, starts_at, by=by, at=at)
    _agree(call, booking, by=by, at=at)
    return call


def _pending(call_id: UUID, by: Actor) -> CallRequest:
    call = _calls.lock_call(call_id)
    if call.status != CallStatus.PENDING:
        raise _calls.illegal(call, "ANSWERED")
    _owner(call, by)
    return call


def _owner(call: CallRequest, by: Actor) -> Staff:
    if call.owner is None:
        raise DomainError(
            ErrorCode.INVALID_TRANSITION,
            "Nobody has this request yet. Claim it first.",
            {"status": call.status, "allowed": [CallStatus.CANCELLED.value]},
        )
    if not can_handle(by, call):
        raise Forbidden("Only the member who has this call, or an administrator, can do that.")
    return call.owner


def _agree(call: CallRequest, booking: Booking, *, by: Actor, at: datetime) -> None:
    previous = call.status
    _calls.answer(call, by=by, at=at)
    _calls.write(
        call,
        at=at,
        status=CallStatus.CONFIRMED,
        confirmed_at=at,
        scheduled_date_time=booking.starts_at,
        booking=booking,
        links_version=call.links_version + 1,
    )
    if settle_room(call.work_item):
        pull_waiting(call.work_item.team, by=by, at=at)
    others = ProposedTime.objects.filter(call=call, booking__state=BookingState.HELD)
    if others.exists():
        drop_proposals(call, by=by, at=at)
    withdraw(call, kinds=[Kind.CALL_TIMES_PROPOSED], by=by, at=at)
    _calls.tell(CallConfirmed, call, by=by, at=at, previous=previous, starts_at=booking.starts_at)
    settle_time(call, by=by, at=at)
    tell_agreed(call, by=by, at=at)
