"""64 clients with one token against a limit of 200 a minute, on two web processes; Redis restarted in mid-window."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import redis

from bench.client import BROKEN, Caller
from bench.floor import Seller, open_floor
from bench.processes import answers, wait_until
from bench.report import Report
from bench.rig import Rig, running

LIMIT = 200


def measure(*, clients: int = 64, webs: int = 2, seconds: float = 12) -> Report:
    report = Report(f"A limit of {LIMIT} a minute: {clients} clients, {webs} web processes")
    floor = open_floor(2, places=1)
    with running(webs=webs, workers=0, beats=0) as rig:
        for what, seller, restart in (
            ("steady", floor.sellers[0], False),
            ("Redis restarted in mid-window", floor.sellers[1], True),
        ):
            allowed, sent, errors = asyncio.run(_press(rig, seller, clients, seconds, restart=restart))
            report.at_most(f"{what}: allowed of {sent}", allowed, LIMIT * 1.01)
            report.at_least(f"{what}: allowed at least the limit", allowed, min(sent, LIMIT))
            report.none_of(f"{what}: answers 5xx", errors)
        naive = _naive(str(rig.folder / "valkey.sock"), clients)
    report.must_fail("control, read then write a counter: allowed beyond the limit", naive - LIMIT)
    return report


async def _press(rig: Rig, seller: Seller, clients: int, seconds: float, *, restart: bool) -> tuple[int, int, int]:
    """How many of how many requests were let through within less than a minute, and how many failed."""
    statuses: list[int] = []
    until = time.monotonic() + seconds
    spoofed = iter(range(10**9))

    async def client(number: int) -> None:
        caller = Caller(rig.ports[number % len(rig.ports)], seller.bearer)
        while time.monotonic() < until and len(statuses) < 30 * LIMIT:
            try:
                # whoever says to be somebody else is counted all the same
                headers = {"X-Forwarded-For": f"203.0.113.{next(spoofed) % 250}"}
                answer = await caller.ask("GET", "/api/v1/queues/ae?limit=1", headers=headers)
            except BROKEN:
                continue
            statuses.append(answer.status)
            if answer.status == 429:
                await asyncio.sleep(0.05)
        caller.close()

    tasks = [asyncio.create_task(client(number)) for number in range(clients)]
    if restart:
        while statuses.count(200) < LIMIT // 2:
            await asyncio.sleep(0.01)
        rig.valkey.kill()
        await asyncio.sleep(min(3.0, seconds / 3))
        rig.valkey.start()
        await asyncio.to_thread(wait_until, lambda: answers(rig.folder / "valkey.sock"), 20, "Valkey")
    await asyncio.gather(*tasks)
    return statuses.count(200), len(statuses), sum(status >= 500 for status in statuses)


def _naive(path: str, clients: int) -> int:
    """How many a counter admits that is read and then written, as a plain cache does it."""
    own = redis.Redis.from_url(f"unix://{path}")
    own.delete("bench:naive")

    def client(_number: int) -> int:
        line, admitted = redis.Redis.from_url(f"unix://{path}"), 0
        for _ in range(LIMIT // 8):
            used = int(line.get("bench:naive") or 0)
            if used < LIMIT:
                line.set("bench:naive", used + 1)
                admitted += 1
        return admitted

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(client, range(clients)))


def main(small: bool = False) -> Report:
    if small:
        return measure(webs=1, seconds=6)
    return measure()
