"""Celery's side of the house: each task looks at the tables and does what is due. Losing a task loses nothing."""

from datetime import timedelta

from celery import shared_task

from core.idempotency import purge_answers
from events import timers
from events.dispatch import dispatch_due
from events.feed import stamp
from events.hints import announce_feed, begun
from events.jobs import permit, purge_permits


@shared_task(queue="fast")
def relay() -> None:
    """Nudged after each commit: bring what has just happened to those who hear it."""
    begun("events.tasks.relay")
    if stamp():
        announce_feed()
    dispatch_due()


@shared_task(queue="fast")
def sweep_events() -> None:
    """Beat, every 2 s: whatever a lost nudge left behind."""
    with permit("events.sweep_events", every=timedelta(seconds=2)) as mine:
        if mine:
            relay()


@shared_task(queue="timers")
def sweep_timers() -> None:
    """Beat, every second: fire what is due."""
    with permit("events.sweep_timers", every=timedelta(seconds=1)) as mine:
        if mine:
            timers.fire_due()


@shared_task(queue="bulk")
def purge() -> None:
    """Beat, every 10 minutes: permits and stored answers nobody can ask for any more."""
    with permit("events.purge", every=timedelta(minutes=10)) as mine:
        if mine:
            purge_permits()
            purge_answers()
