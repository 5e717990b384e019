"""Celery's side: each task looks at the tables and does what is due. Losing a task loses nothing."""

from datetime import timedelta

from celery import shared_task

from events.jobs import permit
from workforce import actions, reading


@shared_task(queue="timers")
def sweep_presence() -> None:
    """Beat, every 15 s: who is gone is offline, who is idle is away."""
    with permit("workforce.sweep_presence", every=timedelta(seconds=15)) as mine:
        if mine:
            actions.expire_presence()


@shared_task(queue="bulk")
def read_calendars() -> None:
    """Nudged when a calendar is connected."""
    reading.read_due()


@shared_task(queue="bulk")
def sweep_calendars() -> None:
    """Beat, every 30 s: outside calendars whose time has come."""
    with permit("workforce.sweep_calendars", every=timedelta(seconds=30)) as mine:
        if mine:
            reading.read_due()
