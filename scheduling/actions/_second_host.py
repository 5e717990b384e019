"""What the verbs for sessions share about a second host, whose hour goes along with the session, or who is let off."""

from datetime import datetime

from core.actor import Actor
from core.errors import DomainError, ErrorCode
from core.locks import advisory_locks
from notifications.actions import withdraw
from notifications.enums import Kind
from scheduling.actions import _session_telling, _sessions
from scheduling.enums import HostLeaves
from scheduling.models import IcSession
from scheduling.queries.session_people import is_off
from scheduling.session_events import SessionHostLeft
from workforce.actions import advance_booking, cancel_booking, move_booking
from workforce.enums import BookingState


def one_after_the_other(session: IcSession) -> None:
    """Moves of two calendars each wait for each other in one order: see move_booking, which takes the same locks."""
    advisory_locks(("bookings", one.pk) for one in session.hosts)


def come_along(session: IcSession, starts_at: datetime, *, silent: bool, by: Actor, at: datetime) -> None:
    """The second host's hour is at that time, or they are let off: the session's move never fails because of them.

    The session still has its old time.
    """
    host, booking = session.second_host, session.second_booking
    if host is None or booking is None:
        return
    if is_off(host, session, starts_at, at):
        let_off(session, HostLeaves.AWAY, silent=silent, by=by, at=at)
        return
    try:
        move_booking(booking, starts_at=starts_at, alternatives=False, by=by, at=at)
    except DomainError as problem:
        why = HostLeaves.GONE if problem.code == ErrorCode.MEMBER_RETIRED else HostLeaves.TAKEN
        let_off(session, why, silent=silent, by=by, at=at)


def advance(session: IcSession, to: BookingState, *, by: Actor, at: datetime) -> None:
    """The bookings of all who hold it are IN_PROGRESS, DONE or NO_SHOW."""
    for booking in filter(None, (session.booking, session.second_booking)):
        advance_booking(booking, to, by=by, at=at)


def free(session: IcSession, *, reason: str = "", by: Actor, at: datetime) -> None:
    """The second host's time is free again: what is left of it, where the session runs."""
    booking = session.second_booking
    if booking is None:
        return
    if booking.state == BookingState.IN_PROGRESS:
        advance_booking(booking, BookingState.DONE, by=by, at=at)
    else:
        cancel_booking(booking, reason=reason, by=by, at=at)


def let_off(session: IcSession, why: HostLeaves, *, silent: bool = False, by: Actor, at: datetime) -> None:
    """The held session has no second host any more, whose time is free. Both are told, unless they did it themselves.

    silent  nobody is told

    Emits session.host_left.
    """
    host = session.second_host
    assert host is not None
    free(session, by=by, at=at)
    _sessions.write(session, at=at, second_host=None, second_booking=None)
    withdraw(session.entry.work_item, kinds=[Kind.SESSION_STARTS_SOON], except_for=session.hosts, by=by, at=at)
    _sessions.tell(SessionHostLeft, session, by=by, at=at, host_id=host.public_id, host_name=host.name, reason=why)
    if silent:
        return
    occasion, more = f"host left:{session.version}", {"left": why.value}
    _session_telling.tell_second_host(
        Kind.SESSION_CALLED_OFF, session, host, by=by, at=at, occasion=occasion, more=more
    )
    _session_telling.tell_consultant(
        Kind.SESSION_HOST_LEFT,
        session,
        session.ic,
        by=by,
        at=at,
        occasion=occasion,
        more=more | {"host_name": host.name},
    )
