"""Nudges: after a commit, tell a worker that something may be due. Losing one costs seconds, never work."""

import logging
import time

from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from core import redis

logger = logging.getLogger(__name__)

PAUSE = 2.0  # seconds without hints after the broker failed, so that no request waits for a dead broker twice

_silent_until = 0.0


def nudge(task: str) -> None:
    """Send the named task if the broker listens; otherwise the sweeps find the work by themselves."""
    global _silent_until
    if not getattr(settings, "HINTS_ENABLED", True) or time.monotonic() < _silent_until:
        return
    from celery import current_app

    try:
        current_app.send_task(task, queue="fast", retry=False, expires=30, ignore_result=True)
    except (OperationalError, RedisError, OSError) as problem:
        _silent_until = time.monotonic() + PAUSE
        logger.warning("hint_lost", extra={"task": task, "reason": str(problem)})


def announce_feed() -> None:
    """Tell every web process that the feed has grown; they read the feed itself from the database."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        redis.client().publish(redis.key("feed"), b"")
    except redis.Unavailable as problem:
        _silent_until = time.monotonic() + PAUSE
        logger.warning("hint_lost", extra={"task": "feed", "reason": str(problem)})
