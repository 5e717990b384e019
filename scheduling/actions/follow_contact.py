"""A merchant has another address: what is to come of their sessions goes there."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from notifications.actions import withdraw
from notifications.enums import Kind
from scheduling.actions import _session_telling, _sessions
from scheduling.enums import SessionStatus
from scheduling.models import IcSession


def follow_contact(merchant_id: UUID, changed: Collection[str], *, by: Actor, at: datetime) -> None:
    """Reminders of the merchant's planned sessions go to where they can be reached now. With another mail address they
    are invited there, and what went to the old one is of no use: its links are dead.

    changed  names of the merchant's fields
    """
    planned = IcSession.objects.filter(merchant=merchant_id, status=SessionStatus.SCHEDULED, scheduled_for__gt=at)
    for session_id in planned.order_by("pk").values_list("pk", flat=True):
        _follow(session_id, changed, by=by, at=at)


@transaction.atomic
def _follow(session_id: UUID, changed: Collection[str], *, by: Actor, at: datetime) -> None:
    session = _sessions.lock_session(session_id)
    if session.status != SessionStatus.SCHEDULED:
        return
    _session_telling.forget_reminders(session)  # first: one that comes due meanwhile is then seen, and withdrawn
    if "contact_email" in changed or ("email" in changed and not session.merchant.contact_email):
        withdraw(session, by=by, at=at)
        _sessions.write(session, at=at, links_version=session.links_version + 1)
        occasion = f"contact:{session.version}"
        _session_telling.tell_merchant(Kind.SESSION_SCHEDULED, session, by=by, at=at, occasion=occasion)
    _session_telling.plan_reminders(session, by=by, at=at)
