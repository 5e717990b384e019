"""A person who can sign in."""

from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from accounts.enums import Language, Role, Theme
from accounts.scopes import admin_may, scopes_of
from core.clock import DatabaseNow
from core.models import Identified
from core.words import WordsOf

#: what people are found by, as their indexes have it
PEOPLE_WORDS = WordsOf("name", "email", "phone")


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def with_role(self, *roles: Role) -> Self:
        """Who holds any of these roles."""
        return self.filter(roles__overlap=list(roles))

    def staff(self) -> Self:
        return self.with_role(*sorted(Role.STAFF))


class UserManager(BaseUserManager["User"]):
    """The queryset's questions asked of everybody, and what signing in asks."""

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def active(self) -> UserQuerySet:
        return self.get_queryset().active()

    def with_role(self, *roles: Role) -> UserQuerySet:
        return self.get_queryset().with_role(*roles)

    def staff(self) -> UserQuerySet:
        return self.get_queryset().staff()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(Identified, AbstractBaseUser):
    """Roles are read from the row at each request, so a change acts at once; `token_version` ends all logins."""

    id_prefix = "user"

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True, default="", help_text="International form, +15551234567")
    roles = ArrayField(models.CharField(max_length=12, choices=Role.choices), default=list, blank=True)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.ENGLISH)
    timezone = models.CharField(max_length=64, default="UTC")
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.AUTO)
    is_active = models.BooleanField(default=True)
    token_version = models.PositiveIntegerField(default=1)
    last_login_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=DatabaseNow())

    last_login = None  # ours is written by the action that opens a login

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_in_lower_case"),
        ]
        indexes = [
            GinIndex(fields=["roles"], name="user_roles"),
            models.Index(fields=["name", "id"], name="user_by_name"),
            GinIndex(PEOPLE_WORDS, name="user_words"),
            models.Index(fields=["name", "id"], condition=models.Q(is_active=False), name="user_inactive"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def scopes(self) -> frozenset[str]:
        return scopes_of(self.roles)

    def has_role(self, *roles: Role) -> bool:
        """Whether the person holds any of these roles."""
        return not set(self.roles).isdisjoint(roles)

    @property
    def is_worker(self) -> bool:
        """Whether the person is on the operator's side: every role but CUSTOMER."""
        return self.has_role(*Role.STAFF)

    @property
    def initials(self) -> str:
        words = self.name.split() or [self.email]
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()

    # What Django's admin asks, answered by role instead of by permission rows.

    @property
    def is_staff(self) -> bool:
        return self.has_role(Role.ADMIN, Role.SUPERVISOR)

    @property
    def is_superuser(self) -> bool:
        return self.has_role(Role.ADMIN)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.is_active and admin_may(self.roles, perm)

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_staff

    def get_session_auth_hash(self) -> str:
        """Browser sessions die with the password and with `token_version`, as tokens do."""
        return self._auth_hash()

    def get_session_auth_fallback_hash(self) -> Any:
        from django.conf import settings

        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._auth_hash(secret)

    def _auth_hash(self, secret: str | bytes | None = None) -> str:
        value = f"{self.password}|{self.token_version}"
        return salted_hmac("accounts.User.session", value, secret=secret, algorithm="sha256").hexdigest()
