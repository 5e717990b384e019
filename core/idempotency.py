"""One effect per key, however often and however simultaneously it is sent.

The key is claimed by an INSERT in the effect's own transaction, so effect and answer are committed together or not
at all. Rivals wait on the unique index: when the first commits they read its answer, when it rolls back one of them
becomes the first. Two statements are added to the effect: claim and store.
"""

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import OperationalError, connection, transaction

from core.clock import DatabaseNow
from core.errors import DomainError, ErrorCode
from core.metrics import IDEMPOTENCY
from core.models import IdempotencyKey
from core.retry import LOCK_NOT_AVAILABLE, retried, sqlstate

#: how long a rival waits for the first to finish
PATIENCE_MS = 2000
#: rivals of one key that may wait in one process; each holds a database connection
MOST_WAITING = 8
LONGEST_ROUTE = 300
KEPT = timedelta(hours=48)

#: refusals that say nothing about the effect: the next try with the same key may fare differently
NOT_STORED = frozenset(
    {
        ErrorCode.VALIDATION_FAILED,
        ErrorCode.UNAUTHENTICATED,
        ErrorCode.FORBIDDEN,
        ErrorCode.NOT_FOUND,
        ErrorCode.RATE_LIMITED,
        ErrorCode.CALL_LIMIT_REACHED,
        ErrorCode.IDEMPOTENCY_KEY_REQUIRED,
        ErrorCode.IDEMPOTENCY_KEY_REUSED,
        ErrorCode.IDEMPOTENCY_IN_PROGRESS,
        ErrorCode.SERVICE_UNAVAILABLE,
        ErrorCode.INTERNAL_ERROR,
        ErrorCode.MALFORMED_JSON,
        ErrorCode.BODY_TOO_LARGE,
    }
)

# The lock timeout is set by the row source, before the index is waited for, and lifted by RETURNING, so that the
# effect itself is bound by the statement timeout only.
CLAIM = """
    INSERT INTO core_idempotencykey (caller, route, key, fingerprint)
    SELECT %s, %s, %s, %s FROM (SELECT set_config('lock_timeout', %s, true)) AS patience
    ON CONFLICT (caller, route, key) DO NOTHING
    RETURNING id, set_config('lock_timeout', '0', true)
"""
STORE = "UPDATE core_idempotencykey SET status = %s, body = %s WHERE id = %s"
STORED = "SELECT fingerprint, status, body FROM core_idempotencykey WHERE caller = %s AND route = %s AND key = %s"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, to the byte."""

    status: int
    body: bytes
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class _Sent:
    caller: str
    route: str
    key: str

    def values(self) -> list[str]:
        return [self.caller, self.route, self.key]


def fingerprint(*parts: bytes) -> bytes:
    """32 bytes that stand for what was asked: the canonical body and the query string."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def once(
    *,
    caller: str,
    route: str,
    key: str,
    fingerprint: bytes,
    effect: Callable[[], Answer],
    refusal: Callable[[DomainError], Answer] | None = None,
) -> Answer:
    """The answer of `effect`, which has happened once for this caller, route and key.

    `refusal` turns a refusal by a rule into an answer that is stored too (its effect is undone first). Without it,
    and for the refusals in NOT_STORED, the error is raised and nothing is stored.

    Refused with IDEMPOTENCY_KEY_REUSED when the key was sent with something else, and with IDEMPOTENCY_IN_PROGRESS
    when the first has not finished after two seconds: the sender repeats and gets the stored answer.
    """
    sent = _Sent(caller, _storable(route), key)
    answer = retried(lambda: _attempt(sent, fingerprint, effect, refusal))
    IDEMPOTENCY.labels("replayed" if answer.replayed else "first").inc()
    return answer


def _storable(route: str) -> str:
    """A path that cannot stand in its column, too long or with a NUL, is known by its digest: it leads nowhere."""
    if len(route) <= LONGEST_ROUTE and "\0" not in route:
        return route
    return hashlib.sha256(route.encode(errors="surrogatepass")).hexdigest()


def _attempt(
    sent: _Sent,
    print_: bytes,
    effect: Callable[[], Answer],
    refusal: Callable[[DomainError], Answer] | None,
) -> Answer:
    with transaction.atomic():
        row = _claim(sent, print_)
        while row is None:
            stored = _stored(sent, print_)
            if stored is not None:
                return stored
            row = _claim(sent, print_)  # purged between the two statements
        try:
            with transaction.atomic():
                answer = effect()
        except DomainError as problem:
            if refusal is None or problem.code in NOT_STORED:
                raise
            answer = refusal(problem)
        with connection.cursor() as cursor:
            cursor.execute(STORE, [answer.status, answer.body, row])
    return answer


def _claim(sent: _Sent, print_: bytes) -> int | None:
    """The number of our row, or None when somebody's answer is stored."""
    try:
        with _place_in_line(sent), connection.cursor() as cursor:
            cursor.execute(CLAIM, [*sent.values(), print_, str(PATIENCE_MS)])
            row = cursor.fetchone()
    except OperationalError as problem:
        if sqlstate(problem) == LOCK_NOT_AVAILABLE:
            raise _in_progress() from None
        raise
    return row[0] if row else None


def _stored(sent: _Sent, print_: bytes) -> Answer | None:
    with connection.cursor() as cursor:
        cursor.execute(STORED, sent.values())
        row = cursor.fetchone()
    if row is None:
        return None
    before, status, body = row
    if bytes(before) != print_:
        IDEMPOTENCY.labels("reused").inc()
        raise DomainError(
            ErrorCode.IDEMPOTENCY_KEY_REUSED,
            "This idempotency key was used for another request. Send a new key with a new request.",
        )
    return replace(Answer(status, bytes(body)), replayed=True)


def _in_progress() -> DomainError:
    IDEMPOTENCY.labels("in_progress").inc()
    return DomainError(
        ErrorCode.IDEMPOTENCY_IN_PROGRESS,
        "The first request with this key is still running. Repeat this one to get its answer.",
    )


_line: Counter[_Sent] = Counter()
_line_lock = threading.Lock()


@contextmanager
def _place_in_line(sent: _Sent) -> Iterator[None]:
    """At most MOST_WAITING claims of one key at a time in this process; one more is told to come back."""
    with _line_lock:
        if _line[sent] >= MOST_WAITING:
            raise _in_progress()
        _line[sent] += 1
    try:
        yield
    finally:
        with _line_lock:
            _line[sent] -= 1
            if not _line[sent]:
                del _line[sent]


def purge_answers(older_than: timedelta = KEPT, batch: int = 5000) -> int:
    """Forget the keys that nobody will send again; how many. In batches, so that no lock is held for long."""
    gone = 0
    while True:
        old = IdempotencyKey.objects.filter(created_at__lt=DatabaseNow() - older_than).order_by("created_at")
        deleted, _ = IdempotencyKey.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:batch])).delete()
        gone += deleted
        if deleted < batch:
            return gone
