"""From however many queue entries there are to as many as were asked for."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from events.feed import stamp
from routing.demo.scale.copying import copy_rows
from routing.demo.scale.leads import LeadRows
from routing.demo.scale.needs import NeedRows
from routing.demo.scale.people import CONSULTANTS, DOMAIN, SELLERS, Crew, Member, Seat, form_teams, free_seats, members
from routing.demo.scale.rows import Chunk, Rows
from routing.enums import OWNED, Queue, State
from routing.models import IcEntry, QueueEntry

AT_ONCE = 20_000  # entries in one transaction
MOST_OPEN = 20_000
CLOSED_OVER = timedelta(days=730)
SEED = 19
#: share of the entries nobody has called whose clock still runs
FRESH = 0.05
#: in the order in which they are written
TABLES = {
    "routing_lead": "leads",
    "routing_merchant": "merchants",
    "routing_workitem": "items",
    "routing_queueentry": "entries",
    "routing_icentry": "needs",
    "routing_communication": "communications",
    "events_timer": "timers",
    "events_subjecthead": "heads",
    "events_domainevent": "events",
}
_TAKE = """
UPDATE workforce_capacityslot slot SET taken = TRUE, last_taken_at = used.at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS used (id, at) WHERE slot.id = used.id
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one queue grows. states: of a hundred open entries"""

    entries: type[QueueEntry | IcEntry]
    crew: Crew
    rows: type[Rows]
    states: Sequence[State]


KINDS = {
    Queue.AE: Kind(
        QueueEntry,
        SELLERS,
        LeadRows,
        [State.QUEUED] * 30 + [State.OFFERED] + [State.PARKED] * 3 + [State.ASSIGNED] * 22 + [State.IN_PROGRESS] * 44,
    ),
    Queue.IC: Kind(
        IcEntry,
        CONSULTANTS,
        NeedRows,
        [State.QUEUED] * 40 + [State.PARKED] * 3 + [State.ASSIGNED] * 52 + [State.IN_PROGRESS] * 5,
    ),
}


def open_wanted(entries: int) -> int:
    """A fifth of all, 20,000 at most."""
    return min(MOST_OPEN, entries // 5)


def grow(entries: int, *, at: datetime, say: Callable[[str], object], queue: Queue = Queue.AE) -> int:
    """There are `entries` entries in that queue at least; returns how many are new. Says what there is and how long it
    took."""
    begun, kind = time.perf_counter(), KINDS[queue]
    there, still_open = kind.entries.objects.count(), kind.entries.objects.filter(is_open=True).count()
    missing = max(entries - there, 0)
    opened = min(max(open_wanted(entries) - still_open, 0), missing)
    chance = random.Random(SEED + there)  # noqa: S311  (believable, not secret)
    form_teams(kind.crew, open_wanted(entries), chance)
    people = members(kind.crew)
    rows = kind.rows(chance, at)
    numbers = iter(range(there, there + missing))
    for many in _portions(missing - opened):
        _write(_closed(rows, numbers, many, missing - opened, there, people))
    for many in _portions(opened):
        _write(_opened(kind, rows, numbers, many, people))
    if not connection.in_atomic_block:
        stamp()
    _analyze()
    now_open = kind.entries.objects.filter(is_open=True).count()
    say(
        f"{there + missing:,} entries of the {queue} queue, {now_open:,} of them open, {len(people)} members of the "
        f"grown world ({kind.crew.login}1@{DOMAIN} …): {missing:,} new in {time.perf_counter() - begun:.1f} s."
    )
    return missing


def _portions(many: int) -> Iterator[int]:
    for begun in range(0, many, AT_ONCE):
        yield min(AT_ONCE, many - begun)


def _closed(rows: Rows, numbers: Iterator[int], many: int, of: int, first: int, people: list[Member]) -> Chunk:
    """The next entries of the two years, oldest first."""
    chunk = Chunk()
    since = rows.at - CLOSED_OVER
    for _ in range(many):
        number = next(numbers)
        share = (number - first + rows.chance.random()) / of
        owner = rows.chance.choice(people)
        arrival = rows.closed(chunk, number, since + (CLOSED_OVER - timedelta(hours=1)) * share, owner)
        if rows.is_remembered(arrival):
            rows.tell(chunk, arrival, owner)
    return chunk


def _opened(kind: Kind, rows: Rows, numbers: Iterator[int], many: int, people: list[Member]) -> Chunk:
    """What is open now, oldest first; without a free place an entry waits in line."""
    chunk, seats, chance = Chunk(), iter(free_seats(kind.crew, people)), rows.chance
    drawn = [(_age(state, chance), state) for state in chance.choices(kind.states, k=many)]
    for age, state in sorted(drawn, reverse=True):
        number, queued_at = next(numbers), rows.at - age
        seat: Seat | None = next(seats, None) if state in OWNED else None
        if seat is not None:
            arrival = rows.owned(chunk, number, queued_at, seat, state)
        else:
            waiting = State.QUEUED if state in OWNED else state
            arrival = rows.waiting(chunk, number, queued_at, chance.choice(people), waiting)
        rows.tell(chunk, arrival, seat.owner if seat else None)
    return chunk


def _age(state: State, chance: random.Random) -> timedelta:
    """How long ago it came: up to three days where nobody has called, three weeks where it sleeps or is talked to."""
    if state in (State.PARKED, State.IN_PROGRESS):
        return timedelta(hours=chance.uniform(1, 500))
    if chance.random() < FRESH:
        return timedelta(minutes=chance.uniform(0, 29))
    return timedelta(hours=chance.uniform(0.5, 72))


def _write(chunk: Chunk) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL synchronous_commit = off")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        for table, rows in TABLES.items():
            copy_rows(table, getattr(chunk, rows))
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [[slot for slot, _ in chunk.taken], [at for _, at in chunk.taken]])


def _analyze() -> None:
    """The planner knows the new sizes; outside a transaction the pages are also marked as all visible."""
    how = "ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)"
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for table in (*TABLES, "workforce_capacityslot"):
            cursor.execute(f"{how} {table}")
        cursor.execute("RESET statement_timeout")
