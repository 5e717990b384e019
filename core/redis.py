"""The Redis connection of this process. Whoever uses it must do without it: Redis carries hints, not work."""

from functools import cache

import redis
from django.conf import settings

Unavailable = (redis.ConnectionError, redis.TimeoutError, redis.exceptions.ReadOnlyError, OSError)


@cache
def client() -> "redis.Redis":
    """Short timeouts and no retries: a hint is not worth waiting for."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
        retry=None,
        health_check_interval=30,
    )


def key(*parts: object) -> str:
    return getattr(settings, "REDIS_KEY_PREFIX", "sb:") + ":".join(str(part) for part in parts)
