"""Somebody reached the lead, or tried to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _

from core.actor import Actor, staff_public_id
from core.errors import DomainError, ErrorCode, Forbidden, Invalid
from events.publish import emit
from events.timers import cancel, schedule
from notifications.actions import withdraw
from notifications.enums import Kind
from routing.actions.change_owner import NEXT_TRY_TIMER, note, settle_score
from routing.actions.close_work import close_work
from routing.actions.finish_step import cancel_step, keep_appointments
from routing.actions.plan_step import plan_step
from routing.actions.run_clock import stop_clock
from routing.enums import CLOSING, LEAD_STATUS, REACHED, UNANSWERED, ClockKind, Outcome, State
from routing.events import LeadContactLogged
from routing.kinds import kind_of
from routing.models import Communication, NextStep, WorkItem
from routing.policies import can_work_on
from routing.queries.promises import cadence, ending_of
from routing.rules.cadence import next_try
from workforce.models import Staff

#: a call that much before its time keeps the appointment
EARLY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """What comes next. in_calendar: at `due_at`; else by then."""

    kind: str
    due_at: datetime
    in_calendar: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Logged:
    communication: Communication
    previous_status: str
    new_status: str
    next_steps: list[NextStep]


def log_contact(item: WorkItem, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> Logged:
    """The contact is on record; the first one, answered or not, stops the first-contact clock.

    Where the entry's policy demands a connection only a conversation does; attempts are counted beside it.

    facts  `communication_type`, `outcome`, `notes`, the optional fields of Communication, `close_reason`, and
           `next_steps`, a list of PlannedStep

    Connected, callback agreed, qualified: the lead counts as contacted. Won, lost, disqualified: it is closed, its
    place free, with the reason. No answer leaves the status: the next try is due by the cadence, unless
    a callback stands ahead. Appointments that have come are kept by it. The next steps are owed from now on; after
    SCHEDULED_CALLBACK the first one in the calendar is the callback, instead of one that stood, and is never refused:
    the lead has been promised it. Emits lead.contact_logged (and lead.closed, and what the steps emit). Refuses closed
    entries, entries nobody owns, anybody but the owner or an admin, a close reason that the outcome does not know, and
    next steps that are not ahead or of a lead that is closed by this.
    """
    if not item.is_open:
        raise kind_of(item).is_closed(item)
    if not item.is_owned:
        raise DomainError(ErrorCode.LEAD_NOT_ASSIGNED, _("Nobody has this lead yet. Claim it first."))
    if not can_work_on(by, item):
        raise Forbidden(_("Only the owner or an admin logs contacts on this lead."))
    outcome, previous = facts["outcome"], LEAD_STATUS[State(item.state)]
    closing = outcome in CLOSING
    ending = ending_of(outcome, facts.get("close_reason"))
    wanted: Sequence[PlannedStep] = facts.get("next_steps") or ()
    if closing and wanted:
        raise Invalid({"next_steps": [_("A lead that is closed by this has no next steps. Leave them out.")]})
    if any(step.due_at <= at for step in wanted):
        raise Invalid({"next_steps": [_("Choose times that are still to come.")]})
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
    owed = keep_appointments(item, at + EARLY, by=by, at=at)
    _record(item, outcome, owed, by=by, at=at)
    new = LEAD_STATUS[State.CLOSED if closing else State(item.state)]
    emit(
        LeadContactLogged(
            lead_id=item.queue_entry.lead.public_id,
            queue_entry_id=item.queue_entry.public_id,
            team_id=item.team.public_id,
            communication_id=communication.public_id,
            owner_id=staff_public_id(item.owner_id) if item.owner_id else "",
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
    return Logged(communication, previous, new, _plan(item, communication, wanted, owed, by=by, at=at))


def _plan(
    item: WorkItem,
    communication: Communication,
    wanted: Sequence[PlannedStep],
    owed: list[NextStep],
    *,
    by: Actor,
    at: datetime,
) -> list[NextStep]:
    """The wanted steps, with the promised call among them."""
    timed = [step for step in wanted if step.in_calendar]
    call = timed[0] if timed and communication.outcome == Outcome.SCHEDULED_CALLBACK else None
    for step in owed:
        if call is not None and step.is_callback:
            cancel_step(step, item, reason="Another time was agreed.", by=by, at=at)
    return [
        plan_step(
            item,
            step.kind,
            due_at=step.due_at,
            in_calendar=step.in_calendar,
            is_callback=step is call,
            communication=communication,
            note=step.note,
            by=by,
            at=at,
        )
        for step in wanted
    ]


def _member(item: WorkItem, by: Actor) -> UUID | None:
    """Who logged it, when that is a member of staff: an admin need not be one."""
    if by.user_id == item.owner_id or by.user_id is None:
        return by.user_id
    return Staff.objects.filter(pk=by.user_id).values_list("pk", flat=True).first()


def _record(item: WorkItem, outcome: str, owed: list[NextStep], *, by: Actor, at: datetime) -> None:
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
    note(item, **facts, **_next_try(item, outcome, owed, by=by, at=at))


def _next_try(item: WorkItem, outcome: str, owed: list[NextStep], *, by: Actor, at: datetime) -> dict[str, Any]:
    """Whoever answers ends the trying; without an answer the count goes up and the cadence says when to try again."""
    if item.next_try_at is not None and item.next_try_at <= at:
        withdraw(item, kinds=[Kind.LEAD_ACTIVITY], by=by, at=at)  # "try again" has been heard
    attempts = item.attempts + 1 if outcome in UNANSWERED else 0
    due_at = next_try(attempts, cadence(), at) if attempts and not any(step.is_callback for step in owed) else None
    if due_at is not None:
        schedule(NEXT_TRY_TIMER, about=item, due_at=due_at, journey_id=item.journey_id)
    elif item.next_try_at is not None:
        cancel(item, NEXT_TRY_TIMER)
    return {"attempts": attempts, "next_try_at": due_at}
