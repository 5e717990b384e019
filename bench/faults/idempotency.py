"""One key sent 64 times at once: one effect, and everybody gets the same bytes."""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from accounts.actions.create_api_key import create_api_key
from bench.client import BROKEN, Answer, Caller
from bench.faults import naive
from bench.floor import lead_body, open_floor
from bench.report import Report, upper_bound
from bench.rig import Rig, running
from core.actor import SYSTEM
from events.models import DomainEvent
from routing.models import Lead

UNFINISHED = {"IDEMPOTENCY_IN_PROGRESS", "SERVICE_UNAVAILABLE"}


@dataclass
class Round:
    answers: list[Answer] = field(default_factory=list)
    in_progress: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def distinct(self) -> int:
        return len({(answer.status, answer.body) for answer in self.answers})


def measure(*, sends: int = 64, rounds: int = 10, webs: int = 2) -> Report:
    """`rounds` keys for POST /leads and as many for POST assign, each sent `sends` times at once."""
    report = Report(f"Idempotency: one key sent {sends} times at once, {rounds} keys for each of two writes")
    floor = open_floor(2, places=rounds * 2)
    _, key = create_api_key("bench", ["system:routing"], by=SYSTEM, rate_per_minute=1_000_000)
    leads = floor.receive(rounds)
    seller = floor.sellers[0]
    created, assigned, reused = [], [], []
    with running(webs=webs, workers=0, beats=0, BENCH_RATE="1000000") as rig:
        for number in range(rounds):
            body = lead_body(floor.region)
            created.append((body["email"], asyncio.run(_send(rig, sends, f"Api-Key {key}", "/api/v1/leads", body))))
            path = f"/api/v1/queues/ae/{leads[number]}/assign"
            assigned.append((leads[number], asyncio.run(_send(rig, sends, seller.bearer, path, {}))))
        reused = asyncio.run(_reuse(rig, f"Api-Key {key}", floor.region))
    effects = {email: Lead.objects.filter(email=email).count() for email, _ in created}
    told = {lead: DomainEvent.objects.filter(name="lead.assigned", subject_id=lead).count() for lead, _ in assigned}
    _tell(report, "POST /leads", [one for _, one in created], list(effects.values()), sends)
    _tell(report, "POST assign", [one for _, one in assigned], list(told.values()), sends)
    report.exactly("the same key with another body: status", reused[0].status, 422)
    wrong = sum(count != 1 for count in [*effects.values(), *told.values()])
    report.figure(
        "keys with another number of effects than one",
        f"{wrong} in {2 * rounds}, 95 % bound {upper_bound(wrong, 2 * rounds)}",
    )
    report.must_fail("control, look for the key and then do: effects beyond one", naive.look_then_do(sends) - 1)
    return report


def _tell(report: Report, what: str, rounds: list[Round], effects: list[int], sends: int) -> None:
    report.exactly(f"{what}: most effects of one key", max(effects), 1)
    report.exactly(f"{what}: fewest effects of one key", min(effects), 1)
    report.exactly(f"{what}: most distinct answers of one key", max(one.distinct for one in rounds), 1)
    report.exactly(f"{what}: fewest answers of one key", min(len(one.answers) for one in rounds), sends)
    report.figure(f"{what}: told IN_PROGRESS and repeated", str(sum(one.in_progress for one in rounds)))
    report.none_of(f"{what}: answers 5xx", sum(len(one.errors) for one in rounds))


async def _send(rig: Rig, sends: int, authorization: str, path: str, body: dict[str, Any]) -> Round:
    """All at once on connections of their own; who is told IN_PROGRESS repeats."""
    done, key, gate = Round(), str(uuid4()), asyncio.Event()

    async def send(number: int) -> None:
        caller = Caller(rig.ports[number % len(rig.ports)], authorization)
        await gate.wait()
        for _ in range(100):
            try:
                answer = await caller.ask("POST", path, body, {"X-Idempotency-Key": key})
            except BROKEN as problem:
                done.errors.append(repr(problem))
                continue
            if answer.code not in UNFINISHED:
                done.answers.append(answer)
                done.errors += [str(answer.status)] if answer.status >= 500 else []
                break
            done.in_progress += 1
            await asyncio.sleep(0.2)
        caller.close()

    tasks = [asyncio.create_task(send(number)) for number in range(sends)]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*tasks)
    return done


async def _reuse(rig: Rig, authorization: str, region: str) -> list[Answer]:
    caller, key = Caller(rig.ports[0], authorization), {"X-Idempotency-Key": str(uuid4())}
    await caller.ask("POST", "/api/v1/leads", lead_body(region), key)
    answer = await caller.ask("POST", "/api/v1/leads", lead_body(region), key)
    caller.close()
    return [answer]


def main(small: bool = False) -> Report:
    return measure(sends=64, rounds=1, webs=1) if small else measure()
