"""Later has one home: `schedule` and `cancel` inside the action's transaction, `fire_due` in a sweep.

Named `timers` because that is what the rest of the house calls; an app's own handlers stand in its own `timers.py`.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from psycopg.types.json import Jsonb

from core import clock
from core.ids import new_id
from core.models import Identified
from events import registry
from events.models import Timer

logger = logging.getLogger(__name__)

BATCH = 200
TRIES = 8

_UPSERT = """
INSERT INTO events_timer (id, name, about_kind, about_id, due_at, generation, payload, journey_id, attempts, last_error)
VALUES (%s, %s, %s, %s, %s, 1, %s, %s, 0, '')
ON CONFLICT (about_kind, about_id, name) DO UPDATE SET
    due_at = excluded.due_at, payload = excluded.payload, journey_id = excluded.journey_id,
    generation = events_timer.generation + 1,
    attempts = 0, retry_at = NULL, fired_at = NULL, cancelled_at = NULL, parked_at = NULL, last_error = ''
"""

_WAITING = Q(fired_at__isnull=True, cancelled_at__isnull=True, parked_at__isnull=True)


def schedule(
    name: str,
    *,
    about: Identified,
    due_at: datetime,
    journey_id: Any = None,
    payload: dict[str, Any] | None = None,
) -> None:
    """Make `name` happen to `about` at `due_at`, once; scheduling it again moves it.

    Call it inside the action's transaction: the timer exists exactly when the change does.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _UPSERT,
            [new_id(), name, about.id_prefix, about.pk, due_at, Jsonb(payload or {}), journey_id],
        )


def cancel(about: Identified, *names: str) -> int:
    """Stop these timers of the object (all of them when none is named); returns how many were still waiting."""
    waiting = Timer.objects.filter(_WAITING, about_kind=about.id_prefix, about_id=about.pk)
    if names:
        waiting = waiting.filter(name__in=names)
    return waiting.update(cancelled_at=clock.DatabaseNow(), generation=F("generation") + 1)


def fire_due(limit: int = 10_000) -> int:
    """Fire what is due, oldest first, in batches; returns how many fired. Safe to run in several processes."""
    fired = 0
    while fired < limit:
        done, claimed = _fire_batch()
        fired += done
        if claimed < BATCH:
            break
    return fired


def _due(limit: int) -> list[Timer]:
    due = Timer.objects.filter(_WAITING, due_at__lte=clock.DatabaseNow())
    due = due.filter(Q(retry_at__isnull=True) | Q(retry_at__lte=clock.DatabaseNow()))
    return list(due.select_for_update(skip_locked=True).order_by("due_at", "id")[:limit])


def _fire_batch() -> tuple[int, int]:
    """The whole batch in one transaction; when one handler fails, each timer again in its own."""
    timers: list[Timer] = []
    try:
        with transaction.atomic():
            timers = _due(BATCH)
            if timers:
                _fire(timers)
        return len(timers), len(timers)
    except Exception:
        if not timers:
            raise
        logger.exception("timer_batch_failed")
    return sum(_fire_alone(timer) for timer in timers), len(timers)


def _fire(timers: Iterable[Timer]) -> None:
    at = clock.now()
    generations = {}
    for timer in timers:
        generations.setdefault(timer.generation, []).append(timer.pk)
        registry.TIMERS[timer.name](timer, at)
    for generation, keys in generations.items():
        # a handler that scheduled its own timer again has raised the generation: that one stays waiting
        Timer.objects.filter(pk__in=keys, generation=generation).update(fired_at=clock.DatabaseNow())


def _fire_alone(timer: Timer) -> int:
    with transaction.atomic():
        mine = (
            Timer.objects.select_for_update(skip_locked=True)
            .filter(_WAITING, pk=timer.pk, generation=timer.generation)
            .first()
        )
        if mine is None:
            return 0
        try:
            with transaction.atomic():
                _fire([mine])
        except Exception as problem:  # noqa: BLE001  (whatever a handler raises must not stop the others)
            _postpone(mine, problem)
            return 0
    return 1


def _postpone(timer: Timer, problem: Exception) -> None:
    attempts = timer.attempts + 1
    at = clock.now()
    Timer.objects.filter(pk=timer.pk).update(
        attempts=attempts,
        last_error=repr(problem)[:2000],
        retry_at=at + timedelta(seconds=min(2**attempts, 600)),
        parked_at=at if attempts >= TRIES else None,
    )
    logger.error("timer_failed", extra={"timer": timer.name, "attempts": attempts, "reason": repr(problem)})
