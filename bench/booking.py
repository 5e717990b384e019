"""POST /call-requests: one call in a free member's calendar, with events, reminders, invitations in one transaction."""

import asyncio
from collections.abc import Generator
from datetime import datetime, timedelta
from statistics import median
from typing import Any

import orjson

from bench.call_desk import HALF, Desk, deadlocks, open_desk, overlaps
from bench.faults.slots import PATH, Round, book_at_once
from bench.grown import grown
from bench.limits import Statement, bare, record, yardstick
from bench.load import Request, press
from bench.queue import SERVERS
from bench.report import Report, finished
from bench.rig import running
from bench.targets import recipe
from core.testing.api import Api
from scheduling.models import CallRequest, Topic
from workforce.enums import Work
from workforce.models import CapacitySlot

MEMBERS, RIVALS = 8, 16


def measure(
    size: int, report: Report, *, runs: int = 3, seconds: float = 2, raw_seconds: float = 1, races: int = 20
) -> dict[str, float]:
    grown(size)
    desk = open_desk(MEMBERS, 64)
    Topic.objects.filter(code="BILLING").update(window_days=366)
    CapacitySlot.objects.bulk_create(  # more than anybody may have: every booking takes one, and none is freed
        CapacitySlot(staff=member.staff, work=Work.CALL, number=number)
        for member in desk.members
        for number in range(1_000, 4_000)
    )
    statements, other, call = _recorded(desk)
    slots = iter(range(10, 366 * 48))
    raw: list[float] = []
    machine: dict[str, list[float]] = {name: [] for name in SERVERS}
    ours: dict[str, list[float]] = {name: [] for name in SERVERS}
    bad, again, wrong, p95 = 0, 0, 0, dict.fromkeys(SERVERS, 0.0)
    rounds: list[Round] = []
    before = deadlocks()
    for name in SERVERS:
        with running(workers=0, beats=0, server=name, BENCH_RATE="1000000000") as rig:
            for _ in range(runs):
                with bare(statements, **_recipe(desk, statements, other, call, slots, 900)) as ports:
                    press(ports, [Request("POST", "/")], 0.3)
                    limit = press(ports, [Request("POST", "/")], raw_seconds)
                    raw.append(limit.rate)
                    wrong += limit.bad + limit.broken
                machine[name].append(yardstick(0.5))
                wanted = [_request(desk, number, next(slots)) for number in range(600)]
                press(rig.ports, wanted[:8], 1)
                got = press(rig.ports, wanted[64:], seconds)
                ours[name].append(got.rate)
                bad += got.bad + got.broken
                again += max(0, got.requests - len(wanted) + 64)
                p95[name] = got.p95
            if name == SERVERS[0]:
                rounds = _race(desk, rig.ports, races)
    rates = _tell(report, size, raw, ours, p95, (bad, again, wrong), statements)
    _tell_race(report, size, rounds, deadlocks() - before)
    return {name: rate / median(machine[name]) for name, rate in rates.items()}


def _race(desk: Desk, ports: list[int], races: int) -> list[Round]:
    """One member alone, so that one of the rivals can have the time."""
    alone = open_desk(1, RIVALS)
    rounds = [asyncio.run(book_at_once(ports, alone, alone.slot(number * 2))) for number in range(races + 2)]
    Topic.objects.get(code="BILLING").teams.set([desk.team])
    return rounds[2:]  # the first ones warm up


def _tell(
    report: Report, size: int, raw: list[float], ours: dict[str, list[float]], p95: dict[str, float],
    bad: tuple[int, int, int],
    statements: list[Statement],
) -> dict[str, float]:  # fmt: skip
    label, limit = f"{size:,} entries", median(raw)
    report.figure(f"{label}: (r) the same statements, bare", f"{limit:.0f} a second")
    rates = {}
    for name, got in ours.items():
        rates[name] = median(got)
        shown = f"{rates[name] / limit:.3f} ({rates[name]:.0f} a second, p95 {p95[name]:.0f} ms)"
        report.at_least(f"{label}, {name}: share of (r)", rates[name] / limit, 0.10, shown=shown)
    report.none_of(f"{label}: answers other than 2xx", bad[0])
    report.none_of(f"{label}: failures of the bare function", bad[2])
    report.none_of(f"{label}: times sent twice for want of others", bad[1])
    report.figure(f"{label}: SQL statements", str(len(statements)))
    heads = (f"{number}. {' '.join(sql.split())[:110]}" for number, (sql, _) in enumerate(statements, 1))
    report.texts.append((f"Statements of one booking, {label}", "\n".join(heads)))
    return rates


def _tell_race(report: Report, size: int, rounds: list[Round], broken: int) -> None:
    label = f"{size:,} entries, {RIVALS} at once for one time, {len(rounds)} rounds"
    report.exactly(f"{label}: most winners", max(one.won for one in rounds), 1)
    report.exactly(f"{label}: fewest winners", min(one.won for one in rounds), 1)
    report.none_of(f"{label}: answers 5xx", sum(answer.status >= 500 for one in rounds for answer in one.answers))
    report.none_of(f"{label}: deadlocks", broken)
    report.none_of(f"{label}: overlaps", overlaps())
    slowest = median(max(one.seconds) for one in rounds) * 1000
    report.at_most(f"{label}: slowest answer, median of the rounds", slowest, 250, " ms")


def _recorded(desk: Desk) -> tuple[list[Statement], list[Statement], CallRequest]:
    """The statements of a booking, those of another, and the call that the first one made."""
    api = Api(desk.authorization, Host="localhost")

    def book(number: int) -> list[Statement]:
        def send() -> None:
            answer = api.post(PATH, desk.body(desk.customers[number], desk.slot(number)))
            assert answer.status_code == 201, answer.content

        return record(send)

    book(0)  # policies and codes are known
    statements, other = book(1), book(2)
    call = CallRequest.objects.select_related("booking", "work_item__owner", "customer__company")
    # the demo world may have a call at that time, too
    return statements, other, call.filter(scheduled_date_time=desk.slot(1)).latest("id")


def _recipe(
    desk: Desk, statements: list[Statement], other: list[Statement], call: CallRequest, slots: Any, count: int
) -> dict[str, Any]:
    """The same booking at other times, for other customers, with the same member."""
    assert call.scheduled_date_time is not None
    assert call.customer is not None
    item = call.work_item
    assert item.capacity_slot_id is not None
    targets, shifts = [], []
    for number in range(count):
        slot, customer = next(slots), desk.customers[3 + number % (len(desk.customers) - 3)]
        targets.append(
            {"customer": str(customer.pk), "customer_id": customer.public_id, "number": f"BENCH-{desk.mark}-{slot}"}
        )
        shifts.append((slot - 1) * HALF)
    return recipe(
        statements,
        other,
        {"customer": str(call.customer.pk), "customer_id": call.customer.public_id, "number": call.number},
        targets,
        item.capacity_slot_id,
        moments=_moments(call.scheduled_date_time),
        shifts=shifts,
    )


def _moments(starts_at: datetime) -> list[datetime]:
    return [starts_at, starts_at + timedelta(minutes=30)]


def _request(desk: Desk, number: int, slot: int) -> Request:
    body = desk.body(desk.customers[number % len(desk.customers)], desk.slot(slot))
    return Request("POST", PATH, desk.authorization, "", orjson.dumps(body).decode())


def steps(sizes: list[int], small: bool = False) -> Generator[int, None, Report]:
    report = Report("POST /call-requests")
    rates = {}
    for size in sizes:
        rates[size] = measure(size, report, runs=1, seconds=1, races=5) if small else measure(size, report)
        yield size
    first, last = min(sizes), max(sizes)
    for name in SERVERS if first != last else ():
        report.at_most(f"{name}: growth from {first:,} to {last:,}", rates[first][name] / rates[last][name], 1.2, " ×")
    report.notes.append(
        f"Every request books another half hour with {MEMBERS} members. (r) replays the recorded statements in one "
        "transaction with other rows' values. Without authentication, BEGIN and COMMIT."
    )
    return report


def main(sizes: list[int], small: bool = False) -> Report:
    return finished(steps(sizes, small))
