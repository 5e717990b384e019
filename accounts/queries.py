"""What authentication and the profile need."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from accounts.models import LoginSession, User
from core.prepared import prepared

#: columns, in the order of their models, as `from_db` wants them
_PERSON = [field.attname for field in User._meta.concrete_fields]  # noqa: SLF001  (documented)
_LOGIN = ["id", "user_id", "browser_session_key", "revoked_at"]


def login_with_user(login_id: UUID) -> LoginSession | None:
    """The login, its person and, as `company_id`, the company of a customer; in one query, asked at each request."""
    for company, *row in _logins.rows(login_id):
        login = LoginSession.from_db(DEFAULT_DB_ALIAS, _LOGIN, row[: len(_LOGIN)])
        login.user = User.from_db(DEFAULT_DB_ALIAS, _PERSON, row[len(_LOGIN) :])
        login.company_id = company  # type: ignore[attr-defined]  # as an annotation would be
        return login
    return None


@prepared
def _logins(login_id: UUID) -> QuerySet[LoginSession, Any]:
    columns = ("user__customer__company_id", *_LOGIN, *(f"user__{name}" for name in _PERSON))
    return LoginSession.objects.filter(pk=login_id).order_by().values_list(*columns)


def browser_login(session_key: str | None) -> LoginSession | None:
    """The login that a browser session belongs to."""
    if not session_key:
        return None
    return LoginSession.objects.select_related("user").filter(browser_session_key=session_key).first()


def open_logins(user: User, *, at: datetime) -> QuerySet[LoginSession]:
    """Where the person is signed in now, the latest first."""
    return LoginSession.objects.live(at).filter(user=user).order_by("-id")
