"""Permits for periodic jobs: whoever inserts (job, slot) runs; two beats or ten, one run a slot."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

from core import clock
from events.models import JobRun

_PERMIT = """
INSERT INTO events_jobrun (job, slot)
VALUES (%(job)s, to_timestamp(floor(extract(epoch FROM clock_timestamp()) / %(every)s) * %(every)s))
ON CONFLICT (job, slot) DO NOTHING RETURNING id
"""
KEPT = timedelta(hours=6)


@contextmanager
def permit(job: str, *, every: timedelta) -> Iterator[bool]:
    """Whether this process may run the job in the present slot (slots are cut by the database's clock).

    A missed slot is not made up: each job looks at everything that is due when it runs.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PERMIT, {"job": job, "every": every.total_seconds()})
        row = cursor.fetchone()
    yield row is not None
    if row is not None:
        JobRun.objects.filter(pk=row[0]).update(finished_at=clock.DatabaseNow())


def purge_permits() -> int:
    """Forget permits that no clock can ask for again."""
    return JobRun.objects.filter(slot__lt=clock.now() - KEPT).delete()[0]
