"""A colleague joins a session as its second host, or does not any more."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core.actor import Actor
from core.errors import DomainError, ErrorCode, Invalid
from notifications.enums import Kind
from scheduling.actions import _second_host, _session_telling, _sessions
from scheduling.conf import MOST_COLLEAGUES
from scheduling.enums import LIVE_SESSIONS, SESSION_ACTIONS, HostLeaves, SessionStatus
from scheduling.models import IcSession
from scheduling.queries.session_people import hours_of_both, is_off, who_could_join
from scheduling.session_events import SessionHostAdded
from workforce.actions import book
from workforce.enums import Purpose
from workforce.models import Booking, Staff


@transaction.atomic
def add_second_host(
    session_id: UUID, host: Staff, *, asked: frozenset[int] | None = None, by: Actor, at: datetime
) -> IcSession:
    """The planned session has that second host, whose calendar has its hour; they are told, and reminded. Whoever was
    second host before is let off. Asked twice, nothing more happens.

    host   somebody who holds sessions (queries.sessions.consultant), of whatever team
    asked  the versions it is meant for; None = any

    Emits session.host_added, booking.made (and session.host_left). Refuses: the session's own consultant (422);
    IC_UNAVAILABLE with times at which both are free and colleagues who are free then; MEMBER_RETIRED;
    INVALID_TRANSITION once it has begun, STALE_VERSION, whoever does not have it. Nothing has changed then.
    """
    session = _sessions.hold_for(session_id, by, asked)
    if host.pk == session.second_host_id and session.status in LIVE_SESSIONS:
        return session
    if session.status != SessionStatus.SCHEDULED:
        raise _not_now(session)
    if host.pk == session.ic_id:
        raise Invalid({"ic_id": [_("Is the consultant of this session already.")]})
    booking = _take(session, host, by=by, at=at)
    if session.second_host_id is not None:
        _second_host.let_off(session, HostLeaves.REMOVED, by=by, at=at)
    _sessions.write(session, at=at, second_host=host, second_booking=booking)
    _sessions.tell(SessionHostAdded, session, by=by, at=at, host_id=host.public_id, host_name=host.name)
    _session_telling.tell_second_host(
        Kind.SESSION_BOOKED, session, host, by=by, at=at, occasion=f"host added:{session.version}"
    )
    _session_telling.remind_hosts(session, by=by, at=at)
    return session


@transaction.atomic
def remove_second_host(session_id: UUID, *, asked: frozenset[int] | None = None, by: Actor, at: datetime) -> IcSession:
    """The session, planned or running, has no second host; whoever was it is free then, and told. Without one nothing
    happens. Emits session.host_left. Refuses: INVALID_TRANSITION once it is over, STALE_VERSION, whoever does not have
    it."""
    session = _sessions.hold_for(session_id, by, asked)
    if session.second_host_id is None:
        return session
    if session.status not in LIVE_SESSIONS:
        raise _not_now(session)
    _second_host.let_off(session, HostLeaves.REMOVED, by=by, at=at)
    if session.status == SessionStatus.SCHEDULED:
        _session_telling.remind_hosts(session, by=by, at=at)
    return session


def _take(session: IcSession, host: Staff, *, by: Actor, at: datetime) -> Booking:
    """The session's time in that member's calendar, with its buffers."""
    if is_off(host, session, session.scheduled_for, at):
        raise _taken(session, host, at)
    try:
        return book(
            host.pk,
            starts_at=session.scheduled_for,
            ends_at=session.ends_at,
            buffer_before=session.booking.buffer_before,
            buffer_after=session.booking.buffer_after,
            purpose=Purpose.SECOND,
            about=session,
            title=session.booking.title,
            alternatives=False,
            by=by,
            at=at,
        )
    except DomainError as problem:
        if problem.code != ErrorCode.SLOT_UNAVAILABLE:
            raise
        raise _taken(session, host, at) from None


def _taken(session: IcSession, host: Staff, at: datetime) -> DomainError:
    both = hours_of_both(session, host, at=at)
    free = [one for one in who_could_join(session, at=at) if one.free and one.id != host.public_id]
    return DomainError(
        ErrorCode.IC_UNAVAILABLE,
        f"{host.name} is taken at that time. Choose a colleague who is free then, or move the session first.",
        {
            "ic_id": host.public_id,
            "alternatives": [{"start": slot.start, "end": slot.end} for slot in both],
            "colleagues": [{"id": one.id, "name": one.name} for one in free[:MOST_COLLEAGUES]],
        },
    )


def _not_now(session: IcSession) -> DomainError:
    allowed = [action.value for action in SESSION_ACTIONS[SessionStatus(session.status)]]
    return DomainError(
        ErrorCode.INVALID_TRANSITION,
        f"The second host of a session that is {session.status} cannot be changed.",
        {"status": session.status, "allowed": allowed},
    )
