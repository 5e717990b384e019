"""One login of one person, from the password to the end of it."""

from datetime import datetime
from typing import Self

from django.db import models

from accounts.enums import Medium, RevocationReason
from accounts.models.user import User
from core.clock import DatabaseNow
from core.models import Identified


class LoginSessionQuerySet(models.QuerySet["LoginSession"]):
    def live(self, at: datetime) -> Self:
        return self.filter(revoked_at__isnull=True, expires_at__gt=at)


class LoginSession(Identified):
    """Tokens name it (`sid`) and live no longer than it. `refresh_id` is the one refresh token that is good now.

    A login in the browser keeps the key of its Django session instead: ending the login deletes that session.
    """

    id_prefix = "login"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="login_sessions")
    medium = models.CharField(max_length=5, choices=Medium.choices)
    refresh_id = models.UUIDField(null=True, blank=True)
    browser_session_key = models.CharField(max_length=40, blank=True, default="")
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=200, blank=True, default="")
    expires_at = models.DateTimeField()
    refreshed_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_because = models.CharField(max_length=20, choices=RevocationReason.choices, blank=True, default="")
    created_at = models.DateTimeField(db_default=DatabaseNow())

    objects = LoginSessionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user", "-id"], name="login_session_of_user"),
            models.Index(fields=["expires_at"], name="login_session_age"),
            models.Index(
                fields=["browser_session_key"],
                name="login_session_browser",
                condition=~models.Q(browser_session_key=""),
            ),
        ]
