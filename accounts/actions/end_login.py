from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from accounts.enums import RevocationReason
from accounts.events import LoginEnded
from accounts.models import LoginSession, User
from core.actor import Actor
from core.clock import now
from events.publish import emit


def end_login(login: LoginSession, *, because: RevocationReason, by: Actor, at: datetime | None = None) -> bool:
    """Afterwards the login's tokens, or its browser session, are refused from the next request on.

    Emits login.ended. Returns whether it was open; ending it twice changes and emits nothing.
    """
    at = at or now()
    with transaction.atomic():
        open_still = LoginSession.objects.filter(pk=login.pk, revoked_at__isnull=True)
        if not open_still.update(revoked_at=at, revoked_because=because):
            return False
        if login.browser_session_key:
            Session.objects.filter(session_key=login.browser_session_key).delete()
        emit(LoginEnded(login.public_id, login.user.public_id, because.value), by=by, at=at)
    return True


def end_logins(
    user: User,
    *,
    because: RevocationReason,
    by: Actor,
    at: datetime | None = None,
    keep: LoginSession | None = None,
) -> int:
    """Afterwards all logins of the person are ended, except the one to keep. Returns how many there were."""
    at = at or now()
    with transaction.atomic():
        logins = LoginSession.objects.select_for_update(of=("self",)).live(at).filter(user=user).order_by("id")
        return sum(
            end_login(login, because=because, by=by, at=at)
            for login in logins.select_related("user")
            if keep is None or login.pk != keep.pk
        )


def log_out(login: LoginSession, *, by: Actor, at: datetime | None = None) -> bool:
    """Afterwards the login is ended by the person it belongs to. Emits login.ended."""
    return end_login(login, because=RevocationReason.LOGGED_OUT, by=by, at=at)
