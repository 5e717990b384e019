"""What authentication and the profile need."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from accounts.models import LoginSession, User
from core.prepared import prepared


def login_with_user(login_id: UUID) -> LoginSession | None:
    """The login, its person and, as `company_id`, the company of a customer; in one query, asked at each request."""
    return next(iter(_logins.objects(login_id)), None)


@prepared
def _logins(login_id: UUID) -> QuerySet[LoginSession]:
    found = LoginSession.objects.select_related("user").annotate(company_id=F("user__customer__company_id"))
    return found.filter(pk=login_id).order_by()


def browser_login(session_key: str | None) -> LoginSession | None:
    """The login that a browser session belongs to."""
    if not session_key:
        return None
    return LoginSession.objects.select_related("user").filter(browser_session_key=session_key).first()


def open_logins(user: User, *, at: datetime) -> QuerySet[LoginSession]:
    """Where the person is signed in now, the latest first."""
    return LoginSession.objects.live(at).filter(user=user).order_by("-id")
