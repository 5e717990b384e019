"""Many leads change hands: to somebody, to whom the engine chooses, or back in line."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden, Invalid
from routing.actions._row_result import RowResult
from routing.actions.assign_work import assign_work
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.prepare_batch import prepare_batch
from routing.actions.pull_waiting import pull_waiting
from routing.actions.release_work import release_work, return_to_queue
from routing.actions.start_batch import start_batch
from routing.enums import AssignmentReason, BatchKind
from routing.kinds import kind_of
from routing.models import Batch, WorkItem
from routing.policies import is_routing_admin
from routing.queries.entries import item_of_lead
from workforce.models import Staff

TO_ENGINE, TO_QUEUE = "engine", "queue"


@transaction.atomic
def reassign_leads(lead_ids: Iterable[str], *, to: str, reason: str, by: Actor, at: datetime) -> Batch:
    """Long work has been started that hands over these leads, each through the one door.

    to      a member's id, TO_ENGINE or TO_QUEUE
    reason  what each lead's story and its next owner are told

    Emits batch.started. Refuses anybody but an admin, and somebody who is no account executive.
    """
    if not is_routing_admin(by):
        raise Forbidden("Only an admin can hand over many leads.")
    if to not in (TO_ENGINE, TO_QUEUE) and _member(to) is None:
        raise Invalid({"to": ["Is not an account executive."]})
    parameters = {"to": to, "reason": reason}
    batch = prepare_batch(BatchKind.REASSIGN, dict.fromkeys(lead_ids), parameters=parameters, by=by, at=at)
    return start_batch(batch.pk, by=by, at=at)


def reassign_rows(rows: Sequence[Any], parameters: dict[str, Any], *, by: Actor, at: datetime) -> list[RowResult]:
    """Each lead is where it is meant to be. Emits and refuses what assigning and releasing one do."""
    return [_reassign(lead_id, parameters["to"], parameters["reason"], by=by, at=at) for lead_id in rows]


def _reassign(lead_id: str, to: str, reason: str, *, by: Actor, at: datetime) -> RowResult:
    item = item_of_lead(lead_id, by=by, lock=True)
    if to == TO_QUEUE:
        release_work(item, reason=reason, by=by, at=at)
        return RowResult(True, {"result": "released"})
    if to == TO_ENGINE:
        return _choose_again(item, reason, by=by, at=at)
    member = _member(to)
    if member is None:
        raise DomainError(ErrorCode.MEMBER_RETIRED, _("They cannot take leads any more."))
    how = AssignmentReason.REASSIGNMENT if item.is_owned else AssignmentReason.MANUAL
    assign_work(item, member, by=by, at=at, reason=how, notes=reason)
    return RowResult(True, {"result": "assigned", "to": member.public_id})


def _choose_again(item: WorkItem, reason: str, *, by: Actor, at: datetime) -> RowResult:
    """The engine chooses among the others; the lead waits in line when nobody of them can take it."""
    if not item.is_open:
        raise kind_of(item).is_closed(item)
    former = return_to_queue(item, reason=reason, by=by, at=at) if item.is_owned else ""
    decision = auto_assign_work(item, by=by, at=at, excluded=frozenset({former} - {""})).decision
    if former:
        pull_waiting(item.team, by=by, at=at, but_not=item)
    if decision.winner is None:
        return RowResult(True, {"result": "waiting", "why": decision.sentence})
    return RowResult(True, {"result": "assigned", "to": decision.winner.public_id, "why": decision.sentence})


def _member(staff_id: str) -> Staff | None:
    people = Staff.objects.active().with_person().filter(user__is_active=True, user__roles__contains=["AE"])
    return people.filter(pk=Staff.parse_id(staff_id)).first()
