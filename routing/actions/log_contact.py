"""Somebody reached the lead, or tried to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden
from events.publish import emit
from events.timers import cancel
from notifications.actions import withdraw
from notifications.enums import Kind
from routing.actions.change_owner import CLOCK_TIMERS, note, settle_score
from routing.actions.close_work import close_work
from routing.enums import CLOSING, CONNECTING, LEAD_STATUS, State
from routing.events import LeadContactLogged
from routing.kinds import kind_of
from routing.models import Communication, WorkItem
from routing.policies import can_work_on
from workforce.models import Staff


@dataclass(frozen=True, slots=True)
class Logged:
    communication: Communication
    previous_status: str
    new_status: str


def log_contact(item: WorkItem, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Logged:
    """The contact is on record; the first one, answered or not, stops the first-contact clock.

    facts  `communication_type`, `outcome`, `notes` and the optional fields of Communication

    Connected, callback agreed, qualified: the lead counts as contacted. Won, lost, disqualified: it is closed, its
    place free. No answer leaves the status. Emits lead.contact_logged (and lead.closed). Refuses closed entries,
    entries nobody owns, and anybody but the owner or an admin.
    """
    if not item.is_open:
        raise kind_of(item).is_closed(item)
    if not item.is_owned:
        raise DomainError(ErrorCode.LEAD_NOT_ASSIGNED, _("Nobody has this lead yet. Claim it first."))
    if not can_work_on(by, item):
        raise Forbidden(_("Only the owner or an admin logs contacts on this lead."))
    outcome, previous = facts["outcome"], LEAD_STATUS[State(item.state)]
    communication = Communication.objects.create(
        entry=item.queue_entry,
        type=facts["communication_type"],
        outcome=outcome,
        duration_minutes=facts.get("duration_minutes"),
        notes=facts["notes"],
        sentiment=facts.get("lead_sentiment") or "",
        probability_to_close=facts.get("probability_to_close"),
        estimated_close_date=facts.get("estimated_close_date"),
        logged_by_id=_member(item, by),
        logged_at=at,
    )
    first = item.first_attempt_at is None
    _record(item, outcome, first, by=by, at=at)
    closing = outcome in CLOSING
    new = LEAD_STATUS[State.CLOSED if closing else State(item.state)]
    emit(
        LeadContactLogged(
            lead_id=item.queue_entry.lead.public_id,
            queue_entry_id=item.queue_entry.public_id,
            team_id=item.team.public_id,
            communication_id=communication.public_id,
            owner_id=item.owner.public_id if item.owner else "",
            communication_type=communication.type,
            outcome=outcome,
            first_attempt=first,
            previous_status=previous,
            new_status=new,
        ),
        by=by.on(item.journey_id),
        at=at,
    )
    if closing:
        close_work(item, outcome=outcome, by=by, at=at)
    return Logged(communication, previous, new)


def _member(item: WorkItem, by: Actor) -> UUID | None:
    """Who logged it, when that is a member of staff: an admin need not be one."""
    if by.user_id == item.owner_id or by.user_id is None:
        return by.user_id
    return Staff.objects.filter(pk=by.user_id).values_list("pk", flat=True).first()


def _record(item: WorkItem, outcome: str, first: bool, *, by: Actor, at: datetime) -> None:
    facts: dict[str, Any] = {}
    if first:
        settle_score(item, at=at)  # waiting earns nothing any more
        facts |= {"first_attempt_at": at, "score_changes_at": None}
        cancel(item, *CLOCK_TIMERS)
        withdraw(item, kinds=[Kind.SLA_WARNING, Kind.SLA_BREACH], by=by, at=at)
    if outcome in CONNECTING or outcome in CLOSING:
        facts |= {"contacted_at": item.contacted_at or at, "state": State.IN_PROGRESS}
    if facts:
        note(item, **facts)
