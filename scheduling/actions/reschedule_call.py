"""Another time for a call that is agreed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Invalid
from notifications.actions import withdraw
from notifications.enums import Kind
from routing.actions.change_owner import give, note
from routing.enums import AssignmentReason
from scheduling.actions import _calls, _telling
from scheduling.actions._booking import one_after_the_other, take_time
from scheduling.actions._times import as_decision
from scheduling.actions.request_call import settle_time
from scheduling.enums import CallStatus
from scheduling.events import CallMoved
from scheduling.models import CallRequest
from scheduling.policies import chooses_freely
from scheduling.queries.pool import nearest, needs_of, pool_of
from workforce.actions import move_booking
from workforce.models import Staff
from workforce.queries import refusal_of


@transaction.atomic
def reschedule_call(call_id: UUID, *, starts_at: datetime, reason: str = "", by: Actor, at: datetime) -> CallRequest:
    """The call keeps its number and has the new time, with the same member when they are free, else with another.

    One step: the old time is given up exactly when the new one is taken. Reminders move, invitations are updated,
    customer, attendees and members are told both times; links of earlier mails are dead. Emits call.moved.
    Members may choose any free time of their calendar; customers what availability offers, and not after the
    deadline. Refuses: SLOT_UNAVAILABLE with alternatives, CANCELLATION_DEADLINE_PASSED, INVALID_TRANSITION, a time
    that is over (422). Nothing has changed then.
    """
    call = _calls.lock_call(call_id)
    if call.status != CallStatus.CONFIRMED or call.booking is None:
        raise _calls.illegal(call, "RESCHEDULED")
    _calls.check_deadline(call, by=by, at=at)
    if starts_at <= at:
        raise Invalid({"scheduled_date_time": ["This time is over. Choose a later one."]})
    before, former = call.scheduled_date_time, call.owner
    if starts_at == before:
        return call
    assert before is not None
    _move(call, starts_at, by=by, at=at)
    _calls.write(
        call,
        at=at,
        scheduled_date_time=starts_at,
        moved_times=call.moved_times + 1,
        links_version=call.links_version + 1,
    )
    _telling.forget_reminders(call)  # first: one that comes due meanwhile is then seen, and withdrawn
    withdraw(call, by=by, at=at)
    _calls.tell(
        CallMoved,
        call,
        by=by,
        at=at,
        starts_at=starts_at,
        from_starts_at=before,
        from_owner_id=former.public_id if former else "",
        reason=reason,
    )
    settle_time(call, by=by, at=at)
    _tell(call, former, before, by=by, at=at)
    return call


def _move(call: CallRequest, starts_at: datetime, *, by: Actor, at: datetime) -> None:
    booking, rules = call.booking, call.topic.slot_rules(call.duration)
    assert booking is not None
    own = booking.staff_id if call.owner is not None else None  # nobody has it: it goes to who does
    freely = chooses_freely(by)
    needs = needs_of(call.topic, call.language_preference)
    pool = pool_of(call.topic, needs, at=at)
    one_after_the_other(pool, rules, own)
    fits = own is not None and (freely or refusal_of(own, starts_at, rules, at=at, ignoring=booking.pk) is None)
    if fits:
        try:
            move_booking(booking, starts_at=starts_at, alternatives=False, by=by, at=at)
        except DomainError as problem:
            if problem.code not in (ErrorCode.SLOT_UNAVAILABLE, ErrorCode.MEMBER_RETIRED):
                raise
            if freely and by.user_id == own:  # their own calendar: nobody else is asked
                raise _calls.slot_gone(nearest(pool, starts_at, rules, at=at, ignoring=booking.pk)) from None
        else:
            return
    taken = take_time(
        pool,
        needs,
        starts_at,
        rules,
        lambda staff_id: move_booking(
            booking, starts_at=starts_at, staff_id=staff_id, alternatives=False, by=by, at=at
        ),
        at=at,
        ignoring=booking.pk,
    )
    assert pool.team is not None
    assert taken.booking.staff_id is not None
    decision = as_decision(taken.choice)
    decision.work_item, decision.team = call.work_item, pool.team
    decision.save(force_insert=True)
    if call.work_item.team_id != pool.team.pk:
        note(call.work_item, team=pool.team)
    if call.work_item.owner_id != taken.booking.staff_id:
        give(
            call.work_item,
            Staff.objects.with_person().get(pk=taken.booking.staff_id),
            by=by,
            at=at,
            reason=AssignmentReason.AUTO_AVAILABILITY,
            decision=decision,
        )


def _tell(call: CallRequest, former: Staff | None, before: datetime, *, by: Actor, at: datetime) -> None:
    occasion, more = f"moved:{call.version}", {"was_at": before}
    _telling.tell_customer(Kind.CALL_MOVED, call, by=by, at=at, occasion=occasion, more=more)
    _telling.tell_attendees(Kind.CALL_MOVED, call, by=by, at=at, occasion=occasion, more=more)
    owner = call.owner
    if owner is not None and former is not None and owner.pk != former.pk:
        _telling.notify_members(Kind.CALL_ASSIGNED, call, [owner], by=by, at=at, occasion=occasion)
        _telling.notify_members(
            Kind.CALL_GIVEN_BACK, call, [former], by=by, at=at, occasion=occasion, more={"given_to": owner.name}
        )
    elif owner is not None and owner.pk != by.user_id:
        _telling.notify_members(Kind.CALL_MOVED_FOR_TEAM, call, [owner], by=by, at=at, occasion=occasion, more=more)
