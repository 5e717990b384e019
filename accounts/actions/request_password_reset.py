from datetime import datetime, timedelta

from django.db import transaction

from accounts import conf, reset_link
from accounts.events import UserPasswordResetRequested
from accounts.models import User
from core.actor import Actor
from core.clock import now
from events.models import DomainEvent
from events.publish import emit


def request_password_reset(email: str, *, by: Actor, at: datetime | None = None) -> None:
    """Afterwards, if the email is of an active person, a mail with a signed link is on its way to them.

    Emits user.password_reset_requested then. Says nothing about whether it was: the caller answers the same either
    way. At most three mails an hour, so that nobody's mailbox can be filled. The mail goes out after the commit, never
    inside a transaction.
    """
    at = at or now()
    user = User.objects.active().filter(email=email.strip().lower()[:254]).first()
    if user is None or _asked_lately(user, at) >= conf.RESET_MAILS_PER_HOUR:
        return
    with transaction.atomic():
        emit(UserPasswordResetRequested(user.public_id), by=by, at=at)
        transaction.on_commit(lambda: reset_link.send_reset_mail(user), robust=True)


def _asked_lately(user: User, at: datetime) -> int:
    return DomainEvent.objects.filter(
        subject_kind="user",
        subject_id=user.public_id,
        name="user.password_reset_requested",
        occurred_at__gt=at - timedelta(hours=1),
    ).count()
