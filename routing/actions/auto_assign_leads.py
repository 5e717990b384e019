"""The engine goes through the whole line."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden
from routing.actions._row_result import RowResult
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.prepare_batch import prepare_batch
from routing.actions.start_batch import start_batch
from routing.conf import ADMIN_SCOPE, SYSTEM_SCOPE
from routing.enums import BatchKind, State
from routing.models import Batch
from routing.queries.entries import item_of_lead
from routing.queries.leads import waiting_leads
from workforce.models import Team


@transaction.atomic
def auto_assign_leads(team: Team | None, *, by: Actor, at: datetime) -> Batch:
    """Long work has been started that gives every waiting lead to whom the engine chooses, the most pressing first.

    team  the line to go through, whether its work is assigned automatically otherwise or not; None: the lines of all
          teams where it is, and of no other

    Emits batch.started. Refuses whoever may not let the engine assign.
    """
    if not by.may(ADMIN_SCOPE, SYSTEM_SCOPE):
        raise Forbidden("Only an admin or a system can have the whole line assigned.")
    parameters = {"team_id": team.public_id if team else ""}
    batch = prepare_batch(BatchKind.AUTO_ASSIGN, waiting_leads(team), parameters=parameters, by=by, at=at)
    return start_batch(batch.pk, by=by, at=at)


def auto_assign_rows(rows: Sequence[Any], _parameters: dict[str, Any], *, by: Actor, at: datetime) -> list[RowResult]:
    """Each lead that still waits has an owner. Emits `<kind>.assigned`; refuses one that nobody can take."""
    return [_assign(lead_id, by=by, at=at) for lead_id in rows]


def _assign(lead_id: str, *, by: Actor, at: datetime) -> RowResult:
    item = item_of_lead(lead_id, by=by, lock=True)
    if item.state != State.QUEUED:
        return RowResult(True, {"result": "taken"})  # somebody was faster: nothing is left to do
    decision = auto_assign_work(item, by=by, at=at).decision
    if decision.winner is None:
        raise DomainError(ErrorCode.NOBODY_AVAILABLE, _("Nobody can take this at present."))
    return RowResult(True, {"result": "assigned", "to": decision.winner.public_id, "why": decision.sentence})
