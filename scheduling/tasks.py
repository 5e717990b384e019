"""Sweeps of scheduling: each looks at the tables and does what is due."""

from datetime import timedelta

from celery import shared_task

from core import clock
from events.hints import begun
from events.jobs import permit
from scheduling import actions
from scheduling.actions.forget_calls import forget_calls


@shared_task(queue="bulk")
def sweep_old_calls() -> None:
    """Beat, every six hours: what was said in calls is kept as long as the policy says."""
    with permit("scheduling.sweep_old_calls", every=timedelta(hours=6)) as mine:
        if mine:
            forget_calls(at=clock.now())


@shared_task(queue="fast")
def settle_meetings() -> None:
    """Beat, every five seconds, and whenever a meeting is wanted: providers are told."""
    begun("scheduling.tasks.settle_meetings")
    actions.settle_meetings(at=clock.now())


@shared_task(queue="bulk")
def forget_drafts() -> None:
    """Beat, every hour: requests that nobody finished."""
    with permit("scheduling.forget_drafts", every=timedelta(hours=1)) as mine:
        if mine:
            actions.forget_drafts(at=clock.now())
