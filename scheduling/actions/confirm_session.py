"""The merchant will be there."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import DomainError, ErrorCode
from scheduling.actions import _own_sessions, _sessions
from scheduling.enums import SessionStatus
from scheduling.models import IcSession
from scheduling.session_events import SessionConfirmed


@transaction.atomic
def confirm_session(session_id: UUID, *, link_version: int, by: Actor, at: datetime) -> IcSession:
    """It is kept that the merchant comes at this hour, for the consultant to see. Said twice, nothing more happens; a
    session that is moved afterwards is not confirmed any more. Emits session.confirmed.

    Refuses: INVALID_TRANSITION unless it is planned and its end to come; STALE_VERSION for an old link.
    """
    session = _own_sessions.hold_own(session_id, link_version)
    if session.status != SessionStatus.SCHEDULED or at >= session.ends_at:
        raise DomainError(
            ErrorCode.INVALID_TRANSITION,
            "Only a session that is still to come can be confirmed.",
            {"status": session.status, "allowed": []},
        )
    if session.is_confirmed:
        return session
    _sessions.write(session, at=at, confirmed_for=session.scheduled_for)
    _sessions.tell(SessionConfirmed, session, by=by, at=at, starts_at=session.scheduled_for)
    return session
