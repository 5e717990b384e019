"""Free slots against a plain merge of the same intervals in memory, the least anybody must do."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from statistics import median
from time import perf_counter
from uuid import UUID

from django.db import connection

from bench.report import Report
from workforce.rules.free_slots import Busy, Member, Period, SlotRules, free_slots
from workforce.rules.working_time import Calendar, Weekly, Window

ZONES = ("America/New_York", "Europe/Berlin", "Europe/London", "Asia/Kolkata", "Australia/Lord_Howe")
FIRST = date(2027, 3, 8)
NOW = datetime(2027, 3, 5, 12, tzinfo=UTC)
RULES = SlotRules(timedelta(minutes=30), timedelta(minutes=30), booking_window_days=60)
DAY: tuple[Window, ...] = (Window(time(9), time(12)), Window(time(13), time(17)))
WEEK: Weekly = (DAY, DAY, DAY, DAY, DAY, (), ())


def measure(members: int = 20, days: int = 14, busy_a_day: int = 4, runs: int = 15) -> dict[str, float]:
    """Medians in milliseconds, and how many times the merge the whole answer takes."""
    staff = [_member(number, days, busy_a_day) for number in range(members)]
    period = Period(FIRST, FIRST + timedelta(days=days - 1), "America/New_York")
    intervals = [_intervals(member, days) for member in staff]
    slots = _median_ms(lambda: free_slots(staff, RULES, period, NOW), runs)
    merged = _median_ms(lambda: [_merge(rows) for rows in intervals], runs)
    return {"free_slots_ms": slots, "merge_ms": merged, "ratio": slots / merged}


def _member(number: int, days: int, busy_a_day: int) -> Member:
    chance = Random(number)
    busy = []
    for day in range(days):
        for _ in range(busy_a_day):
            begin = datetime.combine(FIRST + timedelta(days=day), time(), UTC)
            begin += timedelta(minutes=15 * chance.randrange(96))
            busy.append(Busy(begin, begin + timedelta(minutes=15 * chance.randint(1, 6))))
    return Member(number, Calendar(ZONES[number % len(ZONES)], WEEK), tuple(busy))


def _intervals(member: Member, days: int) -> list[tuple[datetime, datetime]]:
    hours = [
        (datetime.combine(day, window.opens, UTC), datetime.combine(day, window.closes, UTC))
        for day in (FIRST + timedelta(days=number) for number in range(days))
        for window in member.calendar.windows_on(day)
    ]
    return hours + [(busy.start, busy.end) for busy in member.busy]


def _merge(intervals: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _median_ms(work: Callable[[], object], runs: int) -> float:
    work()
    taken = []
    for _ in range(runs):
        begun = perf_counter()
        work()
        taken.append((perf_counter() - begun) * 1000)
    return median(taken)


def in_database(members: int, days: int, busy_a_day: int, runs: int) -> float:
    """Median milliseconds of the whole answer for members whose hours and bookings stand in tables."""
    from workforce.queries.free_time import free_between

    keys = _stored(members, days, busy_a_day)
    period = Period(FIRST, FIRST + timedelta(days=days - 1), "America/New_York")
    return _median_ms(lambda: free_between(keys, RULES, period, at=NOW), runs)


def _stored(members: int, days: int, busy_a_day: int) -> list[UUID]:
    """As many members of their own, with the same hours and bookings; drawn ones that would overlap become one.

    The planner is told, as autovacuum does within a minute: a plan kept from an empty table reads everybody's.
    """
    from bench.floor import open_floor
    from workforce.enums import Purpose
    from workforce.models import Booking, WorkingHours

    floor = open_floor(members, places=1)
    for number, seller in enumerate(floor.sellers):
        seller.user.timezone = ZONES[number % len(ZONES)]
        seller.user.save(update_fields=["timezone"])
        WorkingHours.objects.bulk_create(
            WorkingHours(staff=seller.staff, weekday=day, starts=starts, ends=ends)
            for day in range(5)
            for starts, ends in (("09:00", "12:00"), ("13:00", "17:00"))
        )
        Booking.objects.bulk_create(
            Booking(
                staff=seller.staff,
                starts_at=busy.start,
                ends_at=busy.end,
                purpose=Purpose.SESSION,
                about_kind="bench",
                about_id=seller.staff.pk,
            )
            for busy in _apart(_member(number, days, busy_a_day).busy)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE workforce_booking, workforce_workinghours, workforce_staff, accounts_user")
    return [seller.staff.pk for seller in floor.sellers]


def _apart(busy: tuple[Busy, ...]) -> list[Busy]:
    return [Busy(start, end) for start, end in _merge([(one.start, one.end) for one in busy])]


def twice_the_blocks(members: int, days: int, busy_a_day: int, runs: int) -> float:
    """How many times longer the answer takes with twice as many blocks: asked by turns, so that load hits both."""
    from workforce.queries.free_time import free_between

    period = Period(FIRST, FIRST + timedelta(days=days - 1), "America/New_York")
    taken: dict[int, list[float]] = {}
    stored = {factor: _stored(members, days, busy_a_day * factor) for factor in (1, 2)}
    for _ in range(runs + 1):  # the first is to warm up
        for factor, keys in stored.items():
            begun = perf_counter()
            free_between(keys, RULES, period, at=NOW)
            taken.setdefault(factor, []).append(perf_counter() - begun)
    return median(taken[2][1:]) / median(taken[1][1:])


def main(sizes: list[int], small: bool = False) -> Report:
    report = Report("Free slots")
    runs = 3 if small else 31
    for (members, days, busy), goal in (((20, 14, 4), 20), ((50, 31, 4), 60)):
        merged, whole = measure(members, days, busy, runs)["merge_ms"], in_database(members, days, busy, runs)
        what = f"{members} members × {days} days, {busy} busy blocks a day"
        report.figure(f"{what}: (m) interval merge", f"{merged:.2f} ms")
        report.at_most(
            f"{what}: against (m)", whole / merged, goal, " ×", shown=f"{whole / merged:.1f} × ({whole:.1f} ms)"
        )
    report.at_most("twice the busy blocks", twice_the_blocks(20, 14, 4, runs), 1.6, " ×")
    report.notes.append("Database included: hours, time off and bookings are read for each answer; nothing is kept.")
    return report
