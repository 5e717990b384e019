"""A merchant gets a consultant's time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from core.actor import Actor
from core.errors import DomainError, ErrorCode
from notifications.enums import Kind
from notifications.models import Notification
from routing.actions.assign_work import assign_work
from routing.actions.change_owner import lock_item
from routing.actions.request_support import request_support
from routing.enums import AssignmentReason, IcStatus, Level
from routing.models import IcEntry, Merchant, WorkItem
from routing.queries.ic_queue import status_of
from scheduling.actions import _session_telling, _sessions
from scheduling.actions.want_meeting import needs_meeting, want_meeting, wanted_of
from scheduling.conf import ORPHAN_AFTER
from scheduling.enums import MeetingState
from scheduling.models import IcSession, Meeting
from scheduling.queries.session_policy import agenda_of
from scheduling.session_events import SessionScheduled
from workforce.actions import book
from workforce.enums import Purpose
from workforce.models import Booking, Staff


@dataclass(frozen=True, slots=True)
class Scheduled:
    """told       what merchant and consultant were sent; reminders as the API lists them
    previous   the entry's status before it
    """

    session: IcSession
    previous: IcStatus
    told: list[Notification] = field(default_factory=list)
    reminders: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def schedule_session(
    merchant: Merchant, to: Staff, facts: Mapping[str, Any], *, meeting: Meeting | None = None, by: Actor, at: datetime
) -> Scheduled:
    """The consultant has the merchant's need, and a session in the calendar; the merchant is invited, and reminded.

    facts    session_type, scheduled_for, duration, timezone, platform, and perhaps agenda, notes, send_invitations
    meeting  one that was asked for before (want_meeting); without it the link follows

    The need is the merchant's open entry of that type; without one it is asked for now. An agenda that is not given is
    that of the type. Emits session.scheduled, booking.made (and support.requested, support.assigned). Refuses: a time
    that is over or more than a year away (422); IC_UNAVAILABLE with alternatives; MERCHANT_ALREADY_ASSIGNED to somebody
    else, unless its owner or an admin asks; IC_CAPACITY_EXCEEDED; MEMBER_RETIRED; INVALID_TRANSITION where a session is
    planned already. Nothing has changed then.
    """
    _sessions.check_to_come("scheduled_for", facts["scheduled_for"], at)
    item = _need(merchant, facts, by=by, at=at)
    previous = status_of(item.state, has_hour=item.scheduled_at is not None)
    if previous in (IcStatus.SCHEDULED, IcStatus.IN_SESSION):
        raise DomainError(
            ErrorCode.INVALID_TRANSITION,
            "A session for this is planned already. Move that one, or cancel it first.",
            {"status": previous, "session_id": (item.ic_entry.session or {}).get("session_id")},
        )
    reason = AssignmentReason.REASSIGNMENT if item.is_owned else AssignmentReason.MANUAL
    assign_work(item, to, by=by, at=at, reason=reason)
    session = _made(merchant, item, to, facts, meeting, by=by, at=at)
    _sessions.show_in_queue(session, item)
    _sessions.tell(
        SessionScheduled,
        session,
        by=by,
        at=at,
        session_type=session.session_type,
        starts_at=session.scheduled_for,
        minutes=session.minutes,
        platform=session.platform,
        ic_name=to.name,
    )
    told = _session_telling.tell_merchant(Kind.SESSION_SCHEDULED, session, by=by, at=at, occasion="scheduled")
    booked_by = {"booked_by": by.name if by.kind == "staff" else ""}
    told += _session_telling.tell_consultant(
        Kind.SESSION_BOOKED, session, to, by=by, at=at, occasion="scheduled", more=booked_by
    )
    return Scheduled(session, previous, told, _session_telling.plan_reminders(session, by=by, at=at))


def _need(merchant: Merchant, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> WorkItem:
    """The locked place of the merchant's open need of that type."""
    Merchant.objects.select_for_update(of=("self",)).get(pk=merchant.pk)
    entry = IcEntry.objects.filter(merchant=merchant, support_type=facts["session_type"], is_open=True).first()
    if entry is None:
        wish = {
            "support_type": facts["session_type"],
            "duration_minutes": int(facts["duration"].total_seconds() // 60),
            "complexity": Level.MEDIUM,
        }
        entry = request_support(merchant.pk, wish, by=by, at=at).entry
    item = lock_item(entry.work_item_id, what="merchant in the queue")
    item.ic_entry = IcEntry.objects.get(pk=entry.pk)
    item.ic_entry.merchant = merchant
    return item


def _made(
    merchant: Merchant,
    item: WorkItem,
    to: Staff,
    facts: Mapping[str, Any],
    meeting: Meeting | None,
    *,
    by: Actor,
    at: datetime,
) -> IcSession:
    session = IcSession(
        merchant=merchant,
        entry=item.ic_entry,
        ic=to,
        created_at=at,
        updated_at=at,
        **{"agenda": agenda_of(facts["session_type"])}
        | {name: value for name, value in facts.items() if value is not None},
    )
    session.entry.work_item = item
    session.booking = take(session, to, session.scheduled_for, by=by, at=at)
    if needs_meeting(session.platform):
        wanted = wanted_of(session)
        session.meeting = _held(meeting, session) or want_meeting(session.public_id, session.platform, wanted, at=at)
    session.save(force_insert=True)
    return session


def take(session: IcSession, to: Staff, starts_at: datetime, *, by: Actor, at: datetime) -> Booking:
    """The session's time in that member's calendar. Refuses: IC_UNAVAILABLE with alternatives."""
    try:
        return book(
            to.pk,
            starts_at=starts_at,
            ends_at=starts_at + session.duration,
            purpose=Purpose.SESSION,
            about=session,
            title=session.merchant.business_name[:200],
            by=by,
            at=at,
        )
    except DomainError as problem:
        raise taken(problem, to) from None


def taken(problem: DomainError, staff: Staff) -> DomainError:
    """A clash as sessions call it; anything else as it is."""
    if problem.code != ErrorCode.SLOT_UNAVAILABLE:
        return problem
    return DomainError(
        ErrorCode.IC_UNAVAILABLE,
        f"{staff.name} is taken at that time. Choose one of the alternatives.",
        {"ic_id": staff.public_id, **problem.details},
    )


def _held(meeting: Meeting | None, session: IcSession) -> Meeting | None:
    """The meeting, if it is what this session needs and still waits for one: held, so that nobody calls it off
    meanwhile. One that is about to be called off is left to that."""
    if meeting is None:
        return None
    waiting = Meeting.objects.select_for_update(of=("self",)).exclude(state=MeetingState.FAILED)
    fitting = waiting.filter(platform=session.platform, wanted=wanted_of(session), is_wanted=True, session=None)
    return fitting.filter(pk=meeting.pk, created_at__gt=session.created_at - ORPHAN_AFTER / 2).first()
