"""What every entry of the grown world has: its rows by table, ids of their time, a business."""

import random
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from routing.demo.businesses import SOUTH, Businesses
from routing.demo.scale.people import Member, Seat
from routing.enums import State

Row = dict[str, Any]

BY_SYSTEM = '{"id": "system", "name": "Switchboard"}'
VARIETY = 1500  # businesses; their names come back with a number
COHORTS = ("MANAGED",) * 3 + ("ASSISTED",) * 5
REMEMBERED = timedelta(days=30)  # the log goes back as far; older months would have been dropped


@dataclass
class Chunk:
    """Rows by table, in the order in which they are written."""

    leads: list[Row] = field(default_factory=list)
    merchants: list[Row] = field(default_factory=list)
    items: list[Row] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    needs: list[Row] = field(default_factory=list)
    communications: list[Row] = field(default_factory=list)
    timers: list[Row] = field(default_factory=list)
    heads: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    taken: list[tuple[int, datetime]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody with a place in a queue, as ids and as rows that may still be changed.

    about  the lead or the merchant
    """

    about_id: UUID
    item_id: UUID
    entry_id: UUID
    about: Row
    entry: Row
    item: Row
    said: list[Row] = field(default_factory=list)


class Rows(ABC):
    """Makes entries; the same seed brings the same ones."""

    def __init__(self, chance: random.Random, at: datetime) -> None:
        self.chance, self.at = chance, at
        businesses = Businesses(chance)
        self._facts = [businesses.next(chance.choice(COHORTS), chance.choice(SOUTH)) for _ in range(VARIETY)]

    @abstractmethod
    def closed(self, chunk: Chunk, number: int, queued_at: datetime, owner: Member) -> Arrival:
        """It came at `queued_at`, `owner` saw to it, and it is over."""

    @abstractmethod
    def waiting(self, chunk: Chunk, number: int, queued_at: datetime, member: Member, state: State) -> Arrival:
        """Nobody has it: queued, offered to the member, or parked."""

    @abstractmethod
    def owned(self, chunk: Chunk, number: int, queued_at: datetime, seat: Seat, state: State) -> Arrival:
        """The member of the seat has it, and its place is taken."""

    @abstractmethod
    def tell(self, chunk: Chunk, arrival: Arrival, owner: Member | None) -> None:
        """Add what the log says of it."""

    def id_at(self, at: datetime) -> UUID:
        """A UUIDv7 of that instant, so that ids sort by time here as everywhere."""
        milliseconds = int(at.timestamp() * 1000)
        tail = self.chance.getrandbits(74)
        return UUID(int=milliseconds << 80 | 7 << 76 | (tail >> 62) << 64 | 2 << 62 | tail & (2**62 - 1))

    def is_remembered(self, arrival: Arrival) -> bool:
        """Whether the log still tells of it: of what is open, and of what was closed lately."""
        closed_at = arrival.item["closed_at"]
        return closed_at is None or closed_at > self.at - REMEMBERED

    def take(self, chunk: Chunk, arrival: Arrival, seat: Seat, assigned_at: datetime) -> None:
        """The member of the seat has it from then on."""
        arrival.item.update(
            owner_id=seat.owner.key,
            capacity_slot_id=seat.slot_id,
            assigned_at=assigned_at,
            assigned_by=BY_SYSTEM,
            assignment_reason="MANUAL",
            version=2,
        )
        chunk.taken.append((seat.slot_id, assigned_at))

    def close(
        self, arrival: Arrival, owner: Member, *, assigned_at: datetime, closed_at: datetime, outcome: str
    ) -> None:
        """It was the owner's, whose place is free again."""
        arrival.entry["is_open"] = False
        arrival.item.update(
            state=State.CLOSED.value,
            owner_id=owner.key,
            assigned_at=assigned_at,
            assigned_by=BY_SYSTEM,
            assignment_reason="MANUAL",
            closed_at=closed_at,
            outcome=outcome,
            version=4,
        )

    def timer(self, arrival: Arrival, name: str, due_at: datetime) -> Row:
        return {
            "id": self.id_at(arrival.item["queued_at"]), "name": name, "about_kind": "item",
            "about_id": arrival.item_id, "due_at": due_at, "generation": 1, "payload": "{}",
            "journey_id": arrival.item["journey_id"], "attempts": 0, "fired_at": due_at if due_at <= self.at else None,
            "last_error": "",
        }  # fmt: skip
