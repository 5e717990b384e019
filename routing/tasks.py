"""Sweeps of routing: each looks at the tables and does what is due."""

from datetime import timedelta

from celery import shared_task

from core import clock
from core.actor import SYSTEM
from events.jobs import permit
from routing.actions import run_batch
from routing.actions.assign_waiting import assign_waiting
from routing.actions.forget_batches import forget_batches
from routing.actions.recover_work import recover_work
from routing.actions.refresh_suggestions import refresh_suggestions
from routing.actions.rescore_work import rescore_work


@shared_task(queue="timers")
def sweep_scores() -> None:
    """Beat, every second: whoever has waited 15 or 30 minutes has become more pressing."""
    with permit("routing.sweep_scores", every=timedelta(seconds=1)) as mine:
        if mine:
            rescore_work(at=clock.now())


@shared_task(queue="timers")
def sweep_waiting() -> None:
    """Beat, every 15 s: nobody who left owns anything; where work is automatic, nothing waits while there is room."""
    with permit("routing.sweep_waiting", every=timedelta(seconds=15)) as mine:
        if mine:
            recover_work(by=SYSTEM, at=clock.now())
            assign_waiting(by=SYSTEM, at=clock.now())


@shared_task(queue="bulk")
def sweep_suggestions() -> None:
    """Beat, every 30 s: whom a list suggests is at most a minute old."""
    with permit("routing.sweep_suggestions", every=timedelta(seconds=30)) as mine:
        if mine:
            refresh_suggestions(at=clock.now())


@shared_task(queue="bulk")
def run_batches() -> None:
    """Nudged when long work is started, and by itself while some is left."""
    run_batch.run_batches()


@shared_task(queue="bulk")
def sweep_batches() -> None:
    """Beat, every 5 s: long work whose nudge was lost, or whose worker died."""
    with permit("routing.sweep_batches", every=timedelta(seconds=5)) as mine:
        if not mine:
            return
    run_batch.run_batches()


@shared_task(queue="bulk")
def purge_batches() -> None:
    """Beat, every hour: drafts that nobody started, and what finished batches had in their rows."""
    with permit("routing.purge_batches", every=timedelta(hours=1)) as mine:
        if mine:
            forget_batches(at=clock.now())
