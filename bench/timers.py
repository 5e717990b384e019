"""The sweep over 100,000 open timers, 11 % of them due; against one statement that fires them all."""

import time
from collections.abc import Callable
from statistics import median

from django.db import connection, transaction

from bench.report import Report
from events import registry
from events.models import Timer
from events.timers import fire_due

ONE_STATEMENT = """
UPDATE events_timer SET fired_at = clock_timestamp() WHERE id IN (
    SELECT id FROM events_timer
    WHERE due_at <= clock_timestamp() AND fired_at IS NULL AND cancelled_at IS NULL AND parked_at IS NULL
    ORDER BY due_at, id FOR UPDATE SKIP LOCKED
) RETURNING id, name, about_kind, about_id, due_at, generation, payload
"""
NOTHING_DUE = """
SELECT id FROM events_timer
WHERE due_at <= clock_timestamp() AND fired_at IS NULL AND cancelled_at IS NULL AND parked_at IS NULL
ORDER BY due_at, id LIMIT 200 FOR UPDATE SKIP LOCKED
"""
FILL = """
INSERT INTO events_timer (id, name, about_kind, about_id, due_at, generation, payload, attempts, last_error)
SELECT id, 'bench.nothing', 'bench', id, CASE WHEN n %% 100 < 11 THEN clock_timestamp() - n * interval '1 ms'
    ELSE clock_timestamp() + interval '1 day' + n * interval '1 s' END, 1, '{}', 0, ''
FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(1, %s) AS n) AS made
"""
SET_BACK = (
    "UPDATE events_timer SET fired_at = NULL, due_at = clock_timestamp() "  # late ones would each write a log line
    "WHERE name = 'bench.nothing' AND fired_at IS NOT NULL"
)


def measure(timers: int = 100_000, runs: int = 3) -> Report:
    report = Report(f"Timer sweep: {timers:,} open, 11 % due")
    registry.TIMERS["bench.nothing"] = lambda timer, at: None
    _run("DELETE FROM events_timer WHERE name = 'bench.nothing'")
    _run(FILL, [timers])
    fire_due()  # whatever else was due
    one, ours, fired = [], [], 0
    try:
        for _ in range(runs + 1):
            _reset()
            one.append(_ms(lambda: _run(ONE_STATEMENT)))
            _reset()
            begun = time.perf_counter()
            fire_due(timers)
            ours.append((time.perf_counter() - begun) * 1000)
            fired = Timer.objects.filter(name="bench.nothing", fired_at__isnull=False).count()
        empty = median(_ms(lambda: _run(NOTHING_DUE)) for _ in range(50))
        idle = median(_ms(fire_due) for _ in range(50))
    finally:
        _run("DELETE FROM events_timer WHERE name = 'bench.nothing'")
    limit, taken = median(one[1:]), median(ours[1:])
    report.exactly("fired", fired, timers * 11 // 100)
    report.figure("one batched statement", f"{limit:.0f} ms")
    report.at_most("sweep against it", taken / limit, 2.5, " ×", shown=f"{taken / limit:.2f} × ({taken:.0f} ms)")
    report.figure("its empty query", f"{empty:.2f} ms")
    report.at_most("nothing due, against it", idle / empty, 5, " ×", shown=f"{idle / empty:.2f} × ({idle:.2f} ms)")
    report.notes.append(
        "The handler does nothing: measured is what firing itself costs. Batches of 200, a transaction each."
    )
    return report


def _reset() -> None:
    _run(SET_BACK)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) events_timer")


def _run(sql: str, params: list[object] | None = None) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(sql, params or [])
        if cursor.description:
            cursor.fetchall()


def _ms(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def main(sizes: list[int], small: bool = False) -> Report:
    return measure(2_000, runs=1) if small else measure()
