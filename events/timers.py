"""Later has one home: `schedule` and `cancel` inside the action's transaction, `fire_due` in a sweep.

Named `timers` because that is what the rest of the house calls; an app's own handlers stand in its own `timers.py`.

A sweep holds its timers and then waits for what the handlers lock; an action locks its object first and then moves
the timer. That such a pair ends at once, and always in favour of the action, is the job of LOCK_WAIT.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import F, Q
from psycopg.types.json import Jsonb

from core import clock
from core.ids import new_id
from core.models import Identified
from core.retry import LOCK_NOT_AVAILABLE, sqlstate
from events import registry
from events.models import Timer

logger = logging.getLogger(__name__)

BATCH = 200
TRIES = 8
LOCK_WAIT = "200ms"  # how long a handler waits for somebody's lock before the timer is left to the next sweep
HOLD = 0.5  # seconds after which a batch commits what it has done: people wait for the objects that it holds
LATE = timedelta(seconds=5)  # from here on the log says how late a timer fired

_UPSERT = """
INSERT INTO events_timer (id, name, about_kind, about_id, due_at, generation, payload, journey_id, attempts, last_error)
VALUES (%s, %s, %s, %s, %s, 1, %s, %s, 0, '')
ON CONFLICT (about_kind, about_id, name) DO UPDATE SET
    due_at = excluded.due_at, payload = excluded.payload, journey_id = excluded.journey_id,
    generation = events_timer.generation + 1,
    attempts = 0, retry_at = NULL, fired_at = NULL, cancelled_at = NULL, parked_at = NULL, last_error = ''
"""

#: what the handlers of the running batch have moved or stopped, by (kind, key, name); name "" stands for all
_touched: ContextVar[set[tuple[str, UUID, str]] | None] = ContextVar("touched", default=None)

#: timers that have yet to fire
WAITING = Q(fired_at__isnull=True, cancelled_at__isnull=True, parked_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Due:
    """One timer to be set: `name` happens to `about` at `due_at`."""

    name: str
    about: Identified
    due_at: datetime
    journey_id: UUID


def schedule_all(timers: Iterable[Due]) -> None:
    """What `schedule` does, for many timers in one statement."""
    rows: list[Any] = []
    for timer in timers:
        _touch(timer.about, timer.name)
        about = timer.about
        rows.append((new_id(), timer.name, about.id_prefix, about.pk, timer.due_at, Jsonb({}), timer.journey_id))
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_UPSERT, rows)


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
    _touch(about, name)
    with connection.cursor() as cursor:
        values: list[Any] = [new_id(), name, about.id_prefix, about.pk, due_at, Jsonb(payload or {}), journey_id]
        cursor.execute(_UPSERT, values)


def cancel(about: Identified, *names: str) -> int:
    """Stop these timers of the object (all of them when none is named); returns how many were still waiting."""
    _touch(about, *(names or ("",)))
    waiting = Timer.objects.filter(WAITING, about_kind=about.id_prefix, about_id=about.pk)
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


def replay(keys: Iterable[UUID]) -> int:
    """Parked timers wait again, due at once; returns how many."""
    parked = Timer.objects.filter(pk__in=list(keys), parked_at__isnull=False)
    return parked.update(parked_at=None, retry_at=None, attempts=0)


def _due(limit: int) -> list[Timer]:
    due = Timer.objects.filter(WAITING, due_at__lte=clock.DatabaseNow())
    due = due.filter(Q(retry_at__isnull=True) | Q(retry_at__lte=clock.DatabaseNow()))
    return list(due.select_for_update(skip_locked=True).order_by("due_at", "id")[:limit])


def _fire_batch() -> tuple[int, int]:
    """The batch in one transaction, as far as HOLD reaches; when one handler fails, each timer again in its own.

    Returns how many fired and how many were claimed; BATCH when there may be more.
    """
    timers: list[Timer] = []
    done = 0
    try:
        with transaction.atomic():
            timers = _due(BATCH)
            if timers:
                done = _fire(timers)
    except Exception as problem:
        if not timers:
            raise
        logger.warning("timer_batch_undone", extra={"timers": len(timers), "reason": repr(problem)})
        return sum(_fire_alone(timer) for timer in timers), len(timers)
    return done, len(timers) if done == len(timers) else BATCH


def _fire(timers: Iterable[Timer]) -> int:
    """Returns how many were dealt with before HOLD was over; the first always is."""
    at, began, done = clock.now(), time.monotonic(), 0
    generations: dict[int, list[UUID]] = {}
    with _noting_moves() as touched, connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_WAIT])
        for timer in timers:
            if done and time.monotonic() - began > HOLD:
                break
            done += 1
            if _was_moved(timer, touched):
                continue
            generations.setdefault(timer.generation, []).append(timer.pk)
            if at - timer.due_at > LATE:
                late = (at - timer.due_at).total_seconds()
                logger.warning("timer_late", extra={"timer": timer.name, "late_seconds": round(late, 1)})
            registry.TIMERS[timer.name](timer, at)
        cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    for generation, keys in generations.items():
        # a handler that scheduled its own timer again has raised the generation: that one stays waiting
        Timer.objects.filter(pk__in=keys, generation=generation).update(fired_at=clock.DatabaseNow())
    return done


def _fire_alone(timer: Timer) -> int:
    with transaction.atomic():
        mine = (
            Timer.objects.select_for_update(skip_locked=True)
            .filter(WAITING, pk=timer.pk, generation=timer.generation)
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
    if isinstance(problem, OperationalError) and sqlstate(problem) == LOCK_NOT_AVAILABLE:
        return  # somebody is at work on the object; the next sweep looks again
    attempts = timer.attempts + 1
    at = clock.now()
    Timer.objects.filter(pk=timer.pk).update(
        attempts=attempts,
        last_error=repr(problem)[:2000],
        retry_at=at + timedelta(seconds=min(2**attempts, 600)),
        parked_at=at if attempts >= TRIES else None,
    )
    logger.error("timer_failed", extra={"timer": timer.name, "attempts": attempts, "reason": repr(problem)})


@contextmanager
def _noting_moves() -> Iterator[set[tuple[str, UUID, str]]]:
    """What handlers schedule or cancel in the block; the batch was read before, so it must not fire those as read."""
    moves: set[tuple[str, UUID, str]] = set()
    token = _touched.set(moves)
    try:
        yield moves
    finally:
        _touched.reset(token)


def _touch(about: Identified, *names: str) -> None:
    touched = _touched.get()
    if touched is not None:
        touched.update((about.id_prefix, about.pk, name) for name in names)


def _was_moved(timer: Timer, touched: set[tuple[str, UUID, str]]) -> bool:
    about = timer.about_kind, timer.about_id
    return (*about, timer.name) in touched or (*about, "") in touched
