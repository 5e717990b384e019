"""Claims by several workers at once, without HTTP; against three plain statements in a transaction."""

import multiprocessing
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from statistics import median
from typing import Any

from bench.claimer import Job, Span, plainly, really, set_up
from bench.floor import Floor, open_floor
from bench.grown import grown
from bench.limits import yardstick
from bench.report import Report, finished
from bench.rig import database_url
from events.models import DomainEvent
from routing.enums import State
from routing.models import Lead, WorkItem

WORKERS, RACERS = 8, 16


def measure(size: int, report: Report, *, runs: int = 3, each: int = 60) -> float:
    grown(size)
    floor = open_floor(RACERS, places=500)
    names = floor.receive(WORKERS * each * runs + each)
    items = list(
        WorkItem.objects.filter(queue_entry__lead__in=[Lead.parse_id(one) for one in names]).values_list(
            "pk", flat=True
        )
    )
    contested, items = items[:each], items[each:]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(RACERS, mp_context=spawn, initializer=set_up, initargs=(database_url(),)) as pool:
        list(pool.map(really, [([], seller.staff.pk) for seller in floor.sellers]))  # warm
        plain, ours, machine = [], [], []
        for run in range(runs):
            machine.append(yardstick(0.5))
            part = items[run * WORKERS * each : (run + 1) * WORKERS * each]
            jobs = _jobs(part, floor, WORKERS)
            plain.append(_rate(pool, plainly, jobs, len(part)))
            _give_back(part)
            ours.append(_rate(pool, really, jobs, len(part)))
        list(pool.map(really, [(contested, seller.staff.pk) for seller in floor.sellers]))
    limit, rate = median(plain), median(ours)
    report.figure(f"{size:,} entries: (d) three plain statements", f"{limit:.0f} claims a second")
    report.at_least(
        f"{size:,} entries: share of (d)", rate / limit, 0.15, shown=f"{rate / limit:.3f} ({rate:.0f} claims a second)"
    )
    report.none_of(f"{size:,} entries: duplicates, {RACERS} workers on the same {each} leads", _doubled(contested))
    return rate / median(machine)


def _jobs(items: Sequence[Any], floor: Floor, workers: int) -> list[Job]:
    return [(items[number::workers], floor.sellers[number].staff.pk) for number in range(workers)]


def _rate(pool: ProcessPoolExecutor, act: Callable[[Job], Span], jobs: list[Job], count: int) -> float:
    spans = list(pool.map(act, jobs))
    return count / (max(end for _, end in spans) - min(begun for begun, _ in spans))


def _give_back(items: Sequence[Any]) -> None:
    from workforce.models import CapacitySlot

    slots = list(WorkItem.objects.filter(pk__in=items).values_list("capacity_slot_id", flat=True))
    WorkItem.objects.filter(pk__in=items).update(
        state=State.QUEUED, owner=None, capacity_slot=None, assigned_at=None, version=1
    )
    CapacitySlot.objects.filter(pk__in=slots).update(taken=False)


def _doubled(items: Sequence[Any]) -> int:
    """Leads with another number of owners than one, by the item and by its events."""
    leads = [
        Lead(pk=about).public_id for about in WorkItem.objects.filter(pk__in=items).values_list("about_id", flat=True)
    ]
    told = list(
        DomainEvent.objects.filter(name="lead.assigned", subject_id__in=leads).values_list("subject_id", flat=True)
    )
    owned = WorkItem.objects.filter(pk__in=items, owner__isnull=False).count()
    return abs(len(told) - len(leads)) + len(told) - len(set(told)) + len(leads) - owned


def steps(sizes: list[int], small: bool = False) -> Generator[int, None, Report]:
    report = Report(f"Claims by {WORKERS} workers")
    rates = {}
    for size in sizes:
        rates[size] = measure(size, report, runs=1, each=10) if small else measure(size, report)
        yield size
    first, last = min(sizes), max(sizes)
    if first != last:
        report.at_most(f"growth from {first:,} to {last:,}", rates[first] / rates[last], 1.3, " ×")
    report.notes.append(
        "Processes of their own, one member each. A claim of ours writes audit, event and deliveries too."
    )
    return report


def main(sizes: list[int], small: bool = False) -> Report:
    return finished(steps(sizes, small))
