"""What happens to people, logins and keys. Names and emails stand in the part of a payload that erasure blanks."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event


@dataclass(frozen=True, slots=True)
class _AboutUser:
    user_id: str

    def subject(self) -> tuple[str, str]:
        return "user", self.user_id


@event("user.created")
@dataclass(frozen=True)
class UserCreated(_AboutUser):
    sentence: ClassVar[str] = _("the person was added")

    roles: list[str]
    name: str
    email: str

    personal = ("name", "email")


@event("user.profile_changed")
@dataclass(frozen=True)
class UserProfileChanged(_AboutUser):
    """`before` and `after` hold the changed fields only."""

    sentence: ClassVar[str] = _("the profile was changed")

    fields: list[str]
    before: dict[str, str]
    after: dict[str, str]

    personal = ("before", "after")


@event("user.roles_changed")
@dataclass(frozen=True)
class UserRolesChanged(_AboutUser):
    sentence: ClassVar[str] = _("the roles were changed")

    before: list[str]
    after: list[str]


@event("user.password_changed")
@dataclass(frozen=True)
class UserPasswordChanged(_AboutUser):
    sentence: ClassVar[str] = _("the password was changed")

    by_mail_link: bool


@event("user.password_reset_requested")
@dataclass(frozen=True)
class UserPasswordResetRequested(_AboutUser):
    sentence: ClassVar[str] = _("a new password was asked for")


@event("user.deactivated")
@dataclass(frozen=True)
class UserDeactivated(_AboutUser):
    sentence: ClassVar[str] = _("was deactivated")


@event("user.reactivated")
@dataclass(frozen=True)
class UserReactivated(_AboutUser):
    sentence: ClassVar[str] = _("was reactivated")


@event("login.opened")
@dataclass(frozen=True)
class LoginOpened:
    sentence: ClassVar[str] = _("signed in")

    login_id: str
    user_id: str
    medium: str

    def subject(self) -> tuple[str, str]:
        return "login", self.login_id


@event("login.ended")
@dataclass(frozen=True)
class LoginEnded:
    sentence: ClassVar[str] = _("the login ended")

    login_id: str
    user_id: str
    because: str

    def subject(self) -> tuple[str, str]:
        return "login", self.login_id


@dataclass(frozen=True, slots=True)
class _AboutKey:
    key_id: str

    def subject(self) -> tuple[str, str]:
        return "api_key", self.key_id


@event("api_key.created")
@dataclass(frozen=True)
class ApiKeyCreated(_AboutKey):
    sentence: ClassVar[str] = _("the key was made")

    name: str
    scopes: list[str]
    rate_per_minute: int
    expires_at: str | None


@event("api_key.revoked")
@dataclass(frozen=True)
class ApiKeyRevoked(_AboutKey):
    sentence: ClassVar[str] = _("the key was revoked")

    name: str
