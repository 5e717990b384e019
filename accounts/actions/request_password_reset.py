from datetime import datetime

from django.db import transaction

from accounts import reset_link
from accounts.events import UserPasswordResetRequested
from accounts.models import User
from core.actor import Actor
from core.clock import now
from events.publish import emit


def request_password_reset(email: str, *, by: Actor, at: datetime | None = None) -> None:
    """Afterwards, if the email is of an active person, a mail with a signed link is on its way to them.

    Emits user.password_reset_requested then. Says nothing about whether it was: the caller answers the same either
    way. The mail goes out after the commit, never inside a transaction.
    """
    user = User.objects.active().filter(email=email.strip().lower()[:254]).first()
    if user is None:
        return
    with transaction.atomic():
        emit(UserPasswordResetRequested(user.public_id), by=by, at=at or now())
        transaction.on_commit(lambda: reset_link.send_reset_mail(user), robust=True)
