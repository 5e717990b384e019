"""Every API read at 2,000 requests a minute: latency at an even rate, and what the database has of it."""

import asyncio
import time
from statistics import median

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.client import BROKEN, Caller
from bench.floor import Seller
from bench.grown import api, grown, member
from bench.report import Report, percentile
from bench.rig import running
from routing.models import Decision, Lead

RATE = 2000 / 60
SECONDS = 20.0


def measure(size: int, report: Report, *, seconds: float = SECONDS) -> None:
    grown(size)
    seller = member()
    with running(workers=0, beats=0, BENCH_RATE="1000000000") as rig:
        for path in _paths(seller):
            name = path.split("/api/v1")[1].split("?")[0]
            taken, bad = asyncio.run(_ask(rig.ports, seller, path, seconds))
            label = f"{size:,} entries, {'/leads/…' if 'lead_' in name else name}"
            report.at_most(f"{label}: p95", percentile(taken, 0.95) * 1000, 200, " ms")
            report.none_of(f"{label}: answers other than 200", bad)
            report.at_most(f"{label}: in the database", _database_ms(seller, path), 50, " ms")


def _paths(seller: Seller) -> list[str]:
    mine = Lead.objects.filter(entries__is_open=True, entries__work_item__owner=seller.staff).first()
    paths = [
        "/api/v1/queues/ae?limit=50",
        "/api/v1/queues/ae?sort=est_revenue&limit=50",
        "/api/v1/queues/ae?status=CLOSED",
    ]
    paths += [f"/api/v1/leads/{mine.public_id}"] if mine else []
    decision = Decision.objects.filter(winner=seller.staff).first()
    paths += [f"/api/v1/decisions/{decision.public_id}"] if decision else []
    return [path for path in paths if api(seller).get(path).status_code == 200]


async def _ask(ports: list[int], seller: Seller, path: str, seconds: float) -> tuple[list[float], int]:
    taken: list[float] = []
    idle: list[Caller] = []
    bad = 0

    async def one(number: int) -> None:
        nonlocal bad
        caller = idle.pop() if idle else Caller(ports[number % len(ports)])
        caller.authorization, begun = seller.bearer, time.perf_counter()
        try:
            answer = await caller.ask("GET", path)
        except BROKEN:
            bad += 1
            return
        taken.append(time.perf_counter() - begun)
        bad += answer.status != 200
        idle.append(caller)

    begun, tasks = time.monotonic(), []
    for number in range(int(seconds * RATE)):
        tasks.append(asyncio.create_task(one(number)))
        await asyncio.sleep(max(0.0, begun + (number + 1) / RATE - time.monotonic()))
    await asyncio.gather(*tasks)
    return taken, bad


def _database_ms(seller: Seller, path: str) -> float:
    """Median of what the statements of one request take, authentication included."""
    spent = []
    for _ in range(7):
        with CaptureQueriesContext(connection) as captured:
            api(seller).get(path)
        spent.append(sum(float(query["time"]) for query in captured) * 1000)
    return median(spent)


def main(sizes: list[int], small: bool = False) -> Report:
    report = Report("API reads at 2,000 requests a minute")
    for size in sizes:
        measure(size, report, seconds=2 if small else SECONDS)
    report.notes.append("Requests are sent at an even rate, whoever still waits; two processes, a member's token.")
    return report
