"""The signed link that lets somebody choose a new password, and the mail that carries it."""

import logging
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from core.ids import parse_public_id

logger = logging.getLogger(__name__)


class ResetTokens(PasswordResetTokenGenerator):
    """Good for two hours (PASSWORD_RESET_TIMEOUT), until the password changes or the person signs in."""

    key_salt = "accounts.reset_link"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{user.pk}{user.password}{user.token_version}{user.last_login_at}{user.email}{timestamp}"


tokens = ResetTokens()


def reset_url(user: User) -> str:
    return settings.BASE_URL + reverse("password_reset_confirm", args=[user.public_id, tokens.make_token(user)])


def person_of(user_id: str, token: str) -> User | None:
    """The active person whose genuine, fresh link this is."""
    key: UUID | None = parse_public_id(User.id_prefix, user_id)
    user = User.objects.active().filter(pk=key).first() if key else None
    return user if user is not None and tokens.check_token(user, token) else None


def send_reset_mail(user: User) -> bool:
    """Whether the mail has left. A mail server that is away says so in the log."""
    context = {"user": user, "url": reset_url(user), "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}
    with translation.override(user.language):
        subject = translation.gettext("Choose a new password")
        text = render_to_string("accounts/mail/password_reset.txt", context)
        html = render_to_string("accounts/mail/password_reset.html", context)
    try:
        send_mail(subject, text, None, [user.email], html_message=html)
    except OSError as problem:
        logger.warning("reset_mail_not_sent", extra={"user": user.public_id, "reason": type(problem).__name__})
        return False
    return True
