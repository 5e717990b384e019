"""An agreed call whose member cannot take it goes to somebody else who is free at its hour."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actor import Actor, staff_public_id
from core.errors import Forbidden
from notifications.actions import forget_reminder, withdraw
from notifications.enums import Kind
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.change_owner import note
from routing.actions.enqueue_work import start_clocks
from routing.enums import AssignmentReason, ClockKind, Priority
from routing.models import Decision
from routing.queries.on_duty import on_duty
from scheduling.actions import _calls, _telling
from scheduling.actions.cancel_call import drop_proposals_of_others
from scheduling.enums import CallStatus, ContactMethod, Urgency
from scheduling.models import CallRequest, ProposedTime
from scheduling.policies import can_handle
from scheduling.queries.limits import answer_clock
from workforce.models import Staff

#: a call that nobody may be there for stands before everything else
UNCOVERED_SCORE = 100
#: where another face, room or link appears than the one that was announced
NAME_MATTERS = (ContactMethod.VIDEO, ContactMethod.IN_PERSON)


@transaction.atomic
def cover_call(call_id: UUID, *, by: Actor, at: datetime) -> Decision:
    """Another member of the pool, free at its hour and chosen by the policy, has the agreed call, in one step with
    their calendar. The decision is kept; without a winner the call stays as it is, or waits with a clock when nobody
    has it, and whoever is on duty is told.

    Emits call.assigned and booking.moved. The customer is told only where another name matters. Refuses: a call that
    is not agreed, has begun or is over (INVALID_TRANSITION), somebody who does not have it and is no admin.
    """
    call = _calls.lock_call(call_id)
    item, former = call.work_item, call.owner
    if former is not None and not can_handle(by, call):
        raise Forbidden("Only the member who has this call, or an administrator, can hand it over.")
    if call.status != CallStatus.CONFIRMED or call.booking is None:
        raise _calls.illegal(call, "HANDED_OVER")
    before = former.pk if former is not None else call.booking.staff_id
    decision = auto_assign_work(
        item,
        by=by,
        at=at,
        excluded=frozenset({staff_public_id(before)} if before else ()),
        reason=AssignmentReason.REASSIGNMENT if former is not None else "",
    ).decision
    if item.owner is not None and former is not None and item.owner_id != former.pk:
        withdraw(item, except_for=[item.owner], by=by, at=at)
        _tell_former(call, former, by=by, at=at)
    elif item.owner is None:
        _wait(call, by=by, at=at)
    return decision


@transaction.atomic
def keep_after_release(call_id: UUID, *, by: Actor, at: datetime) -> None:
    """A call that was taken from its member stays with nobody who is gone: agreed ones are covered, requests wait in
    line with a clock and without the times that only that member could keep. Done twice, nothing more happens."""
    call = _calls.lock_call(call_id)
    item = call.work_item
    if not item.is_owned:
        forget_reminder(item)
    if call.status == CallStatus.CONFIRMED and item.owner is None:
        if not item.promise(ClockKind.FIRST_CONTACT).is_running:
            cover_call(call_id, by=by, at=at)
    elif call.status == CallStatus.PENDING and drop_proposals_of_others(call, by=by, at=at):
        ask_again(call, by=by, at=at, links_version=call.links_version + 1)


@transaction.atomic
def keep_after_silence(call_id: UUID, *, by: Actor, at: datetime) -> None:
    """The proposed times of a request have run out, the last of them too: whoever has it owes an answer again. Its
    links stay good, for the customer may still cancel. Done twice, nothing more happens."""
    call = _calls.lock_call(call_id)
    waits = call.status == CallStatus.PENDING and call.answered_at is not None
    if waits and not ProposedTime.objects.open().filter(call=call).exists():
        ask_again(call, by=by, at=at)


def settle_member(call: CallRequest, *, by: Actor, at: datetime) -> None:
    """The member who has an agreed call is reminded of it, and the customer told where their name matters."""
    if call.status != CallStatus.CONFIRMED or call.owner is None:
        return
    _calls.write(call, at=at)  # the invitation names another member
    _telling.plan_reminders(call, by=by, at=at)
    if call.preferred_contact_method in NAME_MATTERS:
        _telling.tell_customer(Kind.CALL_CONFIRMED, call, by=by, at=at, occasion=f"member:{call.version}")


def _wait(call: CallRequest, *, by: Actor, at: datetime) -> None:
    """First in line, until somebody takes it: as soon as an urgent request is answered, and before its hour."""
    item = call.work_item
    if item.promise(ClockKind.FIRST_CONTACT).is_running:
        return
    assert call.scheduled_date_time is not None
    latest = max(call.scheduled_date_time, at)
    clock = answer_clock(item.team, Urgency.URGENT, at)
    due_at = min(clock.due_at, latest) if clock else latest
    note(
        item,
        base_score=UNCOVERED_SCORE,
        score=UNCOVERED_SCORE,
        priority=Priority.URGENT,
        score_changes_at=None,
        warn_at=min(clock.warn_at, due_at) if clock else due_at,
        due_at=due_at,
        contact_target=clock.target if clock else due_at - at,
        contact_met_at=None,
    )
    start_clocks([item], at)
    _telling.notify_members(
        Kind.CALL_ANSWER_WARNING,
        call,
        on_duty(item),
        by=by,
        at=at,
        occasion=f"uncovered:{item.version}",
        more={"answer_by": due_at},
        priority=Priority.URGENT,
    )


def ask_again(call: CallRequest, *, by: Actor, at: datetime, **facts: Any) -> None:
    """The answer that the customer had is void: a new one is owed, as soon as the first was."""
    item = call.work_item
    withdraw(call, kinds=[Kind.CALL_TIMES_PROPOSED], by=by, at=at)
    clock = answer_clock(item.team, call.urgency_level, at)
    if clock is not None and item.contact_met_at is not None:
        note(item, warn_at=clock.warn_at, due_at=clock.due_at, contact_target=clock.target, contact_met_at=None)
        start_clocks([item], at)
    _calls.write(call, at=at, answered_at=None, **facts)


def _tell_former(call: CallRequest, former: Staff, *, by: Actor, at: datetime) -> None:
    if former.pk == by.user_id or call.owner is None:
        return
    more = {"given_to": call.owner.name}
    occasion = f"covered:{call.work_item.version}"
    _telling.notify_members(Kind.CALL_GIVEN_BACK, call, [former], by=by, at=at, occasion=occasion, more=more)
