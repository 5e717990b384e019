"""When people of the demo world are not there, or at other hours: time off, a changed day, a rota, closed days."""

from collections.abc import Iterator
from datetime import date, timedelta

from core.actor import SYSTEM
from routing.demo.cast import Cast
from workforce.actions import add_blackout_day, add_time_off, plan_rota, save_shift, set_hours_override
from workforce.actions.plan_rota import Plan, Planned
from workforce.models import Booking, Shift, TeamHours

#: days that the company closes every year: month, day, why, where
CLOSED = ((12, 24, "Christmas Eve", ""), (12, 31, "Year's end", ""), (6, 1, "Stocktaking", "GB"))
PLANNED_TEAM, PLANNED_WEEKS = "Field service", 4
SHIFTS = {"Early": [("07:00", "15:00")], "Late": [("11:00", "15:00"), ("15:30", "19:30")]}
ON_SHIFT = ("mechanic1", "mechanic2", "mechanic3", "mechanic4")
#: when these teams should be there; others are there when their people are
TEAM_HOURS = {"South": ("09:00", "18:00"), "Field service": ("08:00", "18:00")}
WEEKDAYS = range(5)


def keep_own_time(cast: Cast) -> None:
    """Nothing of it touches the consultants and agents, whose calendars the calls need."""
    today = cast.at.date()
    _close(today)
    for name, (starts, ends) in TEAM_HOURS.items():
        hours = (TeamHours(team=cast.teams[name], weekday=day, starts=starts, ends=ends) for day in WEEKDAYS)
        TeamHours.objects.bulk_create(hours)
    add_time_off(
        cast.staff["ae5"],
        starts_on=today + timedelta(days=21),
        ends_on=today + timedelta(days=25),
        reason="Family visit",
        by=cast.actor("ae5"),
        at=cast.at,
    )
    add_time_off(
        cast.staff["ae6"],
        starts_on=_workday(today, 3),
        ends_on=_workday(today, 3),
        reason="Moving house",
        by=cast.actor("ae6"),
        at=cast.at,
    )
    set_hours_override(cast.staff["ae2"], _workday(today, 2), [("12:00", "20:00")], by=cast.actor("ae2"), at=cast.at)
    _plan(cast, today)


def clash_once(cast: Cast) -> None:
    """ae3 has a call booked in what has meanwhile become time off: somebody should see to it."""
    ahead = Booking.objects.blocking().filter(staff=cast.staff["ae3"], starts_at__gt=cast.at)
    booking = ahead.order_by("starts_at").first()
    if booking is not None:
        add_time_off(
            cast.staff["ae3"],
            starts_at=booking.starts_at - timedelta(minutes=30),
            ends_at=booking.ends_at + timedelta(minutes=30),
            reason="Dentist",
            by=cast.actor("ae3"),
            at=cast.at,
        )


def _close(today: date) -> None:
    for year in (today.year, today.year + 1):
        for month, day, name, country in CLOSED:
            add_blackout_day(date(year, month, day), name, country, by=SYSTEM)


def _plan(cast: Cast, today: date) -> None:
    """Early and late by turns, each week somebody else begins, and one day off for who had Saturday."""
    team, by = cast.teams[PLANNED_TEAM], cast.actor("supervisor1")
    shifts = [save_shift(team, name, spans, by=by, at=cast.at) for name, spans in SHIFTS.items()]
    monday = today - timedelta(days=today.weekday())
    for week in range(PLANNED_WEEKS):
        first = monday + timedelta(days=7 * week)
        plan: Plan = {
            (cast.staff[login].pk, first + timedelta(days=day)): planned
            for place, login in enumerate(ON_SHIFT)
            for day, planned in _week(shifts, (place + week) % len(ON_SHIFT))
        }
        plan_rota(team, first, plan, by=by, at=cast.at)


def _week(shifts: list[Shift], place: int) -> Iterator[tuple[int, Planned]]:
    for day in WEEKDAYS:
        yield day, shifts[place % 2]
    if place == 0:
        yield 2, "off"
        yield 5, shifts[0]


def _workday(today: date, ahead: int) -> date:
    """The nth day from today that is no weekend."""
    day = today
    while ahead:
        day += timedelta(days=1)
        ahead -= day.weekday() in WEEKDAYS
    return day
