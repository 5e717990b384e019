"""A lead that was to serve itself needs a person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Invalid, NotFound
from events.publish import emit
from notifications.models import Notification
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.enqueue_lead import enqueue_lead
from routing.enums import LEAD_STATUS, AssignmentReason, Cohort, State
from routing.events import LeadEscalated
from routing.kinds import kind_of
from routing.models import Decision, Lead, WorkItem


@dataclass(frozen=True, slots=True)
class Escalated:
    """item  its place in the queue, owned where the team's work is automatic; told  the owner, or who is on duty"""

    item: WorkItem
    decision: Decision | None
    told: list[Notification]


@transaction.atomic
def escalate_lead(lead_id: UUID, *, reason: str, by: Actor, at: datetime) -> Escalated:
    """The self-serve lead waits in the queue as an ASSISTED one, with that cohort's clocks and points from `at` on.

    The lead itself stays SELF_SERVE: once the entry is closed it serves itself again. Where its team's work is
    automatic somebody has it at once, for ESCALATION, and is told so; else who is on duty is told. Emits
    lead.escalated and lead.queued (and lead.assigned). Refuses a lead that is in the queue already, one that is not
    self-serve (it is reopened instead), and an empty reason. The caller has checked who may.
    """
    lead = Lead.objects.select_for_update().filter(pk=lead_id).first()
    if lead is None:
        raise NotFound("lead")
    if not reason.strip():
        raise Invalid({"reason": [_("Say why it needs a person.")]})
    _refuse_others(lead)
    reason = reason.strip()[:200]
    emit(LeadEscalated(lead_id=lead.public_id, reason=reason), by=by.on(lead.journey_id), at=at)
    item = enqueue_lead(lead, cohort=Cohort.ASSISTED, by=by, at=at).work_item
    decision, told = None, list[Notification]()
    if item.team.auto_assign:
        routed = auto_assign_work(item, by=by, at=at, reason=AssignmentReason.ESCALATION, notes=reason)
        decision, told = routed.decision, routed.told
    if not item.is_owned:
        told = kind_of(item).tell_escalated(item, reason=reason, by=by, at=at)
    return Escalated(item, decision, told)


def _refuse_others(lead: Lead) -> None:
    item = WorkItem.objects.filter(queue_entry__lead=lead, queue_entry__is_open=True).first()
    if item is not None:
        details = {
            "lead_id": lead.public_id,
            "queue_entry_id": item.queue_entry.public_id,
            "status": LEAD_STATUS[State(item.state)],
        }
        raise DomainError(ErrorCode.INVALID_TRANSITION, _("This lead is in the queue already."), details)
    if lead.cohort != Cohort.SELF_SERVE:
        text = _("Only self-serve leads are escalated. Reopen this one.")
        raise DomainError(ErrorCode.INVALID_TRANSITION, text, {"lead_id": lead.public_id, "cohort": lead.cohort})
