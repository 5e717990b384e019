"""What a schedule runs: the sweep of old logins, once a day."""

from datetime import timedelta

from celery import shared_task

from accounts.actions import purge_old_logins as purge
from core.clock import now
from events.jobs import permit


@shared_task(queue="bulk")
def purge_old_logins() -> None:
    """Beat, once a day."""
    with permit("accounts.purge_old_logins", every=timedelta(days=1)) as mine:
        if mine:
            purge(at=now())
