"""Sweeps of scheduling: each looks at the tables and does what is due."""

from datetime import timedelta

from celery import shared_task

from core import clock
from events.jobs import permit
from scheduling.actions.forget_calls import forget_calls


@shared_task(queue="bulk")
def sweep_old_calls() -> None:
    """Beat, every six hours: what was said in calls is kept as long as the policy says."""
    with permit("scheduling.sweep_old_calls", every=timedelta(hours=6)) as mine:
        if mine:
            forget_calls(at=clock.now())
