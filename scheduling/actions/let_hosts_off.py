"""A second host has left, lost the role or is away: the sessions they would have joined go on without them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from scheduling.actions import _second_host, _session_telling, _sessions
from scheduling.enums import HostLeaves, SessionStatus
from scheduling.models import IcSession
from scheduling.queries.session_people import is_off
from scheduling.queries.sessions import consultant


def let_hosts_off(staff_id: UUID, *, by: Actor, at: datetime) -> None:
    """The member is second host of no planned session that they cannot join; they and its consultant are told. Looks at
    them as they are now: done twice, nothing more happens. Emits session.host_left for each."""
    planned = IcSession.objects.filter(second_host=staff_id, status=SessionStatus.SCHEDULED, scheduled_for__gt=at)
    for session_id in planned.order_by("pk").values_list("pk", flat=True):
        _let_off(session_id, staff_id, by=by, at=at)


@transaction.atomic
def _let_off(session_id: UUID, staff_id: UUID, *, by: Actor, at: datetime) -> None:
    session = _sessions.lock_session(session_id)
    if session.status != SessionStatus.SCHEDULED or session.second_host_id != staff_id:
        return
    host = consultant(staff_id)
    if host is not None and not is_off(host, session, session.scheduled_for, at):
        return
    _second_host.let_off(session, HostLeaves.GONE if host is None else HostLeaves.AWAY, by=by, at=at)
    _session_telling.remind_hosts(session, by=by, at=at)
