"""The session itself: it begins, and ends with what was done and what is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import Invalid
from events.timers import cancel
from notifications.actions import withdraw
from notifications.enums import Kind
from routing.actions.change_owner import note
from routing.actions.close_work import close_work
from routing.actions.record_progress import Moved, record_progress
from routing.actions.request_support import request_support
from routing.enums import SetupStatus, State
from routing.models import IcEntry
from scheduling.actions import _second_host, _session_telling, _sessions
from scheduling.actions.want_meeting import drop_meeting
from scheduling.enums import SessionAction, SessionOutcome, SessionStatus
from scheduling.models import IcSession
from scheduling.session_events import SessionCompleted, SessionStarted
from workforce.enums import BookingState


@dataclass(frozen=True, slots=True)
class Completed:
    """progress  of the step it was about; None where the outcome leaves that open
    followups the entries that were opened for what is left
    """

    session: IcSession
    progress: Moved | None
    followups: list[IcEntry]


@transaction.atomic
def start_session(
    session_id: UUID,
    *,
    started_at: datetime | None = None,
    asked: frozenset[int] | None = None,
    by: Actor,
    at: datetime,
) -> IcSession:
    """The session is IN_SESSION, since `started_at` (now); it may begin before its hour. Emits session.started.

    Refuses: INVALID_TRANSITION, STALE_VERSION, whoever does not have it, a beginning that is still to come (422).
    """
    session = _sessions.hold(session_id, SessionAction.START, by, asked)
    started_at = started_at or at
    if started_at > at:
        raise Invalid({"actual_start_time": ["Is still to come."]})
    _second_host.advance(session, BookingState.IN_PROGRESS, by=by, at=at)
    _session_telling.forget_reminders(session)
    note(session.entry.work_item, state=State.IN_PROGRESS, contact_met_at=started_at, contacted_at=started_at)
    _sessions.write(session, at=at, status=SessionStatus.IN_SESSION, actual_start_at=started_at)
    _sessions.tell(SessionStarted, session, by=by, at=at, started_at=started_at)
    return session


@transaction.atomic
def complete_session(
    session_id: UUID,
    outcome: Mapping[str, Any],
    *,
    ended_at: datetime | None = None,
    asked: frozenset[int] | None = None,
    by: Actor,
    at: datetime,
) -> Completed:
    """The session is COMPLETED with what came of it, the entry closed, the rest of the time free.

    outcome  status (a SessionOutcome), items_completed, items_pending, merchant_satisfaction, requires_followup, notes
    ended_at now, unless told

    SUCCESS completes the step the merchant is at; PARTIAL and FAILED leave it open. What is pending, and a follow-up
    that is asked for, opens an entry of the same kind. The merchant is asked how it was. Emits session.completed,
    support.closed (and merchant.progressed, support.requested). Refuses: INVALID_TRANSITION unless it has begun,
    STALE_VERSION, whoever does not have it, an end that is still to come or not after the beginning (422).
    """
    session = _sessions.hold(session_id, SessionAction.COMPLETE, by, asked)
    ended_at = ended_at or at
    assert session.actual_start_at is not None
    if ended_at > at:
        raise Invalid({"actual_end_time": ["Is still to come."]})
    if ended_at <= session.actual_start_at:
        raise Invalid({"actual_end_time": ["Must follow the beginning."]})
    pending, result = list(outcome.get("items_pending", ())), SessionOutcome(outcome["status"])
    _second_host.advance(session, BookingState.DONE, by=by, at=at)
    _sessions.write(
        session,
        at=at,
        status=SessionStatus.COMPLETED,
        actual_end_at=ended_at,
        outcome=result,
        items_completed=list(outcome.get("items_completed", ())),
        items_pending=pending,
        satisfaction=outcome.get("merchant_satisfaction"),
        requires_followup=bool(outcome.get("requires_followup")),
        outcome_notes=outcome.get("notes", "")[:2000],
    )
    _session_telling.forget_reminders(session)
    withdraw(session, by=by, at=at)
    drop_meeting(session.meeting, at=at)
    cancel(session)
    close_work(session.entry.work_item, outcome=result, by=by, at=at)
    progress = None
    if result == SessionOutcome.SUCCESS:
        step = session.merchant.current_step_id
        progress = record_progress(session.merchant_id, step, SetupStatus.COMPLETED, by=by, at=at)
    followups = _follow_up(session, pending, by=by, at=at)
    _sessions.tell(
        SessionCompleted,
        session,
        by=by,
        at=at,
        outcome=result,
        satisfaction=session.satisfaction,
        started_at=session.actual_start_at,
        ended_at=ended_at,
        followups=len(followups),
        notes=session.outcome_notes,
    )
    _session_telling.tell_merchant(Kind.SESSION_SURVEY, session, by=by, at=at, occasion="survey")
    return Completed(session, progress, followups)


def _follow_up(session: IcSession, pending: list[str], *, by: Actor, at: datetime) -> list[IcEntry]:
    if not (pending or session.requires_followup):
        return []
    was = session.entry
    wish = {
        "support_type": was.support_type,
        "requested_services": pending,
        "duration_minutes": was.duration_minutes,
        "complexity": was.complexity,
        "needs_specialist": was.needs_specialist,
        "hardware": was.hardware,
        "blockers": was.blockers,
        "preferred_schedule": was.preferred_schedule,
    }
    return [request_support(session.merchant_id, wish, by=by, at=at).entry]
