"""Bring events to those who hear them: at least once, each subscriber in a transaction of its own."""

import logging
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from core import clock
from events import registry
from events.models import Dispatch

logger = logging.getLogger(__name__)

TRIES = 10


def dispatch_due(limit: int = 2000) -> int:
    """Run subscribers that are due until none is, or `limit` have run; returns how many ran."""
    handled = 0
    while handled < limit and _dispatch_one():
        handled += 1
    return handled


def replay(keys: Iterable[int]) -> int:
    """Parked dispatches wait again, due at once; returns how many."""
    parked = Dispatch.objects.filter(pk__in=list(keys), parked_at__isnull=False)
    return parked.update(parked_at=None, due_at=clock.DatabaseNow(), attempts=0)


def _dispatch_one() -> bool:
    with transaction.atomic():
        waiting = (
            Dispatch.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("event")
            .filter(done_at__isnull=True, parked_at__isnull=True, due_at__lte=clock.DatabaseNow())
            .order_by("due_at", "id")
            .first()
        )
        if waiting is None:
            return False
        waiting.attempts += 1
        try:
            with transaction.atomic():
                _handler(waiting)(waiting.event)
        except Exception as problem:  # noqa: BLE001  (a failing subscriber must not hold back the others)
            _postpone(waiting, problem)
        else:
            waiting.done_at = clock.now()
        waiting.save(update_fields=["attempts", "done_at", "due_at", "parked_at", "last_error"])
    return True


def _handler(waiting: Dispatch) -> registry.Subscriber:
    return registry.SUBSCRIBERS[waiting.event.name][waiting.subscriber]


def _postpone(waiting: Dispatch, problem: Exception) -> None:
    at = clock.now()
    waiting.last_error = repr(problem)[:2000]
    waiting.due_at = at + timedelta(seconds=min(2**waiting.attempts, 3600))
    if waiting.attempts >= TRIES:
        waiting.parked_at = at  # shown in admin and counted in /readyz and /metrics until somebody replays it
    logger.error(
        "subscriber_failed",
        extra={"subscriber": waiting.subscriber, "attempts": waiting.attempts, "reason": repr(problem)},
    )
