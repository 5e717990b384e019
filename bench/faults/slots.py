"""200 customers book one slot at once, fifty times: one has it, the others hear of at least three other times.

Over HTTP, through two web processes, each request on a connection of its own. PostgreSQL's own count of deadlocks and
a search for overlapping bookings say what the answers may hide; checking before writing, the control, must fail.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from bench.call_desk import Desk, deadlocks, open_desk, overlaps
from bench.client import BROKEN, Answer, Caller
from bench.faults import naive
from bench.report import Report, percentile, upper_bound
from bench.rig import running
from scheduling.models import CallRequest
from workforce.models import Booking

PATH = "/api/v1/call-requests"


@dataclass
class Round:
    answers: list[Answer] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def won(self) -> int:
        return sum(answer.status == 201 for answer in self.answers)

    @property
    def without_alternatives(self) -> int:
        return sum(len(_alternatives(answer)) < 3 for answer in self.answers if answer.status != 201)

    @property
    def codes(self) -> Counter[str]:
        return Counter(answer.code or str(answer.status) for answer in self.answers)


def _alternatives(answer: Answer) -> list[Any]:
    found = answer.json().get("error", {}).get("details", {}).get("alternatives", [])
    return list(found)


def measure(*, clients: int = 200, rounds: int = 50, webs: int = 2) -> Report:
    report = Report(f"Slots: {clients} bookings of one slot at once, {rounds} rounds")
    desk = open_desk(1, clients)
    before = deadlocks()
    with running(webs=webs, workers=0, beats=0, BENCH_RATE="1000000") as rig:
        done = [asyncio.run(book_at_once(rig.ports, desk, desk.slot(number * 2))) for number in range(rounds)]
    _tell(report, done, clients)
    connection.close()  # statistics are read anew
    calls = CallRequest.objects.filter(work_item__team=desk.team)
    starts = Counter(Booking.objects.live().filter(call_request__in=calls).values_list("starts_at", flat=True))
    report.exactly("slots that were booked", len(starts), rounds)
    report.exactly("most bookings of one slot", max(starts.values()), 1)
    report.exactly("calls that are kept", calls.count(), rounds)
    report.none_of("overlapping bookings in the table", overlaps())
    report.none_of("deadlocks that PostgreSQL had to break", deadlocks() - before)
    wrong = sum(one.won != 1 for one in done)
    report.figure("slots with another number of winners than one", f"{wrong} in {rounds}, {upper_bound(wrong, rounds)}")
    report.must_fail("control, check then write: slots given twice", naive.check_then_write(rounds, min(clients, 64)))
    return report


def _tell(report: Report, done: list[Round], clients: int) -> None:
    report.exactly("most winners of a round", max(one.won for one in done), 1)
    report.exactly("fewest winners of a round", min(one.won for one in done), 1)
    report.exactly("fewest answers of a round", min(len(one.answers) for one in done), clients)
    report.none_of("requests without an answer", sum(len(one.broken) for one in done))
    report.none_of("losers with fewer than three alternatives", sum(one.without_alternatives for one in done))
    codes = sum((one.codes for one in done), Counter())
    report.figure("answers", ", ".join(f"{count} {code}" for code, count in codes.most_common()))
    report.none_of("answers 5xx", sum(answer.status >= 500 for one in done for answer in one.answers))
    seconds = [each for one in done for each in one.seconds]
    p50, p99 = (percentile(seconds, share) * 1000 for share in (0.5, 0.99))
    report.figure("waited for an answer", f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, slowest {max(seconds) * 1000:.0f} ms")


async def book_at_once(ports: Sequence[int], desk: Desk, starts_at: datetime) -> Round:
    """Every customer of the desk wants that time, all let go together."""
    done, gate = Round(), asyncio.Event()

    async def book(place: int) -> None:
        caller = Caller(ports[place % len(ports)], desk.authorization, patience=120)
        await gate.wait()
        begun = time.monotonic()
        try:
            done.answers.append(await caller.ask("POST", PATH, desk.body(desk.customers[place], starts_at)))
        except BROKEN as problem:
            done.broken.append(repr(problem))
        done.seconds.append(time.monotonic() - begun)
        caller.close()

    tasks = [asyncio.create_task(book(place)) for place in range(len(desk.customers))]
    await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*tasks)
    return done


def main(small: bool = False) -> Report:
    return measure(clients=32, rounds=3, webs=1) if small else measure()
