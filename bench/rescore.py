"""What it costs that scores grow with waiting, and how late a live page shows it.

Cost is processor time of sweep, dispatch and feed, ours and PostgreSQL's, for each crossing of 15 or 30 minutes and for
each second in which nothing is due. The average follows from how many cross: as many as keep 20,000 open.
"""

import asyncio
import os
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from bench.floor import Floor, lead_facts, open_floor
from bench.grown import grown
from bench.report import Report, finished
from bench.rig import running
from bench.sockets import GONE, Watcher
from core import clock
from core.actor import SYSTEM
from core.ids import new_id
from events.dispatch import dispatch_due
from events.feed import stamp
from routing.actions.receive_lead import receive_lead
from routing.actions.rescore_work import rescore_work
from routing.models import Lead, WorkItem
from routing.tasks import sweep_scores

OPEN = 20_000
STAY = timedelta(hours=30.5)  # mean time until an entry of the grown world is closed
CROSSINGS = 2  # at 15 and at 30 minutes
QUARTER = timedelta(minutes=15)
AHEAD, PATIENCE = 25.0, 30.0  # seconds until the first one crosses, and after the last one has
TICK = 1 / os.sysconf("SC_CLK_TCK")


def measure(size: int, report: Report, *, leads: int = 300, seconds: int = 100, watched: int = 12) -> None:
    grown(size)
    floor = open_floor(1, places=1)
    label = f"{size:,} entries"
    rescore_work(at=clock.now())  # what the world had left over
    _follow_up()
    idle = _cores(lambda: [_look() for _ in range(seconds)]) / seconds
    floor.receive(leads)
    crossing = _cores(lambda: _cross(floor)) / leads
    arrivals = OPEN / STAY.total_seconds()
    report.figure(f"{label}: one crossing", f"{crossing * 1000:.1f} ms of one core")
    report.figure(f"{label}: a second in which nothing is due", f"{idle * 1000:.1f} ms of one core")
    report.at_most(
        f"{label}: rescoring, {OPEN:,} open, {arrivals * 3600:.0f} arrivals an hour",
        (idle + CROSSINGS * arrivals * crossing) * 100,
        2,
        " % of one core",
    )
    late = asyncio.run(_watch(floor, watched))
    report.none_of(f"{label}: rows of {watched} that did not move on the live page", watched - len(late))
    report.at_most(f"{label}: latest after its instant", max(late, default=0.0), 5, " s")


def _look() -> None:
    sweep_scores()  # in most of these rounds the second's permit is gone …
    rescore_work(at=clock.now())  # … so this looks


def _cross(floor: Floor) -> None:
    """All of them have waited for 15 minutes, a handful a sweep, as it is when they arrive one by one."""
    waiting = list(
        WorkItem.objects.filter(team=floor.team, score_changes_at__isnull=False).values_list("pk", flat=True)
    )
    for begin in range(0, len(waiting), 5):
        few = WorkItem.objects.filter(pk__in=waiting[begin : begin + 5])
        now = clock.now()
        few.update(queued_at=now - QUARTER, score_changes_at=now - timedelta(microseconds=1))
        assert rescore_work(at=clock.now()) == few.count()
        _follow_up()


def _follow_up() -> None:
    dispatch_due()
    stamp()


def _cores(act: Callable[[], object]) -> float:
    """Seconds of processor time, ours and that of our connection's server process."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = cursor.fetchone()[0]
    before = time.process_time() + _server_seconds(server)
    act()
    return time.process_time() + _server_seconds(server) - before


def _server_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * TICK


async def _watch(floor: Floor, count: int) -> list[float]:
    """Seconds from the instant at which each counts more to the frame that tells a live page, with beat and worker."""
    due: dict[str, float] = {}
    late: dict[str, float] = {}

    def note(frame: dict) -> None:
        for lead in frame["ids"]:
            if frame["name"] == "lead.score_changed" and lead in due:
                late.setdefault(lead, time.monotonic() - due[lead])

    with running(webs=1, workers=1, beats=1, BENCH_RATE="1000000000", REDIS_URL=settings.REDIS_URL) as rig:
        page = Watcher(floor.sellers[0], rig.ports[0], on_frame=note)
        await page.connect()
        task = asyncio.create_task(page.stay())
        for number in range(count):
            at = clock.now() - QUARTER + timedelta(seconds=AHEAD + number * 0.7)
            received = await asyncio.to_thread(_receive, floor, at)
            due[received] = time.monotonic() + (at + QUARTER - clock.now()).total_seconds()
        until = max(due.values()) + PATIENCE
        while len(late) < count and time.monotonic() < until:
            await asyncio.sleep(0.1)
        task.cancel()
        with suppress(asyncio.CancelledError, *GONE):
            await task
        await page.leave()
    return list(late.values())


def _receive(floor: Floor, at: object) -> str:
    lead: Lead = receive_lead(lead_facts(floor.region), by=SYSTEM.on(new_id()), at=at).lead  # type: ignore[arg-type]
    return lead.public_id


def steps(sizes: list[int], small: bool = False) -> Generator[int, None, Report]:
    report = Report("Rescoring")
    for size in sizes:
        if small:
            measure(size, report, leads=20, seconds=3, watched=3)
        else:
            measure(size, report)
        yield size
    report.notes.append(
        "Processor time from /proc, so that neighbours on the machine do not count. The page is a WebSocket of a "
        "member of the team, the scores are raised by beat and a worker."
    )
    return report


def main(sizes: list[int], small: bool = False) -> Report:
    return finished(steps(sizes, small))
