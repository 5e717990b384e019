"""Several sweepers on the same timers, killed at random, some with wrong clocks: each fires once, never early."""

import os
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from django.db import connection

from bench.processes import Child, wait_until
from bench.report import Report, percentile, upper_bound
from bench.rig import environ_for
from core.ids import new_id
from events.models import Timer

SKEWS = (0, 3600, -3600, -10)

_ADD = """
INSERT INTO events_timer (id, name, about_kind, about_id, due_at, generation, payload, attempts, last_error)
SELECT id, 'bench.tick', 'bench', id, clock_timestamp() + make_interval(secs => lateness), 1, '{}', 0, ''
FROM unnest(%s::uuid[], %s::float8[]) AS wanted (id, lateness)
"""


def measure(*, timers: int = 5000, sweepers: int = 4, kills: int = 30, over: float = 90, seed: int = 1) -> Report:
    """timers: due at random instants of the next `over` seconds; kills: spread over the same span."""
    report = Report(f"{timers} timers, {sweepers} sweepers with clocks wrong by {SKEWS} s, {kills} kill -9")
    chance = Random(seed)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_tick; CREATE TABLE bench_tick (timer_id uuid, at timestamptz)")
    folder = Path(tempfile.mkdtemp(prefix="switchboard-rig-", dir="/tmp"))
    children = [_sweeper(folder, number) for number in range(sweepers)]
    try:
        for child in children:
            child.start()
        for child in children:
            wait_until(lambda child=child: "ready" in child.last_words(), 90, child.name)
        with connection.cursor() as cursor:
            keys = [new_id() for _ in range(timers)]
            cursor.execute(_ADD, [keys, [chance.uniform(0, over) for _ in range(timers)]])
        for _ in range(kills):
            time.sleep(over / kills * chance.uniform(0.6, 1.2))
            victim = chance.choice(children)
            victim.kill()
            victim.start()
        waiting = Timer.objects.filter(name="bench.tick", fired_at=None)
        wait_until(lambda: not waiting.exists(), over + 60, "all timers fired", every=0.2)
    finally:
        for child in children:
            child.stop(1)
    _tell(report, timers, sum(child.kills for child in children), seed)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_tick")
    Timer.objects.filter(name="bench.tick").delete()
    return report


def _sweeper(folder: Path, number: int) -> Child:
    env = (
        os.environ
        | environ_for(folder)
        | {"BENCH_SKEW": str(SKEWS[number % len(SKEWS)]), "REDIS_URL": "redis://127.0.0.1:1/0"}
    )
    argv = [sys.executable, "-m", "bench.faults.sweeper"]
    return Child(f"sweeper{number}", argv, env, folder / f"sweeper{number}.log")


def _tell(report: Report, timers: int, kills: int, seed: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT timer_id), count(*), count(*) FILTER (WHERE at < due_at), "
            "array_agg(extract(epoch FROM at - due_at)::float8) "
            "FROM bench_tick tick JOIN events_timer timer ON timer.id = tick.timer_id"
        )
        distinct, fired, early, late = cursor.fetchone()
    report.none_of("timers lost", timers - distinct)
    report.none_of("timers fired twice", fired - distinct)
    report.none_of("timers fired early", early)
    report.at_most("latest", max(late), 60, " s")
    report.figure("late: median, p99", f"{percentile(late, 0.5):.2f} s, {percentile(late, 0.99):.2f} s")
    wrong = timers - distinct + fired - distinct + early
    report.figure("violations in kills", f"{wrong} in {kills}, 95 % bound {upper_bound(wrong, kills)}")
    report.notes.append(f"Seed {seed}. Due times are judged by the database's clock alone.")


def main(small: bool = False) -> Report:
    if small:
        return measure(timers=300, sweepers=2, kills=3, over=4)
    return measure()
