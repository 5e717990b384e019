"""Many change the same member's time at once: one after the other, and nothing half done."""

from datetime import date

import pytest

from core.actor import SYSTEM
from core.testing import race
from events.models import DomainEvent
from workforce.actions import add_time_off, plan_rota, save_shift, set_hours_override, set_working_hours
from workforce.actions.set_working_hours import hours_of
from workforce.models import HoursOverride, TimeOff
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
THREADS = 12
MONDAY = date(2027, 2, 1)


def test_week_is_one_of_those_that_were_sent():
    ana = StaffFactory(hours=[])
    weeks = [[[(f"{8 + number % 4:02}:00", "18:00"), ("19:00", "20:00")]] * 5 + [[], []] for number in range(THREADS)]
    assert race(THREADS, lambda number: set_working_hours(ana, weeks[number], by=SYSTEM)) == [None] * THREADS
    last = DomainEvent.objects.filter(name="hours.changed").order_by("subject_version").last()
    assert hours_of(ana) in weeks
    assert last.payload["hours"]["monday"] == ["-".join(span) for span in hours_of(ana)[0]]


def test_day_has_one_override_whoever_plans_it():
    ana, ben = StaffFactory(), StaffFactory()
    team = TeamFactory(members=[ana, ben])
    early = save_shift(team, "Early", [("07:00", "15:00")], by=SYSTEM)

    def plan(number):
        people = (ana, ben) if number % 2 else (ben, ana)
        if number % 3 == 0:
            return set_hours_override(ana, MONDAY, [("10:00", "11:00")], by=SYSTEM) and None
        return plan_rota(team, MONDAY, {(one.pk, MONDAY): early for one in people}, by=SYSTEM) and None

    assert [result for result in race(THREADS, plan) if isinstance(result, Exception)] == []
    assert HoursOverride.objects.filter(date=MONDAY).count() == 2


def test_same_time_off_is_entered_once():
    ana = StaffFactory()
    results = race(THREADS, lambda _n: add_time_off(ana, starts_on=MONDAY, ends_on=MONDAY, by=SYSTEM))
    assert sum(not isinstance(result, Exception) for result in results) == 1
    assert TimeOff.objects.count() == DomainEvent.objects.filter(name="time_off.added").count() == 1
