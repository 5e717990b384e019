"""POST assign: one lead, one owner, with audit, event and deliveries in the same transaction."""

from collections.abc import Generator
from statistics import median
from uuid import uuid4

from bench.floor import Floor, Seller, open_floor
from bench.grown import api, grown
from bench.limits import Statement, bare, record, yardstick
from bench.load import Request, press
from bench.queue import SERVERS
from bench.report import Report, finished
from bench.rig import running
from bench.targets import recipe
from core.ids import public_id
from routing.models import Lead, QueueEntry, WorkItem

SELLERS = 8


def measure(
    size: int, report: Report, *, runs: int = 3, seconds: float = 2, raw_seconds: float = 1, spare: int = 3980
) -> dict[str, float]:
    grown(size)
    floor = open_floor(SELLERS, places=500)
    names = iter(floor.receive(spare))
    statements, other, recorded = _recorded(floor, next(names), next(names))
    share = {"ours": int(spare * 0.315 / runs), "raw": int(spare * 0.36 / runs)}
    raw: list[float] = []
    machine: dict[str, list[float]] = {name: [] for name in SERVERS}
    ours: dict[str, list[float]] = {name: [] for name in SERVERS}
    bad, again, wrong, p95 = 0, 0, 0, dict.fromkeys(SERVERS, 0.0)
    for _ in range(runs):
        targets = [_names(lead, floor.sellers[n % SELLERS]) for n, lead in _take(names, share["raw"])]
        made = recipe(statements, other, recorded[0], targets, recorded[1])
        with bare(statements, **made) as ports:
            got = press(ports, [Request("POST", "/")], raw_seconds)
            raw.append(got.rate)
            wrong += got.bad + got.broken
    for name in SERVERS:
        with running(workers=0, beats=0, server=name, BENCH_RATE="1000000000") as rig:
            for _ in range(runs):
                machine[name].append(yardstick(0.5))
                wanted = [_request(lead, floor.sellers[n % SELLERS]) for n, lead in _take(names, share["ours"])]
                warm, wanted = wanted[:8], wanted[8:]
                press(rig.ports, warm, 1)
                got = press(rig.ports, wanted, seconds)
                ours[name].append(got.rate)
                bad += got.bad + got.broken
                again += max(0, got.requests - len(wanted))
                p95[name] = got.p95
    rates = _tell(report, size, raw, ours, p95, (bad, again, wrong), statements)
    return {name: rate / median(machine[name]) for name, rate in rates.items()}


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
    report.none_of(f"{label}: claims sent twice for want of leads", bad[1])
    report.at_most(f"{label}: SQL statements", len(statements), 9)
    heads = (f"{number}. {' '.join(sql.split())[:110]}" for number, (sql, _) in enumerate(statements, 1))
    report.texts.append((f"Statements of one assignment, {label}", "\n".join(heads)))
    return rates


def _recorded(floor: Floor, one: str, two: str) -> tuple[list[Statement], list[Statement], tuple[dict[str, str], int]]:
    """The statements of an assignment, those of another, how the first one's rows are called and the place it took."""
    seller = floor.sellers[0]
    api(seller).get("/api/v1/queues/ae?limit=1")  # policies and codes are known

    def assign(lead: str) -> list[Statement]:
        def send() -> None:
            answer = api(seller).post(f"/api/v1/queues/ae/{lead}/assign", {}, key=True)
            assert answer.status_code == 200, answer.content

        return record(send)

    statements, other = assign(one), assign(two)
    item = WorkItem.objects.get(queue_entry__lead=Lead.parse_id(one))
    assert item.capacity_slot_id is not None
    return statements, other, (_names(one, seller), item.capacity_slot_id)


def _names(lead: str, seller: Seller) -> dict[str, str]:
    """Everything by which the statements call the lead, its item, entry and owner-to-be."""
    entry = QueueEntry.objects.select_related("work_item").get(lead=Lead.parse_id(lead))
    item, staff = entry.work_item, seller.staff
    return {
        "lead": str(entry.lead_id),
        "lead_id": lead,
        "entry": str(entry.pk),
        "entry_id": entry.public_id,
        "item": str(item.pk),
        "item_id": item.public_id,
        "journey": str(item.journey_id),
        "staff": str(staff.pk),
        "staff_id": staff.public_id,
        "user_id": public_id("user", staff.pk),
    }


def _take(names: object, count: int) -> list[tuple[int, str]]:
    return [(number, lead) for number, lead in zip(range(count), names, strict=False)]  # type: ignore[call-overload]


def _request(lead: str, seller: Seller) -> Request:
    return Request("POST", f"/api/v1/queues/ae/{lead}/assign", seller.bearer, str(uuid4()), "{}")


def steps(sizes: list[int], small: bool = False) -> Generator[int, None, Report]:
    report = Report("POST /queues/ae/{lead}/assign")
    rates = {}
    for size in sizes:
        if small:
            rates[size] = measure(size, report, runs=1, seconds=1, raw_seconds=1, spare=500)
        else:
            rates[size] = measure(size, report)
        yield size
    first, last = min(sizes), max(sizes)
    for name in SERVERS if first != last else ():
        report.at_most(f"{name}: growth from {first:,} to {last:,}", rates[first][name] / rates[last][name], 1.2, " ×")
    report.notes.append(
        "Every request claims another lead with a key of its own. (r) replays the recorded statements in one "
        "transaction with other rows' values. Without authentication, BEGIN and COMMIT."
    )
    return report


def main(sizes: list[int], small: bool = False) -> Report:
    return finished(steps(sizes, small))
