"""How it was, says the merchant."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Invalid
from scheduling.actions import _own_sessions, _sessions
from scheduling.enums import SessionStatus
from scheduling.models import IcSession
from scheduling.session_events import SessionRated


@transaction.atomic
def rate_session(
    session_id: UUID, score: int, *, comment: str = "", link_version: int, by: Actor, at: datetime
) -> IcSession:
    """It is kept once, apart from what the consultant has noted; its links are dead. Emits session.rated.

    score  1 to 5

    Refuses: another score (422), a session that did not take place (INVALID_TRANSITION), STALE_VERSION for an old link.
    """
    session = _own_sessions.hold_own(session_id, link_version)
    if session.status != SessionStatus.COMPLETED:
        raise DomainError(
            ErrorCode.INVALID_TRANSITION,
            "Only a session that took place can be rated.",
            {"status": session.status, "allowed": []},
        )
    if not 1 <= score <= 5:
        raise Invalid({"score": ["Must be from 1 to 5."]})
    _sessions.write(
        session,
        at=at,
        survey_score=score,
        survey_comment=comment[:1000],
        surveyed_at=at,
        links_version=session.links_version + 1,
    )
    _sessions.tell(SessionRated, session, by=by, at=at, score=score, comment=session.survey_comment)
    return session
