from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts import conf
from accounts.enums import Medium
from accounts.events import LoginOpened
from accounts.models import LoginSession, User
from core.actor import Actor
from core.clock import now
from core.ids import new_id
from events.publish import emit


def open_login(
    user: User,
    *,
    medium: Medium,
    by: Actor,
    at: datetime | None = None,
    browser_session_key: str = "",
    user_agent: str = "",
) -> LoginSession:
    """Afterwards the person has one more login, which they and administrators can see and end. Emits login.opened."""
    at = at or now()
    browser = medium is Medium.PAGES
    life = timedelta(seconds=settings.SESSION_COOKIE_AGE) if browser else conf.REFRESH_LIFE
    with transaction.atomic():
        login = LoginSession.objects.create(
            user=user,
            medium=medium,
            refresh_id=None if browser else new_id(),
            browser_session_key=browser_session_key,
            ip=by.ip,
            user_agent=user_agent[:200],
            expires_at=at + life,
            created_at=at,
        )
        User.objects.filter(pk=user.pk).update(last_login_at=at)
        emit(LoginOpened(login.public_id, user.public_id, medium.value), by=by, at=at)
    return login


def carry_on_login(login: LoginSession, *, browser_session_key: str) -> None:
    """Afterwards the login goes on under the browser session's new key. Nothing is emitted: it is the same login."""
    LoginSession.objects.filter(pk=login.pk).update(browser_session_key=browser_session_key)
