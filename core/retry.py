"""Transactions that PostgreSQL gave up for a reason that does not repeat: deadlock and serialization failure."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection

T = TypeVar("T")

DEADLOCK, SERIALIZATION, LOCK_NOT_AVAILABLE = "40P01", "40001", "55P03"
RETRIES = 3


def sqlstate(problem: BaseException) -> str:
    """PostgreSQL's five letters for what went wrong, "" when the failure was not its own."""
    return getattr(problem.__cause__, "sqlstate", None) or ""


def retried(transaction: Callable[[], T]) -> T:
    """Run a function that is one whole transaction; again, up to three times, when it lost a deadlock.

    Inside somebody else's transaction it runs once: that one has to be repeated as a whole.
    """
    if connection.in_atomic_block:
        return transaction()
    for attempt in range(RETRIES + 1):
        try:
            return transaction()
        except OperationalError as problem:
            if attempt == RETRIES or sqlstate(problem) not in {DEADLOCK, SERIALIZATION}:
                raise
            time.sleep(random.uniform(0.005, 0.02) * 2**attempt)  # noqa: S311  (spreads the rivals, guards nothing)
    raise AssertionError("unreachable")
