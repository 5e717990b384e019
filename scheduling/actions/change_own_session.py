"""A merchant moves or cancels the session by the link of a mail."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import Invalid
from scheduling.actions import _own_sessions, _sessions
from scheduling.actions.cancel_session import call_off
from scheduling.actions.move_session import shift
from scheduling.enums import SessionAction
from scheduling.models import IcSession


@transaction.atomic
def move_own_session(session_id: UUID, starts_at: datetime, *, link_version: int, by: Actor, at: datetime) -> IcSession:
    """What move_session does, at a time that the consultant's free hours offer, and before the deadline.

    A reminder of the old hour that is not sent yet is not sent. Refuses: a time that is over (422), IC_UNAVAILABLE with
    alternatives, CANCELLATION_DEADLINE_PASSED, INVALID_TRANSITION once it has begun, STALE_VERSION for an old link.
    Nothing has changed then.
    """
    session = _own_sessions.hold_own(session_id, link_version)
    _sessions.check_action(session, SessionAction.RESCHEDULE)
    _own_sessions.check_deadline(session, at)
    if starts_at <= at:
        raise Invalid({"scheduled_for": ["This time is over. Choose a later one."]})
    _own_sessions.check_offered(session, session.ic, starts_at, moving=True, at=at)
    return shift(session, starts_at, reason="", by=by, at=at)


@transaction.atomic
def cancel_own_session(session_id: UUID, *, reason: str = "", link_version: int, by: Actor, at: datetime) -> IcSession:
    """What cancel_session does, before the deadline. Refuses: CANCELLATION_DEADLINE_PASSED, INVALID_TRANSITION once it
    has begun, STALE_VERSION for an old link."""
    session = _own_sessions.hold_own(session_id, link_version)
    _sessions.check_action(session, SessionAction.CANCEL)
    _own_sessions.check_deadline(session, at)
    return call_off(session, reason=reason, by=by, at=at)
