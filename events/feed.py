"""The feed: events in one order that no late commit can disturb.

An id is taken before its transaction commits, so "all ids after mine" loses whoever commits late. Positions are
stamped after commit, by one stamper at a time, so "all positions after mine" loses nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from core.locks import advisory_lock
from events.models import DomainEvent

REACH = 1000  # a client further behind than this many events loads afresh

_STAMP = """
WITH top AS (SELECT coalesce(max(position), 0) AS position FROM events_domainevent),
fresh AS (
    SELECT id, row_number() OVER (ORDER BY id) AS place FROM (
        SELECT id FROM events_domainevent WHERE position IS NULL ORDER BY id LIMIT 500
    ) unstamped
)
UPDATE events_domainevent event SET position = top.position + fresh.place
FROM fresh, top WHERE event.id = fresh.id
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a live page is told: a name and ids, never content."""

    name: str
    ids: list[str]
    topics: list[str]
    position: int

    def as_json(self) -> dict[str, Any]:
        return {
            "type": "event",
            "name": self.name,
            "ids": self.ids,
            "topics": self.topics,
            "position": self.position,
        }


class TooOld(Exception):
    """More has happened since then than is worth replaying, or the position is of another world."""


def stamp() -> int:
    """Give every committed event its place; returns how many got one."""
    stamped = 0
    while DomainEvent.objects.filter(position__isnull=True).exists():
        with transaction.atomic():
            advisory_lock("events.feed")
            with connection.cursor() as cursor:
                cursor.execute(_STAMP)
                if cursor.rowcount == 0:
                    break  # another stamper was quicker
                stamped += cursor.rowcount
    return stamped


def head() -> int:
    """The last position given."""
    return DomainEvent.objects.aggregate(top=Max("position"))["top"] or 0


def since(position: int, topics: Collection[str] | None = None) -> list[Frame]:
    """Frames after `position`, in order; only those told under one of `topics` when given.

    Raises TooOld when more than REACH events lie between, when the next one has been purged, or when the position was
    never given: the database was restored to an earlier state, and whoever waits there would hear nothing.
    """
    rows = DomainEvent.objects.filter(position__gt=position).order_by("position")
    found = list(rows.values_list("name", "subject_id", "payload", "topics", "position")[: REACH + 1])
    if len(found) > REACH or (found and found[0][4] != position + 1):  # positions have no gaps
        raise TooOld
    if not found and position > head():
        raise TooOld
    frames = [Frame(name, _ids(subject, payload), told, place or 0) for name, subject, payload, told, place in found]
    return frames if topics is None else [frame for frame in frames if not set(topics).isdisjoint(frame.topics)]


def _ids(subject: str, payload: dict[str, Any]) -> list[str]:
    """The subject and every public id the payload names in a field called `…_id`."""
    named = [value for field, value in payload.items() if field.endswith("_id") and isinstance(value, str) and value]
    return list(dict.fromkeys([subject, *named]))
