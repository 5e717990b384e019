"""A session whose consultant cannot hold it goes to a colleague who is free at its hour, or is off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core.actor import Actor
from routing.actions.auto_assign_work import auto_assign_work
from routing.enums import AssignmentReason
from scheduling.actions import _sessions
from scheduling.actions.cancel_session import call_off
from scheduling.enums import SessionStatus
from scheduling.models import IcSession
from workforce.queries.time_off import is_away, time_off_from


@transaction.atomic
def keep_after_release(entry_id: UUID, *, by: Actor, at: datetime) -> None:
    """The entry was taken from its owner, or given back: its session is somebody else's at the same hour, chosen by the
    policy, or called off where nobody is free then, and the merchant told either way. Done twice, nothing more happens.
    """
    session_id = (
        IcSession.objects.filter(entry=entry_id, status=SessionStatus.SCHEDULED).values_list("pk", flat=True).first()
    )
    if session_id is None:
        return
    session = _sessions.lock_session(session_id)
    item = session.entry.work_item
    if session.status != SessionStatus.SCHEDULED or item.is_owned or not item.is_open:
        return
    decision = auto_assign_work(item, by=by, at=at, excluded=frozenset({session.ic.public_id})).decision
    if decision.winner_id is None:
        session = _sessions.lock_session(session_id)
        call_off(session, reason=_("Your consultant cannot come, and nobody else is free then."), by=by, at=at)


def keep_while_away(staff_id: UUID, *, by: Actor, at: datetime) -> None:
    """The consultant has time off: each session in it is a colleague's at the same hour, chosen by the policy, and the
    merchant told. Where nobody is free then it stays as it is, in sight as one that does not fit: the merchant was
    promised that hour, and people still have time to settle it. Done twice, nothing more happens.
    """
    away = time_off_from(at, staff_ids=[staff_id]).get(staff_id, [])
    ahead = IcSession.objects.filter(ic=staff_id, status=SessionStatus.SCHEDULED, scheduled_for__gt=at)
    for session in ahead.order_by("scheduled_for", "pk"):
        if is_away(away, session.scheduled_for, session.ends_at):
            _pass_on(session.pk, staff_id, by=by, at=at)


@transaction.atomic
def _pass_on(session_id: UUID, staff_id: UUID, *, by: Actor, at: datetime) -> None:
    session = _sessions.lock_session(session_id)
    item = session.entry.work_item
    if session.status == SessionStatus.SCHEDULED and item.owner_id == session.ic_id == staff_id:
        auto_assign_work(
            item,
            by=by.on(item.journey_id),
            at=at,
            excluded=frozenset({session.ic.public_id}),
            keep_empty=False,
            reason=AssignmentReason.REASSIGNMENT,
        )
