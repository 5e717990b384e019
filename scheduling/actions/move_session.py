"""Another time, or another consultant, for a session that is planned."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import DomainError
from notifications.actions import withdraw
from notifications.enums import Kind
from scheduling.actions import _second_host, _session_telling, _sessions
from scheduling.actions.schedule_session import taken
from scheduling.actions.want_meeting import change_host, change_meeting
from scheduling.enums import HostLeaves, SessionAction
from scheduling.models import IcSession
from scheduling.session_events import SessionMoved
from workforce.actions import move_booking
from workforce.models import Staff


@transaction.atomic
def move_session(
    session_id: UUID,
    starts_at: datetime,
    *,
    reason: str = "",
    silent: bool = False,
    asked: frozenset[int] | None = None,
    by: Actor,
    at: datetime,
) -> IcSession:
    """The session has the new time, with the same consultant; the old one is given up exactly when that is taken. Its
    second host comes along, or is let off where that is not possible.

    silent  nobody is told now; calendars and reminders follow all the same

    Meeting and reminders move along, invitations are updated, links of earlier mails are dead. Emits session.moved
    (and session.host_left). Refuses: a time that is over or more than a year away (422), IC_UNAVAILABLE with
    alternatives, INVALID_TRANSITION once it has begun, STALE_VERSION, whoever does not have it. Nothing has changed
    then.
    """
    session = _sessions.hold(session_id, SessionAction.RESCHEDULE, by, asked)
    return shift(session, starts_at, reason=reason, silent=silent, by=by, at=at)


def shift(
    session: IcSession, starts_at: datetime, *, reason: str, silent: bool = False, by: Actor, at: datetime
) -> IcSession:
    """What move_session does, for a caller that holds the session and has checked who may."""
    _sessions.check_to_come("new_scheduled_time", starts_at, at)
    before = session.scheduled_for
    if starts_at == before:
        return session
    _second_host.one_after_the_other(session)
    try:
        move_booking(session.booking, starts_at=starts_at, by=by, at=at)
    except DomainError as problem:
        raise taken(problem, session.ic) from None
    _second_host.come_along(session, starts_at, silent=silent, by=by, at=at)
    _sessions.write(
        session,
        at=at,
        scheduled_for=starts_at,
        reason=reason[:500],
        moved_times=session.moved_times + 1,
        links_version=session.links_version + 1,
    )
    change_meeting(session, at=at)
    _sessions.show_in_queue(session, session.entry.work_item)
    _session_telling.forget_reminders(session)  # first: one that comes due meanwhile is then seen, and withdrawn
    withdraw(session, by=by, at=at)
    _sessions.tell(
        SessionMoved,
        session,
        by=by,
        at=at,
        starts_at=starts_at,
        from_starts_at=before,
        from_owner_id=session.ic.public_id,
        reason=reason,
    )
    if not silent:
        told: dict[str, Any] = {"occasion": f"moved:{session.version}", "more": {"was_at": before}, "by": by, "at": at}
        _session_telling.tell_merchant(Kind.SESSION_MOVED, session, **told)
        _session_telling.tell_consultant(Kind.SESSION_MOVED_FOR_TEAM, session, session.ic, **told)
        _session_telling.tell_second_host(Kind.SESSION_MOVED_FOR_TEAM, session, session.second_host, **told)
    _session_telling.plan_reminders(session, by=by, at=at)
    return session


def change_hands(session: IcSession, to: Staff, *, by: Actor, at: datetime) -> None:
    """The held session is somebody else's at the same hour, in one step with their calendar. A second host who gets it
    is not second any more. Emits session.moved (and session.host_left). Raises IC_UNAVAILABLE; nothing has changed
    then."""
    former = session.ic
    if session.second_host_id == to.pk:
        _second_host.let_off(session, HostLeaves.TOOK_OVER, silent=True, by=by, at=at)
    try:
        move_booking(session.booking, starts_at=session.scheduled_for, staff_id=to.pk, by=by, at=at)
    except DomainError as problem:
        raise taken(problem, to) from None
    session.ic = to
    _sessions.write(session, at=at, ic=to, meeting=change_host(session, at=at))
    _session_telling.forget_reminders(session)  # first: one that comes due meanwhile is then seen, and withdrawn
    withdraw(session, by=by, at=at)
    withdraw(session.entry.work_item, kinds=[Kind.SESSION_STARTS_SOON], by=by, at=at)
    _sessions.show_in_queue(session, session.entry.work_item)
    _sessions.tell(
        SessionMoved,
        session,
        by=by,
        at=at,
        starts_at=session.scheduled_for,
        from_starts_at=session.scheduled_for,
        from_owner_id=former.public_id,
        reason="",
    )
    occasion, taken_from = f"handed over:{session.version}", {"taken_from": former.name}
    _session_telling.tell_merchant(Kind.SESSION_SCHEDULED, session, by=by, at=at, occasion=occasion)
    _session_telling.tell_consultant(Kind.SESSION_BOOKED, session, to, by=by, at=at, occasion=occasion, more=taken_from)
    _session_telling.tell_consultant(
        Kind.SESSION_CALLED_OFF, session, former, by=by, at=at, occasion=occasion, more={"given_to": to.name}
    )
    _session_telling.tell_second_host(
        Kind.SESSION_BOOKED, session, session.second_host, by=by, at=at, occasion=occasion, more=taken_from
    )
    _session_telling.plan_reminders(session, by=by, at=at)
