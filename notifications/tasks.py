"""Celery's side: look at the deliveries and send what is due. Losing a task loses nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import connection

from core import clock
from events.jobs import permit
from notifications import actions, conf, sending


@shared_task(queue="fast")
def send_due() -> None:
    """Nudged after each commit that queued something. Each channel in a thread of its own: a dead one holds up none."""
    channels = [channel for channel in settings.CARRIERS if channel not in conf.INSTANT]
    if len(channels) == 1:
        sending.send_due(channels[0])
        return
    with ThreadPoolExecutor(len(channels)) as pool:
        for done in [pool.submit(_send, channel) for channel in channels]:
            done.result()


@shared_task(queue="fast")
def sweep_deliveries() -> None:
    """Beat, every 2 s: whatever a lost nudge, a failed try or a dead sender left behind."""
    with permit("notifications.sweep_deliveries", every=timedelta(seconds=2)) as mine:
        if mine:
            send_due()


@shared_task(queue="timers")
def send_digests() -> None:
    """Beat, every minute: whoever has had their mails of the day gets the rest as one."""
    with permit("notifications.send_digests", every=timedelta(minutes=1)) as mine:
        if mine:
            actions.send_digests(at=clock.now())


def _send(channel: str) -> None:
    try:
        sending.send_due(channel)
    finally:
        connection.close()
