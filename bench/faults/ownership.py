"""Everybody claims the same leads while web and worker are killed: one owner each, nobody over capacity, nothing lost.

The leads are let go in rounds, and one process is killed in the middle of each round, so that every kill hits claims
in flight. A client that gets no answer repeats with the same idempotency key until it has one. A first phase has room
for every lead; a second has not, and what does not fit must stay in line.
"""

import asyncio
import time
from dataclasses import dataclass, field
from random import Random
from uuid import uuid4

from bench.client import BROKEN, Answer, Caller
from bench.faults import invariants, naive
from bench.faults.journal import Journal
from bench.floor import Floor, Seller, open_floor
from bench.processes import Child, wait_until
from bench.report import Report, upper_bound
from bench.rig import Rig, running

AGAIN = {"IDEMPOTENCY_IN_PROGRESS", "RATE_LIMITED", "SERVICE_UNAVAILABLE"}
ROUND_LIMIT = 90.0  # seconds


@dataclass
class Race:
    rig: Rig
    floor: Floor
    journal: Journal
    chance: Random
    board: list[str] = field(default_factory=list)
    full: set[str] = field(default_factory=set)
    in_flight: int = 0
    hit: int = 0  # claims in flight at the kills

    async def client(self, seller: Seller) -> None:
        """Claims from the top of the board until it is empty or the seller is full."""
        staff = seller.staff.public_id
        callers = [Caller(port) for port in self.rig.ports]
        try:
            while self.board and staff not in self.full:
                lead = self.chance.choice(self.board[:8])
                answer = await self._claim(callers, seller, lead)
                if answer.status == 200:
                    self.journal.won.append((lead, staff))
                if answer.code == "AE_CAPACITY_EXCEEDED":
                    self.full.add(staff)
                elif lead in self.board:
                    self.board.remove(lead)
        finally:
            for caller in callers:
                caller.close()

    async def _claim(self, callers: list[Caller], seller: Seller, lead: str) -> Answer:
        key, begun, journal = str(uuid4()), time.monotonic(), self.journal
        journal.sent += 1
        while True:
            caller = self.chance.choice(callers)
            caller.authorization = seller.bearer
            self.in_flight += 1
            try:
                answer = await caller.ask("POST", f"/api/v1/queues/ae/{lead}/assign", {}, {"X-Idempotency-Key": key})
            except BROKEN:
                journal.repeated += 1
                await asyncio.sleep(self.chance.uniform(0.02, 0.2))
                continue
            finally:
                self.in_flight -= 1
            if answer.code in AGAIN or answer.status == 503:
                journal.repeated += 1
                await asyncio.sleep(self.chance.uniform(0.05, 0.3))
                continue
            journal.note(answer, time.monotonic() - begun)
            return answer

    async def round(self, leads: list[str], victim: Child, clients: int) -> None:
        self.board = list(leads)
        sellers = self.floor.sellers
        tasks = [asyncio.create_task(self.client(sellers[n % len(sellers)])) for n in range(clients)]
        await asyncio.sleep(self.chance.uniform(0.02, 0.25))
        self.hit += self.in_flight
        victim.kill()
        victim.start()
        async with asyncio.timeout(ROUND_LIMIT):
            await asyncio.gather(*tasks)


def measure(
    *, sellers: int = 40, leads: int = 500, clients: int = 64, kills: int = 25, phases: tuple[int, ...] = (13, 10),
    seed: int = 1, lease: float = 5.0, webs: int = 2, beats: int = 1
) -> Report:  # fmt: skip
    """phases: places of each seller in each phase; each has `leads` leads and `kills` kills of its own."""
    report = Report(f"Ownership: {clients} clients, {leads} leads, {sellers} AEs, kill -9 of web and worker")
    chance = Random(seed)
    violations = trials = kills_done = 0
    with running(webs=webs, beats=beats, BENCH_LEASE=str(lease), BENCH_RATE="1000000") as rig:
        for places in phases:
            floor = open_floor(sellers, places)
            names = floor.receive(leads)
            race = Race(rig, floor, Journal(), chance)
            begun = time.monotonic()
            asyncio.run(_all_rounds(race, names, kills, clients))
            took = time.monotonic() - begun
            drained = wait_until(lambda: invariants.unsettled() == 0, 180, "everything delivered", every=0.3)
            found = invariants.ownership(names, race.journal.won, places)
            found["leads in line beyond those without room"] = abs(floor.waiting - max(0, leads - sellers * places))
            found["answers 5xx other than 503"] = len(race.journal.errors)
            _tell(report, f"{places} places each", race, found, took, drained)
            violations += sum(found.values())
            trials += leads
            kills_done = rig.kills
        killed = {child.name: child.kills for child in rig.children if child.kills}
    report.at_least("kills", kills_done, kills * len(phases), shown=f"{kills_done} ({_named(killed)})")
    report.figure(
        "violations in kills", f"{violations} in {kills_done}, 95 % bound {upper_bound(violations, kills_done)}"
    )
    report.figure("violations in leads", f"{violations} in {trials}, 95 % bound {upper_bound(violations, trials)}")
    report.must_fail("control, check then write: leads with two owners", naive.check_then_write(leads, clients))
    report.notes.append(f"Seed {seed}. Leases of deliveries {lease:g} s instead of 60 s, so that the drain ends soon.")
    return report


async def _all_rounds(race: Race, names: list[str], kills: int, clients: int) -> None:
    size = -(-len(names) // kills)
    victims = [*race.rig.webs, *race.rig.webs, *race.rig.workers]
    for begin in range(0, len(names), size):
        await race.round(names[begin : begin + size], race.chance.choice(victims), clients)


def _tell(report: Report, phase: str, race: Race, found: dict[str, int], took: float, drained: float) -> None:
    journal = race.journal
    report.figure(
        f"{phase}: claims",
        f"{journal.sent} sent in {took:.0f} s, {len(set(journal.won))} won, {journal.repeated} repeated, "
        f"{journal.replayed} answered from the stored answer; {journal.spent()}",
    )
    refused = ", ".join(f"{count} {name}" for name, count in sorted(journal.refused.items()))
    report.figure(f"{phase}: refusals", refused or "none")
    report.figure(f"{phase}: in flight at the kills, drained after", f"{race.hit}, {drained:.1f} s")
    report.invariants(phase, found)
    report.texts += [("Errors", "\n".join(journal.errors[:5]))] if journal.errors else []


def _named(killed: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in killed.items())


def main(small: bool = False) -> Report:
    if small:
        return measure(sellers=6, leads=24, clients=16, kills=3, phases=(3,), lease=2)
    return measure()
