"""Rate limits: never more than the limit in any 60 seconds, counted in Redis by one atomic script.

The script keeps the instants of the admitted requests of the last minute in a list. A request is admitted when fewer
than the limit are left; that is the exact sliding window, neither a bucket that lets a burst through nor one that
refuses early. Each process also keeps the list of what it admitted itself. It counts alone when Redis is away, and it
keeps Redis honest when that comes back having forgotten.
"""

import logging
import math
import threading
import time
from collections import OrderedDict, deque
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import redis
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from core.api.caller import caller_of
from core.metrics import LIMITS_LOCAL, RATE_LIMITED
from core.redis import client, key
from core.web.address import address_group, client_address

log = logging.getLogger(__name__)

WINDOW_SECONDS = 60
#: requests per minute of an address that has not said who it is
ANONYMOUS_PER_MINUTE = 200
#: after Redis failed, this long nobody waits for it again
REDIS_PAUSE_SECONDS = 2.0
#: callers that a process remembers
MOST_CALLERS = 20_000

# KEYS[1] the caller's list; ARGV limit, window in µs. Answers {admitted, left, µs until the oldest leaves}.
SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local oldest = redis.call('LINDEX', KEYS[1], 0)
while oldest and tonumber(oldest) <= now - window do
  redis.call('LPOP', KEYS[1])
  oldest = redis.call('LINDEX', KEYS[1], 0)
end
local used = redis.call('LLEN', KEYS[1])
local admitted = 0
if used < limit then
  redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
  redis.call('PEXPIRE', KEYS[1], window / 1000 + 1000)
  admitted, used, oldest = 1, used + 1, oldest or now
end
return {admitted, math.max(limit - used, 0), string.format('%.0f', tonumber(oldest) + window - now)}
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """limit per minute, requests left now, seconds until the oldest counted request is forgotten."""

    admitted: bool
    limit: int
    remaining: int
    seconds: float

    def headers(self) -> dict[str, str]:
        """X-RateLimit-Reset is the Unix time at which the oldest counted request is forgotten and one more may pass."""
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(math.ceil(time.time() + self.seconds)),
        }


class Ledger:
    """The instants of the admitted requests of the last minute, per caller, of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._admitted: OrderedDict[str, deque[float]] = OrderedDict()

    def admit(self, caller: str, limit: int) -> Verdict:
        now = time.monotonic()
        with self._lock:
            instants = self._of(caller, now)
            admitted = len(instants) < limit
            if admitted:
                instants.append(now)
            oldest = instants[0] if instants else now
            return Verdict(admitted, limit, max(limit - len(instants), 0), oldest + WINDOW_SECONDS - now)

    def take_back(self, caller: str) -> None:
        """Redis refused what we had admitted."""
        with self._lock:
            if instants := self._admitted.get(caller):
                instants.pop()

    def clear(self) -> None:
        with self._lock:
            self._admitted.clear()

    def _of(self, caller: str, now: float) -> deque[float]:
        instants = self._admitted.setdefault(caller, deque())
        self._admitted.move_to_end(caller)
        while instants and instants[0] <= now - WINDOW_SECONDS:
            instants.popleft()
        while len(self._admitted) > MOST_CALLERS:
            self._admitted.popitem(last=False)
        return instants


class Limiter:
    """Redis first; this process alone while Redis does not answer."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self._paused_until = 0.0

    def admit(self, caller: str, limit: int) -> Verdict:
        own = self.ledger.admit(caller, limit)
        if not own.admitted:
            return own
        shared = self._ask_redis(caller, limit)
        if shared is None:
            LIMITS_LOCAL.inc()
            return own
        if not shared.admitted:
            self.ledger.take_back(caller)
            return shared
        return shared if shared.remaining <= own.remaining else own

    def _ask_redis(self, caller: str, limit: int) -> Verdict | None:
        if time.monotonic() < self._paused_until:
            return None
        try:
            admitted, remaining, left = _script(client())(
                keys=[key("rate", caller)], args=[limit, WINDOW_SECONDS * 1_000_000]
            )
        except (redis.RedisError, OSError) as problem:
            self._paused_until = time.monotonic() + REDIS_PAUSE_SECONDS
            log.warning("limits are counted in this process: %s", type(problem).__name__)
            return None
        return Verdict(bool(admitted), limit, int(remaining), int(left) / 1_000_000)


@lru_cache(maxsize=4)
def _script(connection: redis.Redis) -> Any:
    return connection.register_script(SCRIPT)


LIMITER = Limiter()


class CallerLimit(BaseThrottle):
    """Counts by who calls: the person or key, else the address. The verdict stays on the view for its headers."""

    verdict: Verdict

    def allow_request(self, request: Request, view: Any) -> bool:
        if not getattr(view, "counted", True):
            return True
        caller = caller_of(request)
        if caller is not None:
            if caller.rate_per_minute is None:
                return True
            name, limit = caller.caller_id, caller.rate_per_minute
        else:
            name, limit = f"ip:{address_group(client_address(request))}", ANONYMOUS_PER_MINUTE
        self.verdict = view.verdict = LIMITER.admit(name, limit)
        if not self.verdict.admitted:
            RATE_LIMITED.inc()
        return self.verdict.admitted

    def wait(self) -> float | None:
        return self.verdict.seconds
