"""Sortable prefixed ids: a UUIDv7 inside, `lead_01j9…` outside.

The 128 bits are written as 26 characters of Crockford's base 32 in lower case, so that ids sort by the time they
were made both as UUIDs and as text, and survive being read aloud.
"""

import os
import threading
import time
from datetime import datetime
from uuid import UUID

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)} | {"i": 1, "l": 1, "o": 0}
LENGTH = 26
#: two letters at a time: a page of the queue shows hundreds of ids
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
SEPARATOR = "_"

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562), strictly increasing inside one process.

    48 bits of milliseconds, 12 bits of the fraction of that millisecond, 62 random bits.
    """
    global _last
    with _lock:
        ticks = max(time.time_ns() * 4096 // 1_000_000, _last + 1)  # 1/4096 ms
        _last = ticks
    milliseconds, fraction = divmod(ticks, 4096)
    tail = int.from_bytes(os.urandom(8), "big") & (2**62 - 1)
    return UUID(int=(milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | tail)


def first_id(at: datetime) -> UUID:
    """The smallest id that can have been made at that instant, for ranges of time by the primary key's index."""
    return UUID(int=max(int(at.timestamp() * 1000), 0) << 80)


def public_id(prefix: str, value: UUID) -> str:
    """`public_id("lead", uuid)` → `lead_01j9…`."""
    head, tail = divmod(value.int, 1 << 60)
    return (
        f"{prefix}{SEPARATOR}{_PAIRS[head >> 60]}{_PAIRS[head >> 50 & 1023]}{_PAIRS[head >> 40 & 1023]}"
        f"{_PAIRS[head >> 30 & 1023]}{_PAIRS[head >> 20 & 1023]}{_PAIRS[head >> 10 & 1023]}{_PAIRS[head & 1023]}"
        f"{_PAIRS[tail >> 50]}{_PAIRS[tail >> 40 & 1023]}{_PAIRS[tail >> 30 & 1023]}{_PAIRS[tail >> 20 & 1023]}"
        f"{_PAIRS[tail >> 10 & 1023]}{_PAIRS[tail & 1023]}"
    )


def parse_public_id(prefix: str, text: object) -> UUID | None:
    """The UUID inside a public id, or None when the text is not an id of that kind."""
    if not isinstance(text, str):
        return None
    head, _, tail = text.rpartition(SEPARATOR)
    if head != prefix or len(tail) != LENGTH:
        return None
    number = 0
    for letter in tail.lower():
        value = _VALUES.get(letter)
        if value is None:
            return None
        number = number * 32 + value
    return UUID(int=number) if number < 2**128 else None
