"""GET of a queue: 50 rows with summary, as a member of a team sees them; of AEs here, of ICs in bench.ic_queue."""

from collections.abc import Generator
from dataclasses import dataclass, field
from statistics import median

from django.db import connection
from psycopg import ClientCursor, RawCursor

from bench.grown import api, grown, member
from bench.limits import Statement, bare, is_numbered, loop_rate, plain, record, yardstick
from bench.load import Request, Result, client_name, press
from bench.report import Report, finished
from bench.rig import running
from routing.enums import Queue

SHARES = {10_000: 0.25, 100_000: 0.35, 1_000_000: 0.40}  # of (b)
SERVERS = ("daphne", "uvicorn")


@dataclass
class Runs:
    """Medians over the runs of one size."""

    machine: list[float] = field(default_factory=list)
    loop: list[float] = field(default_factory=list)
    raw: list[Result] = field(default_factory=list)
    ours: dict[str, list[Result]] = field(default_factory=lambda: {name: [] for name in SERVERS})


def measure(size: int, report: Report, queue: Queue, *, runs: int = 3, seconds: float = 5) -> dict[str, float]:
    """Adds lines for that size; returns our rates by server, against the yardstick."""
    grown(size, queue)
    seller, path = member(queue=queue), f"/api/v1/queues/{queue.lower()}?limit=50"
    answer = api(seller).get(path)  # warm: policies, content types
    assert answer.status_code == 200, answer.content
    shown = len(answer.json()["queue"])
    statements = record(lambda: api(seller).get(path))
    page, summary = page_and_summary(statements)
    got = Runs()
    options = {"workers": 0, "beats": 0, "BENCH_RATE": "1000000000"}
    with bare(statements) as raw, running(**options) as rig, running(server="uvicorn", **options) as other:
        ports = {"daphne": rig.ports, "uvicorn": other.ports}
        for name in SERVERS:
            press(ports[name], [Request("GET", path, seller.bearer)], 2)
        press(raw, [Request("GET", "/")], 1)
        for _ in range(runs):
            got.machine.append(yardstick())
            got.loop.append(loop_rate([page, summary], min(seconds, 3)))
            got.raw.append(press(raw, [Request("GET", "/")], seconds))
            for name in SERVERS:
                got.ours[name].append(press(ports[name], [Request("GET", path, seller.bearer)], seconds))
    return _tell(report, size, got, statements, shown)


def _tell(report: Report, size: int, got: Runs, statements: list[Statement], shown: int) -> dict[str, float]:
    loop, raw_p95 = median(got.loop), median(one.p95 for one in got.raw)
    label = f"{size:,} entries"
    machine = median(got.machine)
    report.figure(f"{label}: (b) one loop", f"{loop:.0f} a second, {shown} rows a page")
    raw_rate = median(one.rate for one in got.raw)
    report.figure(f"{label}: (r) bare ASGI", f"{raw_rate:.0f} a second, p95 {raw_p95:.1f} ms")
    rates, speeds = {}, {}
    for name, results in got.ours.items():
        rates[name] = median(one.rate for one in results)
        speeds[name] = rates[name] / machine
        p50, p95 = median(one.p50 for one in results), median(one.p95 for one in results)
        bad = sum(one.bad + one.broken for one in results)
        shown_rate = f"{rates[name]:.0f} a second, p50 {p50:.1f} ms"
        goal = SHARES.get(size, 0.25)
        report.at_least(
            f"{label}, {name}: share of (b)", rates[name] / loop, goal, shown=f"{rates[name] / loop:.3f} ({shown_rate})"
        )
        report.at_most(
            f"{label}, {name}: p95 against (r)", p95 / raw_p95, 6, " ×", shown=f"{p95 / raw_p95:.2f} × ({p95:.1f} ms)"
        )
        report.none_of(f"{label}, {name}: answers other than 2xx", bad)
    report.at_most(f"{label}: SQL statements", len(statements), 4)
    for what, statement in zip(("page", "summary"), page_and_summary(statements), strict=True):
        report.texts.append((f"Plan of the {what}, {label}", plan(statement)))
    return speeds


def page_and_summary(statements: list[Statement]) -> tuple[Statement, Statement]:
    page = next(one for one in statements if "LIMIT 50" in one[0])
    summary = max((one for one in statements if one is not page), key=lambda one: one[0].upper().count("COUNT("))
    return page, summary


def plan(statement: Statement) -> str:
    sql, params = statement
    with connection.cursor():  # there is a connection
        kind = RawCursor if is_numbered(sql) else ClientCursor
        rows = kind(connection.connection).execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", plain(params)).fetchall()
    return "\n".join(row[0] for row in rows)


def steps(sizes: list[int], small: bool = False, queue: Queue = Queue.AE) -> Generator[int, None, Report]:
    """Stops after each size, so that others measure in the same world before it grows."""
    report = Report(f"GET /queues/{queue.lower()}: 50 rows and summary")
    rates = {}
    for size in sizes:
        rates[size] = measure(size, report, queue, runs=1, seconds=1) if small else measure(size, report, queue)
        yield size
    first, last = min(sizes), max(sizes)
    for name in SERVERS if first != last else ():
        report.at_most(f"{name}: growth from {first:,} to {last:,}", rates[first][name] / rates[last][name], 1.4, " ×")
    report.notes.append(
        "Two processes on two ports asked alternately over eight connections by "
        f"{client_name()}; a member's token, checked at each request; (b) is page and summary only, (r) all statements "
        "of the request but authentication."
    )
    return report


def main(sizes: list[int], small: bool = False) -> Report:
    return finished(steps(sizes, small))
