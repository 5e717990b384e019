"""A session whose consultant cannot hold it goes to a colleague who is free at its hour, or is off."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core.actor import Actor
from routing.actions.auto_assign_work import auto_assign_work
from scheduling.actions import _sessions
from scheduling.actions.cancel_session import call_off
from scheduling.enums import SessionStatus
from scheduling.models import IcSession


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
