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
from events.timers import cancel, schedule
from notifications.actions import withdraw
from notifications.enums import Kind
from routing.actions.change_owner import NEXT_TRY_TIMER, note, settle_score
from routing.actions.close_work import close_work
from routing.actions.run_clock import stop_clock
from routing.enums import CLOSING, LEAD_STATUS, REACHED, UNANSWERED, ClockKind, State
from routing.events import LeadContactLogged
from routing.kinds import kind_of
from routing.models import Communication, WorkItem
from routing.policies import can_work_on
from routing.queries.promises import cadence, ending_of
from routing.rules.cadence import next_try
from workforce.models import Staff


@dataclass(frozen=True, slots=True)
class Logged:
    communication: Communication
    previous_status: str
    new_status: str


def log_contact(item: WorkItem, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Logged:
    """The contact is on record; the first one, answered or not, stops the first-contact clock.

    Where the entry's policy demands a connection only a conversation does; attempts are counted beside it.

    facts  `communication_type`, `outcome`, `notes`, the optional fields of Communication, and `close_reason`

    Connected, callback agreed, qualified: the lead counts as contacted. Won, lost, disqualified: it is closed, its
    place free, with the reason. No answer leaves the status: the next try is due by the cadence. Emits
    lead.contact_logged (and lead.closed). Refuses closed entries, entries nobody owns, anybody but the owner or an
    admin, and a close reason that the outcome does not know.
    """
    if not item.is_open:
        raise kind_of(item).is_closed(item)
    if not item.is_owned:
        raise DomainError(ErrorCode.LEAD_NOT_ASSIGNED, _("Nobody has this lead yet. Claim it first."))
    if not can_work_on(by, item):
        raise Forbidden(_("Only the owner or an admin logs contacts on this lead."))
    outcome, previous = facts["outcome"], LEAD_STATUS[State(item.state)]
    ending = ending_of(outcome, facts.get("close_reason"))
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
    _record(item, outcome, by=by, at=at)
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
            attempts=item.attempts,
            next_try_at=item.next_try_at,
        ),
        by=by.on(item.journey_id),
        at=at,
    )
    if closing:
        close_work(item, outcome=outcome, ending=ending, by=by, at=at)
    return Logged(communication, previous, new)


def _member(item: WorkItem, by: Actor) -> UUID | None:
    """Who logged it, when that is a member of staff: an admin need not be one."""
    if by.user_id == item.owner_id or by.user_id is None:
        return by.user_id
    return Staff.objects.filter(pk=by.user_id).values_list("pk", flat=True).first()


def _record(item: WorkItem, outcome: str, *, by: Actor, at: datetime) -> None:
    """What it did to the item: the first attempt, the end of the first-contact clock, the connection."""
    facts: dict[str, Any] = {}
    reached = outcome in REACHED
    if item.first_attempt_at is None:
        facts["first_attempt_at"] = at
    if item.contact_met_at is None and (reached or not item.contact_needs_connection):
        settle_score(item, at=at)  # waiting earns nothing any more
        facts |= {"contact_met_at": at, "score_changes_at": None}
        stop_clock(item, ClockKind.FIRST_CONTACT, by=by, at=at)
    if reached:
        facts |= {"contacted_at": item.contacted_at or at, "state": State.IN_PROGRESS}
    note(item, **facts, **_next_try(item, outcome, by=by, at=at))


def _next_try(item: WorkItem, outcome: str, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Whoever answers ends the trying; without an answer the count goes up and the cadence says when to try again."""
    if item.next_try_at is not None and item.next_try_at <= at:
        withdraw(item, kinds=[Kind.LEAD_ACTIVITY], by=by, at=at)  # "try again" has been heard
    if outcome not in UNANSWERED:
        if item.next_try_at is not None:
            cancel(item, NEXT_TRY_TIMER)
        return {"attempts": 0, "next_try_at": None}
    attempts = item.attempts + 1
    due_at = next_try(attempts, cadence(), at)
    if due_at is not None:
        schedule(NEXT_TRY_TIMER, about=item, due_at=due_at, journey_id=item.journey_id)
    return {"attempts": attempts, "next_try_at": due_at}
