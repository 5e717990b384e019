from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop as _

from accounts.actions.create_user import refuse_weak
from accounts.actions.end_login import end_logins
from accounts.actions.verify_password import forget_failures
from accounts.enums import RevocationReason
from accounts.events import UserPasswordChanged
from accounts.models import LoginSession, User
from core.actor import Actor
from core.clock import now
from core.errors import Invalid
from events.publish import emit


def change_password(
    user: User,
    old: str,
    new: str,
    *,
    by: Actor,
    at: datetime | None = None,
    keep: LoginSession | None = None,
) -> User:
    """Afterwards the new password is the one, and every other login of the person is ended, tokens included.

    `keep` is the browser login that goes on; its page renews the session's hash. Emits user.password_changed and
    login.ended. Refuses a wrong old password and a weak new one.
    """
    if not user.check_password(old):
        raise Invalid({"old_password": [_("This is not your password.")]})
    return _set_password(user, new, by=by, at=at or now(), by_mail_link=False, keep=keep)


def reset_password(user: User, new: str, *, by: Actor, at: datetime | None = None) -> User:
    """Afterwards the new password is the one, all logins are ended, and counted failures are forgotten.

    For somebody who came by the signed link in their mail; the link is checked by the caller and dies with the old
    password. Emits user.password_changed and login.ended. Refuses a weak password.
    """
    return _set_password(user, new, by=by, at=at or now(), by_mail_link=True, keep=None)


def _set_password(
    user: User, new: str, *, by: Actor, at: datetime, by_mail_link: bool, keep: LoginSession | None
) -> User:
    refuse_weak(new, user, field="new_password")
    user.set_password(new)  # hashing takes its time: before the row is locked
    hashed = user.password
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(password=hashed, token_version=F("token_version") + 1)
        user = User.objects.get(pk=user.pk)
        forget_failures(user)
        end_logins(user, because=RevocationReason.PASSWORD_CHANGED, by=by, at=at, keep=keep)
        emit(UserPasswordChanged(user.public_id, by_mail_link), by=by, at=at)
    return user
