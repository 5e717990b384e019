"""`python -m bench.faults.sweeper`: a process that fires due timers until it is killed, perhaps with a wrong clock.

BENCH_SKEW  seconds by which this process's clock is wrong; the database's is right
"""

import os
import time
from datetime import UTC, datetime, timedelta

import django


def main() -> None:
    django.setup()
    from core import clock
    from events.timers import fire_due

    if skew := float(os.environ.get("BENCH_SKEW") or 0):
        clock.now = lambda: datetime.now(UTC) + timedelta(seconds=skew)
    register()
    print("ready", flush=True)
    while True:
        if not fire_due():
            time.sleep(0.05)


def register() -> None:
    """What fires: one row for each timer, in the transaction that marks it fired."""
    from django.db import connection

    from events.registry import TIMERS

    def tick(timer: object, at: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_tick (timer_id, at) VALUES (%s, clock_timestamp())",
                [timer.pk],  # type: ignore[attr-defined]
            )

    TIMERS["bench.tick"] = tick


if __name__ == "__main__":
    main()
