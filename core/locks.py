"""Locks that PostgreSQL keeps: they end with the transaction, whatever happens to the process."""

import hashlib
from collections.abc import Iterable

from django.db import connection


def advisory_lock(*names: object) -> None:
    """Wait for, then hold until the end of the transaction, the lock of that name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(names)])


def advisory_locks(names: Iterable[tuple[object, ...]]) -> None:
    """All of these locks at once, always in the same order: two callers who want some of the same never deadlock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(number) FROM unnest(%s::bigint[]) AS number",
            [sorted({_number(name) for name in names})],
        )


def try_advisory_lock(*names: object) -> bool:
    """Take the lock of that name until the end of the transaction unless somebody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_number(names)])
        return bool(cursor.fetchone()[0])


def _number(names: tuple[object, ...]) -> int:
    digest = hashlib.blake2b(repr(names).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
