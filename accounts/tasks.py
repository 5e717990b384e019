"""What a schedule runs: links to choose a new password are sent, and old logins swept. Losing a task loses nothing."""

from datetime import timedelta

from celery import shared_task

from accounts import reset_mails
from accounts.actions import purge_old_logins as purge
from core.clock import now
from events.jobs import permit


@shared_task(queue="fast")
def send_reset_mails() -> None:
    """Nudged after each request."""
    reset_mails.send_due()


@shared_task(queue="fast")
def sweep_reset_mails() -> None:
    """Beat, every 2 s: whatever a lost nudge, a failed try or a dead sender left behind."""
    with permit("accounts.sweep_reset_mails", every=timedelta(seconds=2)) as mine:
        if mine:
            reset_mails.send_due()


@shared_task(queue="bulk")
def purge_old_logins() -> None:
    """Beat, once a day."""
    with permit("accounts.purge_old_logins", every=timedelta(days=1)) as mine:
        if mine:
            purge(at=now())
