"""A session is off, or nobody came: the merchant waits for help again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import DomainError, ErrorCode
from events.timers import cancel
from notifications.actions import withdraw
from notifications.enums import Kind
from routing.enums import State
from scheduling.actions import _second_host, _session_telling, _sessions
from scheduling.actions.want_meeting import drop_meeting
from scheduling.enums import SessionAction, SessionStatus
from scheduling.models import IcSession
from scheduling.session_events import SessionCancelled, SessionMissed
from workforce.actions import cancel_booking
from workforce.enums import BookingState


@transaction.atomic
def cancel_session(
    session_id: UUID,
    *,
    reason: str = "",
    silent: bool = False,
    asked: frozenset[int] | None = None,
    by: Actor,
    at: datetime,
) -> IcSession:
    """The session is CANCELLED, its time free, its meeting off; the entry is PENDING again with whoever has it.

    silent  nobody is told

    Emits session.cancelled. Refuses: INVALID_TRANSITION once it has begun, STALE_VERSION, whoever does not have it.
    """
    session = _sessions.hold(session_id, SessionAction.CANCEL, by, asked)
    return call_off(session, reason=reason, silent=silent, by=by, at=at)


def call_off(session: IcSession, *, reason: str, silent: bool = False, by: Actor, at: datetime) -> IcSession:
    """What cancel_session does, for a caller that holds the session and has checked who may."""
    cancel_booking(session.booking, reason=reason, by=by, at=at)
    _second_host.free(session, reason=reason, by=by, at=at)
    _end(session, SessionStatus.CANCELLED, SessionCancelled, reason=reason, by=by, at=at)
    if not silent:
        told: dict[str, Any] = {"by": by, "at": at, "occasion": "cancelled", "more": {"reason": reason}}
        _session_telling.tell_merchant(Kind.SESSION_CANCELLED, session, **told)
        _session_telling.tell_consultant(Kind.SESSION_CALLED_OFF, session, session.ic, **told)
        _session_telling.tell_second_host(Kind.SESSION_CALLED_OFF, session, session.second_host, **told)
    return session


@transaction.atomic
def miss_session(
    session_id: UUID,
    *,
    reason: str = "",
    silent: bool = False,
    asked: frozenset[int] | None = None,
    by: Actor,
    at: datetime,
) -> IcSession:
    """Nobody came: the session is a NO_SHOW, the entry PENDING again, and the merchant gets a friendly mail.

    Emits session.missed. Refuses what cancel_session refuses, and a session whose hour has not come.
    """
    session = _sessions.hold(session_id, SessionAction.NO_SHOW, by, asked)
    if at < session.scheduled_for and session.status == SessionStatus.SCHEDULED:
        raise DomainError(
            ErrorCode.INVALID_TRANSITION,
            "Nobody can have missed a session before its hour. Until then it can be started, moved or cancelled.",
            {"status": session.status, "allowed": ["START", "RESCHEDULE", "CANCEL"]},
        )
    _second_host.advance(session, BookingState.NO_SHOW, by=by, at=at)
    _end(session, SessionStatus.NO_SHOW, SessionMissed, reason=reason, by=by, at=at)
    if not silent:
        _session_telling.tell_merchant(Kind.SESSION_MISSED, session, by=by, at=at, occasion="missed")
    return session


def _end(session: IcSession, status: SessionStatus, event: type, *, reason: str, by: Actor, at: datetime) -> None:
    """It has ended so, its links are dead and nothing of it is left to come; its entry waits again."""
    _sessions.write(session, at=at, status=status, reason=reason[:500], links_version=session.links_version + 1)
    item = session.entry.work_item
    _session_telling.forget_reminders(session)  # first: one that comes due meanwhile is then seen, and withdrawn
    withdraw(session, by=by, at=at)
    drop_meeting(session.meeting, at=at)
    cancel(session)
    facts = {"state": State.ASSIGNED, "contact_met_at": None, "contacted_at": None} if item.is_owned else {}
    _sessions.show_in_queue(None, item, **facts)
    _sessions.tell(event, session, by=by, at=at, starts_at=session.scheduled_for, reason=reason)
