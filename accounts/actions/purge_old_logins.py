from datetime import datetime

from django.contrib.sessions.models import Session

from accounts import conf
from accounts.models import LoginFailure, LoginSession


def purge_old_logins(*, at: datetime) -> int:
    """Afterwards failures older than 30 days, logins over for 90 days and dead browser sessions are gone.

    Nothing is emitted: that they happened stays in the log. Returns the number of rows deleted.
    """
    old = [
        LoginFailure.objects.filter(at__lt=at - conf.FAILURES_KEPT),
        LoginSession.objects.filter(expires_at__lt=at - conf.LOGINS_KEPT),
        Session.objects.filter(expire_date__lt=at),
    ]
    return sum(rows.delete()[0] for rows in old)
