"""Redis away under load: writes go on, nothing is lost, consumers and live pages come back by themselves.

Away in two ways: killed, so that connections are refused, and frozen (SIGSTOP), so that they hang.
"""

import asyncio
import signal
import time
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from channels.db import database_sync_to_async

from accounts.actions.create_api_key import create_api_key
from bench.client import BROKEN, Caller
from bench.faults import invariants
from bench.faults.journal import Journal
from bench.floor import Floor, lead_body, open_floor
from bench.processes import answers, wait_until
from bench.report import Report, percentile
from bench.rig import Rig, running
from bench.sockets import Watcher
from core import clock
from core.actor import SYSTEM
from events.models import DomainEvent, JobRun
from routing.models import Lead

WAYS = ("killed", "frozen")
PHASES = ("before", "away", "after")
LONGEST = 60.0  # seconds that are waited for consumers


@dataclass
class Load:
    """Writes at a steady rate, whoever waits for them; sorted by phase."""

    rig: Rig
    authorization: str
    region: str
    phase: str = "before"
    journals: dict[str, Journal] = field(default_factory=lambda: {name: Journal() for name in PHASES})
    acknowledged: list[str] = field(default_factory=list)
    unanswered: int = 0
    idle: list[Caller] = field(default_factory=list)
    sent: int = 0

    async def run(self, rate: float) -> None:
        pending: set[asyncio.Task[None]] = set()
        begun, number = time.monotonic(), 0
        try:
            while True:
                pending.add(task := asyncio.create_task(self.write()))
                task.add_done_callback(pending.discard)
                number += 1
                await asyncio.sleep(max(0.0, begun + number / rate - time.monotonic()))
        except asyncio.CancelledError:
            await asyncio.gather(*pending)
            raise

    async def write(self) -> None:
        body, key, journal = lead_body(self.region), str(uuid4()), self.journals[self.phase]
        self.sent += 1
        caller = self.idle.pop() if self.idle else Caller(self.rig.ports[self.sent % len(self.rig.ports)], patience=30)
        caller.authorization = self.authorization
        begun = time.monotonic()
        journal.sent += 1
        try:
            answer = await caller.ask("POST", "/api/v1/leads", body, {"X-Idempotency-Key": key})
        except BROKEN:
            self.unanswered += 1
            return
        journal.note(answer, time.monotonic() - begun)
        if answer.status == 503:
            journal.errors.append("503")
        if answer.status == 201:
            self.acknowledged.append(answer.json()["lead_id"])
        self.idle.append(caller)


def measure(*, away: float = 30, rate: float = 50, around: float = 6, watchers: int = 10, webs: int = 2) -> Report:
    """away: seconds without Redis, for each way of being away; rate: writes a second."""
    report = Report(f"Redis away for {away:g} s under {rate:g} writes a second, {watchers} live pages")
    _, key = create_api_key("bench", ["system:routing"], by=SYSTEM, rate_per_minute=1_000_000)
    with running(webs=webs, BENCH_RATE="1000000", BENCH_LEASE="5") as rig:
        for way in WAYS:
            floor = open_floor(max(2, -(-watchers // 4)), places=5)
            load = Load(rig, f"Api-Key {key}", floor.region)
            asyncio.run(_run(report, way, rig, floor, load, away, rate, around, watchers))
    return report


async def _run(
    report: Report, way: str, rig: Rig, floor: Floor, load: Load, away: float, rate: float, around: float, watchers: int
) -> None:
    pages = [Watcher(floor.sellers[n // 4], rig.ports[n % len(rig.ports)]) for n in range(watchers)]
    for page in pages:
        await page.connect()
    tasks = [asyncio.create_task(page.stay()) for page in pages]
    writing = asyncio.create_task(load.run(rate))
    await asyncio.sleep(around)
    load.phase = "away"
    rig.valkey.kill() if way == "killed" else rig.valkey.signal(signal.SIGSTOP)
    await asyncio.sleep(away)
    rig.valkey.start() if way == "killed" else rig.valkey.signal(signal.SIGCONT)
    await asyncio.to_thread(wait_until, lambda: answers(rig.folder / "valkey.sock"), 20, "Valkey")
    back, load.phase = clock.now(), "after"
    try:
        consumers = await database_sync_to_async(_consumers_back)(back)
    except TimeoutError:
        consumers = LONGEST
        report.texts += [(child.name, child.last_words()) for child in (*rig.workers, *rig.beats)]
    await asyncio.sleep(around)
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    drained = await database_sync_to_async(wait_until)(
        lambda: invariants.unsettled() == 0, 180, "everything delivered", every=0.3
    )
    wanted = set(load.acknowledged)
    last = time.monotonic()
    while any(wanted - page.leads() for page in pages) and time.monotonic() - last < 15:
        await asyncio.sleep(0.1)
    caught_up = time.monotonic() - last
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for page in pages:
        await page.leave()
    await database_sync_to_async(_tell)(report, way, load, pages, consumers, drained, caught_up)


def _consumers_back(back: datetime) -> float:
    """Seconds until a job that beat sent through Redis was run by the worker."""
    return wait_until(lambda: JobRun.objects.filter(started_at__gt=back).exists(), LONGEST, "worker", every=0.1)


def _tell(
    report: Report, way: str, load: Load, pages: list[Watcher], consumers: float, drained: float, caught_up: float
) -> None:
    stored = {lead.public_id for lead in Lead.objects.filter(region=load.region)}
    told = set(DomainEvent.objects.filter(name="lead.received").values_list("subject_id", flat=True))
    wanted = set(load.acknowledged)
    for phase, journal in load.journals.items():
        report.figure(f"{way}, {phase}: writes", f"{journal.sent}, {journal.spent()}")
        report.none_of(f"{way}, {phase}: answers 5xx", len(journal.errors))
    report.at_most(f"{way}: p99 of writes while away", percentile(load.journals["away"].seconds, 0.99), 1.0, " s")
    report.none_of(f"{way}: writes without an answer", load.unanswered)
    report.none_of(f"{way}: acknowledged and not stored", len(wanted - stored))
    report.none_of(f"{way}: stored without their event", len(stored - told))
    report.none_of(f"{way}: leads that a live page was not told of", sum(len(wanted - page.leads()) for page in pages))
    report.none_of(f"{way}: frames told twice", sum(page.doubled for page in pages))
    report.none_of(f"{way}: violations of order", sum(invariants.events_in_order().values()))
    report.at_most(f"{way}: consumers back after", consumers, 15, " s")
    report.at_most(f"{way}: live pages caught up after the last write", caught_up, 15, " s")
    report.figure(
        f"{way}: everything delivered after",
        f"{drained:.1f} s; sockets connected {sum(p.connects for p in pages)} times for {len(pages)} pages",
    )


def main(small: bool = False) -> Report:
    if small:
        return measure(away=2.5, rate=8, around=1, watchers=2, webs=1)
    return measure()
