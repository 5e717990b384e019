"""What the verbs for calls share: holding one, moving it on, refusing, saying what happened."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F

from core.actor import Actor
from core.errors import DomainError, ErrorCode, NotFound
from events.publish import emit
from routing.actions.change_owner import lock_item, note
from routing.actions.run_clock import stop_clock
from routing.enums import ClockKind
from scheduling.enums import CALL_TRANSITIONS, CallStatus
from scheduling.models import CallRequest
from scheduling.policies import is_customer_side
from scheduling.queries.limits import call_policy
from scheduling.rules.request import can_still_be_changed
from workforce.rules.free_slots import Slot


def lock_call(call_id: UUID) -> CallRequest:
    """The call as it is, held until the end of the transaction by its work item's lock. Raises NotFound."""
    item_id = CallRequest.objects.filter(pk=call_id).values_list("work_item", flat=True).first()
    if item_id is None:
        raise NotFound("call")
    item = lock_item(item_id, what="call")
    call = CallRequest.objects.select_related("topic", "customer", "company", "booking").get(pk=call_id)
    call.work_item = item
    return call


def next_number(at: datetime) -> str:
    """CALL-2026-001234. Numbers rise; one of a request that was not stored is left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('scheduling_call_number')")
        return f"CALL-{at.year}-{cursor.fetchone()[0]:06d}"


def check_transition(call: CallRequest, to: CallStatus) -> None:
    allowed = CALL_TRANSITIONS[CallStatus(call.status)]
    if to not in allowed:
        raise illegal(call, to.value)


def illegal(call: CallRequest, to: str) -> DomainError:
    allowed = [status.value for status in CALL_TRANSITIONS[CallStatus(call.status)]]
    words = ", ".join(allowed) or "nothing else"
    return DomainError(
        ErrorCode.INVALID_TRANSITION,
        f"A call that is {call.status} cannot become {to}: it can become {words}.",
        {"status": call.status, "allowed": allowed},
    )


def is_in_time(call: CallRequest, at: datetime) -> bool:
    """Whether the deadline for moving and cancelling has not passed."""
    starts_at = call.scheduled_date_time
    return starts_at is None or can_still_be_changed(starts_at, call_policy().cancellation_deadline, at)


def check_deadline(call: CallRequest, *, late: bool = False, by: Actor, at: datetime) -> None:
    """Customers move and cancel in time; members may at any time. `late`: until the call's hour."""
    if not is_customer_side(by) or call.scheduled_date_time is None:
        return
    deadline = call_policy().cancellation_deadline
    if not can_still_be_changed(call.scheduled_date_time, timedelta() if late else deadline, at):
        hours = deadline.total_seconds() / 3600
        raise DomainError(
            ErrorCode.CANCELLATION_DEADLINE_PASSED,
            f"Less than {hours:g} hours are left, so this call cannot be moved or cancelled here. "
            "Say that you cannot make it, or phone us.",
            {"deadline": call.scheduled_date_time - deadline, "scheduled_date_time": call.scheduled_date_time},
        )


def slot_gone(alternatives: list[Slot]) -> DomainError:
    return DomainError(
        ErrorCode.SLOT_UNAVAILABLE,
        "That time is not free any more. Choose one of the alternatives.",
        {"alternatives": [{"start": slot.start, "end": slot.end} for slot in alternatives]},
    )


def write(call: CallRequest, *, at: datetime, **facts: Any) -> None:
    """The held call has these values and is one version further."""
    CallRequest.objects.filter(pk=call.pk).update(version=F("version") + 1, updated_at=at, **facts)
    for name, value in facts.items():
        setattr(call, name, value)
    call.version += 1
    call.updated_at = at


def answer(call: CallRequest, *, by: Actor, at: datetime) -> None:
    """Somebody has got in touch: the clock of a flexible request stops. Nothing, when it has before."""
    if call.answered_at is None and call.work_item.due_at is not None:
        note(call.work_item, contact_met_at=at, contacted_at=at, score_changes_at=None)
        stop_clock(call.work_item, ClockKind.FIRST_CONTACT, by=by, at=at)
        write(call, at=at, answered_at=at)


def tell(event: type, call: CallRequest, *, by: Actor, at: datetime, **more: Any) -> None:
    """Emit one of the call's events with what they all carry."""
    emit(event(**about(call), **more), by=by.on(call.journey_id), at=at)


def about(call: CallRequest) -> dict[str, Any]:
    owner = call.work_item.owner
    return {
        "call_id": call.public_id,
        "number": call.number,
        "status": call.status,
        "company_id": call.company.public_id if call.company else "",
        "team_id": call.work_item.team.public_id,
        "owner_id": owner.public_id if owner else "",
    }
