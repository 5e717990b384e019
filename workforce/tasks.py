"""Celery's side: each task looks at the tables and does what is due. Losing a task loses nothing."""

from datetime import timedelta

from celery import shared_task

from events.jobs import permit
from workforce import actions


@shared_task(queue="timers")
def sweep_presence() -> None:
    """Beat, every 15 s: who is gone is offline, who is idle is away."""
    with permit("workforce.sweep_presence", every=timedelta(seconds=15)) as mine:
        if mine:
            actions.expire_presence()
