"""What a schedule runs: the sweep of old logins, once a day."""

from celery import shared_task

from accounts.actions import purge_old_logins as purge
from core.clock import now


@shared_task(queue="bulk")
def purge_old_logins() -> None:
    purge(at=now())
