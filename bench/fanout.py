"""One event to 100, 500 and 1,000 live pages; against a raw broadcast of one text to as many WebSockets.

From the commit of the event (or the request to broadcast) to the frame at each client, by one clock.
"""

import asyncio
import time
from dataclasses import dataclass, field

from channels.db import database_sync_to_async
from django.conf import settings
from websockets.asyncio.client import ClientConnection, connect

from bench.client import Caller
from bench.faults.sleep import chatter
from bench.floor import Floor, open_floor
from bench.limits import bare
from bench.report import Report, percentile
from bench.rig import running
from bench.sockets import Watcher

SOCKETS_EACH = 5  # of one person in one process
IDLE = 30.0


@dataclass
class Measured:
    seconds: list[float] = field(default_factory=list)
    missed: int = 0

    @property
    def p95(self) -> float:
        return percentile(self.seconds, 0.95) * 1000


def measure(report: Report, clients: int, *, events: int = 20, idle: float = IDLE) -> float:
    """Adds lines for that many clients; returns our p95 in milliseconds."""
    floor = open_floor(-(-clients // SOCKETS_EACH), places=1)
    lead = floor.receive(1)[0]
    # who commits and who pushes hear the same Redis
    with running(webs=1, workers=0, beats=0, BENCH_RATE="1000000", REDIS_URL=settings.REDIS_URL) as rig:
        ours, after = asyncio.run(_ours(rig.ports[0], floor, lead, clients, events, idle))
    with bare([], webs=1) as ports:
        raw = asyncio.run(_raw(ports[0], clients, events))
    report.figure(f"{clients:,} clients: (w) raw broadcast", f"p95 {raw.p95:.1f} ms")
    report.at_most(
        f"{clients:,} clients: p95 against (w)",
        ours.p95 / raw.p95,
        4,
        " ×",
        shown=f"{ours.p95 / raw.p95:.2f} × ({ours.p95:.1f} ms)",
    )
    report.none_of(f"{clients:,} clients: frames missed of {events * clients:,}", ours.missed + raw.missed)
    if idle:
        report.none_of(f"{clients:,} clients: missed after {idle:g} s without a word", after.missed)
    return ours.p95


async def _ours(
    port: int, floor: Floor, lead: str, clients: int, events: int, idle: float
) -> tuple[Measured, Measured]:
    pages = [Watcher(floor.sellers[number // SOCKETS_EACH], port) for number in range(clients)]
    for begin in range(0, clients, 20):
        await asyncio.gather(*(page.connect() for page in pages[begin : begin + 20]))
    tasks = [asyncio.create_task(page.listen()) for page in pages]
    await asyncio.sleep(1)
    await _tell(pages, floor, lead, 2)  # warm
    got, after = await _tell(pages, floor, lead, events), Measured()
    if idle:
        await asyncio.sleep(idle)
        after = await _tell(pages, floor, lead, 1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for begin in range(0, clients, 50):
        await asyncio.gather(*(page.leave() for page in pages[begin : begin + 50]))
    return got, after


async def _tell(pages: list[Watcher], floor: Floor, lead: str, events: int) -> Measured:
    got = Measured()
    for _ in range(events):
        had = [len(page.frames) for page in pages]
        begun = await database_sync_to_async(_commit)(floor, lead)
        until = time.monotonic() + 10
        while any(len(page.frames) == count for page, count in zip(pages, had, strict=True)):
            if time.monotonic() > until:
                break
            await asyncio.sleep(0.005)
        for page, count in zip(pages, had, strict=True):
            if len(page.frames) == count:
                got.missed += 1
            else:
                got.seconds.append(page.seen_at[page.frames[count]["position"]] - begun)
        await asyncio.sleep(0.05)
    return got


def _commit(floor: Floor, lead: str) -> float:
    """The instant just before the commit that tells."""
    return chatter(floor, lead, 1)


async def _raw(port: int, clients: int, events: int) -> Measured:
    got, seen = Measured(), [0.0] * clients
    sockets: list[ClientConnection] = []
    address = f"ws://127.0.0.1:{port}/"
    for begin in range(0, clients, 20):
        many = range(begin, min(begin + 20, clients))
        sockets += await asyncio.gather(
            *(connect(address, compression=None, ping_interval=None, proxy=None) for _ in many)
        )

    async def listen(number: int) -> None:
        async for _ in sockets[number]:
            seen[number] = time.monotonic()

    tasks = [asyncio.create_task(listen(number)) for number in range(clients)]
    caller = Caller(port)
    for number in range(events + 2):
        begun = time.monotonic()
        await caller.ask("POST", "/tell")
        until = time.monotonic() + 10
        while min(seen) < begun and time.monotonic() < until:
            await asyncio.sleep(0.005)
        if number >= 2:  # the first ones warm
            got.missed += sum(at < begun for at in seen)
            got.seconds += [at - begun for at in seen if at >= begun]
        await asyncio.sleep(0.05)
    caller.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for begin in range(0, clients, 50):
        await asyncio.gather(*(one.close() for one in sockets[begin : begin + 50]))
    return got


def main(sizes: list[int], small: bool = False) -> Report:
    report = Report("WebSocket fan-out")
    counts = (20,) if small else (100, 500, 1000)
    p95 = {count: measure(report, count, events=5 if small else 20, idle=0 if small else IDLE) for count in counts}
    if not small:
        report.at_most("growth from 100 to 1,000 clients", p95[1000] / p95[100], 10, " ×")
    report.notes.append(
        "One web process, one client process; (w) is a bare ASGI function on uvicorn that sends one text to all."
    )
    return report
