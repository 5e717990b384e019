"""Rate limits: never more than the limit in any 60 seconds, counted in Redis by one atomic script.

A caller may have another window than a minute; it is then always asked about with that one. The script keeps the
instants of the admitted requests of the window in a list. A request is admitted when fewer
than the limit are left; that is the exact sliding window, neither a bucket that lets a burst through nor one that
refuses early.

Each process also keeps the list of what it admitted itself, and how much of the limit others had used when Redis last
told. With Redis away it counts on from there, alone; when Redis is back it reports what it admitted meanwhile. So a
restart in the middle of a minute neither doubles the limit nor refuses anybody.
"""

import logging
import math
import threading
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field
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

# KEYS[1] the caller's list; ARGV limit, window in µs, requests admitted while we were away.
# Answers {admitted, left, µs until the oldest leaves}.
SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local oldest = redis.call('LINDEX', KEYS[1], 0)
while oldest and tonumber(oldest) <= now - window do
  redis.call('LPOP', KEYS[1])
  oldest = redis.call('LINDEX', KEYS[1], 0)
end
for _ = 1, tonumber(ARGV[3]) do
  redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
  oldest = oldest or now
end
local used = redis.call('LLEN', KEYS[1])
local admitted = 0
if used < limit then
  redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', window / 1000 + 1000))
  admitted, used, oldest = 1, used + 1, oldest or now
end
oldest = oldest or now
return {admitted, math.max(limit - used, 0), string.format('%.0f', tonumber(oldest) + window - now)}
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """limit per window, requests left now, seconds until the oldest counted request is forgotten."""

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


@dataclass(slots=True)
class Page:
    """admitted: instants of the last window; others: how many others had admitted when Redis last told."""

    window: float
    admitted: deque[float] = field(default_factory=deque)
    unreported: int = 0
    others: int = 0
    others_seen: float = -math.inf

    def by_others(self, now: float) -> int:
        return self.others if now < self.others_seen + self.window else 0


class Ledger:
    """The instants of the admitted requests of the last window, per caller, of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: OrderedDict[str, Page] = OrderedDict()

    def admit(self, caller: str, limit: int, window: float | None = None, *, alone: bool = False) -> Verdict:
        """Admit and write down; `alone` when nobody can be asked what others admit."""
        now = time.monotonic()
        with self._lock:
            page = self._page(caller, now, window)
            used = len(page.admitted) + (page.by_others(now) if alone else 0)
            admitted = used < limit
            if admitted:
                page.admitted.append(now)
                page.unreported += alone
            oldest = page.admitted[0] if page.admitted else now
            return Verdict(admitted, limit, max(limit - used - admitted, 0), oldest + page.window - now)

    def take_back(self, caller: str) -> None:
        with self._lock:
            page = self._page(caller, time.monotonic())
            if page.admitted:
                page.admitted.pop()

    def unreported(self, caller: str) -> int:
        """What was admitted alone since Redis last heard of it; the asker reports it."""
        with self._lock:
            page = self._pages.get(caller)
            if page is None:
                return 0
            count, page.unreported = page.unreported, 0
            return count

    def not_reported(self, caller: str, count: int) -> None:
        """Redis went away before it heard."""
        with self._lock:
            self._page(caller, time.monotonic()).unreported += count

    def settle(self, caller: str, shared: Verdict) -> None:
        """Redis has spoken: take back what it refused, remember what others have used."""
        now = time.monotonic()
        with self._lock:
            page = self._page(caller, now)
            if not shared.admitted and page.admitted:
                page.admitted.pop()
            page.others = max(shared.limit - shared.remaining - len(page.admitted), 0)
            page.others_seen = now

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()

    def _page(self, caller: str, now: float, window: float | None = None) -> Page:
        page = self._pages.setdefault(caller, Page(window or WINDOW_SECONDS))
        self._pages.move_to_end(caller)
        while page.admitted and page.admitted[0] <= now - page.window:
            page.admitted.popleft()
        while len(self._pages) > MOST_CALLERS:
            self._pages.popitem(last=False)
        return page


class Limiter:
    """Redis first; this process alone while Redis does not answer."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self._paused_until = 0.0
        self._is_failing = False

    def admit(self, caller: str, limit: int, window: float | None = None) -> Verdict:
        """window  seconds, a minute when not given; the same for one caller each time."""
        if time.monotonic() < self._paused_until:
            return self._alone(caller, limit, window)
        own = self.ledger.admit(caller, limit, window)
        if not own.admitted:
            return own
        shared = self._ask_redis(caller, limit, window or WINDOW_SECONDS)
        if shared is None:
            self.ledger.take_back(caller)
            return self._alone(caller, limit, window)
        self.ledger.settle(caller, shared)
        return shared if shared.remaining <= own.remaining else own

    def _alone(self, caller: str, limit: int, window: float | None) -> Verdict:
        LIMITS_LOCAL.inc()
        return self.ledger.admit(caller, limit, window, alone=True)

    def _ask_redis(self, caller: str, limit: int, window: float) -> Verdict | None:
        if self._is_failing:  # while one request asks whether Redis is back, nobody else waits for it
            self._paused_until = time.monotonic() + REDIS_PAUSE_SECONDS
        unreported = self.ledger.unreported(caller)
        try:
            admitted, remaining, left = _script(client())(
                keys=[key("rate", caller)], args=[limit, round(window * 1_000_000), min(unreported, limit)]
            )
        except (redis.RedisError, OSError) as problem:
            self.ledger.not_reported(caller, unreported)
            self._paused_until = time.monotonic() + REDIS_PAUSE_SECONDS
            self._is_failing = True
            log.warning("limits are counted in this process: %s", type(problem).__name__)
            return None
        if self._is_failing:
            self._is_failing, self._paused_until = False, 0.0
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
