"""A page that sleeps through changes and wakes: it ends equal to a fresh load.

Three ways to sleep: disconnected; connected but not reading; and away for longer than the feed reaches back, which
must be told as "start anew" and never as silence.
"""

import asyncio
import time
from typing import Any

from channels.db import database_sync_to_async
from django.db import transaction

from bench.client import Caller
from bench.floor import Floor, Seller, open_floor
from bench.report import Report
from bench.rig import Rig, running
from bench.sockets import Watcher
from core import clock
from core.actor import SYSTEM
from core.ids import new_id
from events.feed import REACH, stamp
from events.publish import emit
from routing.actions.assign_lead import assign_lead
from routing.actions.change_owner import lock_item
from routing.actions.release_work import release_work
from routing.events import LeadScoreChanged
from routing.models import Lead, WorkItem

SETTLE = 20.0  # seconds


def measure(*, changes: int = 100, leads: int = 40) -> Report:
    report = Report(f"A page asleep through {changes} changes")
    floor = open_floor(2, places=leads * 2)
    names = floor.receive(leads)
    stamp()
    with running(webs=1, workers=0, beats=0, BENCH_RATE="1000000") as rig:
        asyncio.run(_sleep(report, rig, floor, names, changes, "disconnected"))
        asyncio.run(_sleep(report, rig, floor, names, changes, "not reading"))
        asyncio.run(_oversleep(report, rig, floor, names[0]))
    return report


async def _sleep(report: Report, rig: Rig, floor: Floor, names: list[str], changes: int, way: str) -> None:
    seller = floor.sellers[0]
    page = Watcher(seller, rig.ports[0])
    await page.connect()
    mirror = await _queue(rig, seller)
    if way == "disconnected":
        await page.leave()
    changed = await database_sync_to_async(_change)(floor, names, changes)
    await database_sync_to_async(stamp)()
    if way == "disconnected":
        await page.connect()
    listening = asyncio.create_task(page.listen())
    async with asyncio.timeout(SETTLE):
        while changed - page.leads():
            await asyncio.sleep(0.05)
    listening.cancel()
    fresh = await _queue(rig, seller)
    for lead in page.leads():  # the page fetches again what the frames named, and nothing else
        mirror.pop(lead, None)
        if lead in fresh:
            mirror[lead] = fresh[lead]
    await page.leave()
    differing = [lead for lead in mirror.keys() | fresh.keys() if mirror.get(lead) != fresh.get(lead)]
    report.none_of(f"{way}: rows that differ from a fresh load ({len(fresh)} rows)", len(differing))
    report.none_of(f"{way}: frames told twice", page.doubled)
    report.figure(f"{way}: frames told on waking", f"{len(page.frames)} about {len(page.leads())} leads")


async def _oversleep(report: Report, rig: Rig, floor: Floor, lead: str) -> None:
    page = Watcher(floor.sellers[0], rig.ports[0])
    await page.connect()
    await page.leave()
    await database_sync_to_async(chatter)(floor, lead, REACH + 50)
    while await database_sync_to_async(stamp)():
        pass
    await page.connect()
    listening = asyncio.create_task(page.listen())
    async with asyncio.timeout(SETTLE):
        while not page.resyncs:
            await asyncio.sleep(0.05)
    listening.cancel()
    await page.leave()
    report.exactly(f"away for more than {REACH} events: told to start anew", page.resyncs, 1)


def _change(floor: Floor, names: list[str], changes: int) -> set[str]:
    """Claims and releases through the real verbs; the leads that changed."""
    changed = set()
    for number in range(changes):
        lead = names[number % len(names)]
        item = WorkItem.objects.get(queue_entry__lead=Lead.parse_id(lead))
        _turn(item, floor.sellers[number % 2])
        changed.add(lead)
    return changed


def _turn(item: WorkItem, seller: Seller) -> None:
    by, at = SYSTEM.on(item.journey_id), clock.now()
    with transaction.atomic():
        locked = lock_item(item.pk)
        if locked.is_owned:
            release_work(locked, reason="Bench", by=by, at=at)
        else:
            assign_lead(locked, seller.staff, by=by, at=at, reason="MANUAL")


def chatter(floor: Floor, lead: str, count: int) -> float:
    """That many events about the lead in one transaction, all with their place; the instant before the commit."""
    item = WorkItem.objects.get(queue_entry__lead=Lead.parse_id(lead))
    with transaction.atomic():
        for number in range(count):
            event = LeadScoreChanged(
                lead_id=lead,
                queue_entry_id=item.queue_entry.public_id,
                team_id=floor.team.public_id,
                owner_id="",
                score=number % 100,
                priority="HIGH",
            )
            emit(event, by=SYSTEM.on(new_id()), at=clock.now())
        return time.monotonic()


async def _queue(rig: Rig, seller: Seller) -> dict[str, Any]:
    """The queue as the seller's browser loads it, without what only the clock changes."""
    caller, found, offset = Caller(rig.ports[0], seller.bearer), {}, 0
    while True:
        answer = await caller.ask("GET", f"/api/v1/queues/ae?scope=team&limit=50&offset={offset}")
        shown = answer.json()
        for row in shown["queue"]:
            found[row["lead_id"]] = {name: value for name, value in row.items() if name != "timing"}
        offset += 50
        if not shown["pagination"]["has_more"]:
            caller.close()
            return found


def main(small: bool = False) -> Report:
    return measure(changes=100, leads=20) if small else measure()
