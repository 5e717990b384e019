"""Nudges: after a commit, tell a worker that something may be due. Losing one costs seconds, never work."""

import logging
import time
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core import redis

logger = logging.getLogger(__name__)

PAUSE = 2.0  # seconds without hints after the broker failed, so that no request waits for a dead broker twice

ONCE_FOR = timedelta(seconds=1)  # after that a task that was sent and has not begun is taken for lost

_silent_until = 0.0
_is_failing = False


def nudge(task: str, *, queue: str = "fast") -> None:
    """Send the named task if the broker listens; otherwise the sweeps find the work by themselves."""
    if not getattr(settings, "HINTS_ENABLED", True) or not _may_try():
        return
    from celery import current_app

    try:
        current_app.send_task(task, queue=queue, retry=False, expires=30, ignore_result=True)
    except (OperationalError, RedisError, OSError) as problem:
        _lost(task, problem)
    else:
        _heard()


def nudge_once(task: str, *, queue: str = "fast") -> None:
    """The same for a task that looks at whatever is due, and says `begun` before it looks: one waiting is enough.

    What is committed before the nudge is seen by a task that has not begun; sending another costs ten times as much
    as asking.
    """
    if not getattr(settings, "HINTS_ENABLED", True) or not _may_try():
        return
    try:
        is_first = redis.client().set(redis.key("nudged", task), b"", nx=True, px=ONCE_FOR)
    except redis.Unavailable as problem:
        _lost(task, problem)
        return
    _heard()
    if is_first:
        nudge(task, queue=queue)


def begun(task: str) -> None:
    """What happens from now on wants another nudge."""
    with suppress(*redis.Unavailable):
        redis.client().delete(redis.key("nudged", task))


def announce_feed() -> None:
    """Tell every web process that the feed has grown; they read the feed itself from the database."""
    if not _may_try():
        return
    try:
        redis.client().publish(redis.key("feed"), b"")
    except redis.Unavailable as problem:
        _lost("feed", problem)
    else:
        _heard()


def _may_try() -> bool:
    """After a failure one caller at a time tries whether the broker is back; nobody else waits for it."""
    global _silent_until
    now = time.monotonic()
    if now < _silent_until:
        return False
    if _is_failing:
        _silent_until = now + PAUSE
    return True


def _lost(task: str, problem: Exception) -> None:
    global _silent_until, _is_failing
    _silent_until, _is_failing = time.monotonic() + PAUSE, True
    logger.warning("hint_lost", extra={"task": task, "reason": str(problem)})


def _heard() -> None:
    global _silent_until, _is_failing
    if _is_failing:
        _silent_until, _is_failing = 0.0, False
