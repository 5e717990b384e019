from datetime import timedelta
from itertools import chain

import pytest
from django.db import connection

from core.actor import SYSTEM
from core.clock import now
from core.errors import DomainError
from core.testing import race
from workforce.actions import book, cancel_booking, confirm_hold, hold_slot, move_booking
from workforce.models import Booking
from workforce.tests.factories import StaffFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
HALF = timedelta(minutes=30)


def slot(number):
    return (now() + timedelta(days=3)).replace(minute=0, second=0, microsecond=0) + number * HALF


def attempt(call, *args, **kwargs):
    """ "ok", or the code of the refusal; anything else is raised."""
    try:
        call(*args, by=SYSTEM, **kwargs)
    except DomainError as refusal:
        return refusal.code.value
    return "ok"


def overlaps():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM workforce_booking a JOIN workforce_booking b ON a.id < b.id "
            "AND a.staff_id = b.staff_id AND a.span && b.span WHERE a.blocking AND b.blocking "
            "AND a.state = ANY(%(live)s) AND b.state = ANY(%(live)s)",
            {"live": ["HELD", "PENDING", "CONFIRMED", "IN_PROGRESS"]},
        )
        return cursor.fetchone()[0]


def test_one_of_many_gets_the_slot():
    ana = StaffFactory()
    for turn in range(12):
        start = slot(turn)
        answers = race(
            16, lambda n, start=start: attempt(book, ana.pk, starts_at=start, ends_at=start + HALF, purpose="CALL")
        )
        assert sorted(answers) == ["SLOT_UNAVAILABLE"] * 15 + ["ok"]
    assert (Booking.objects.count(), overlaps()) == (12, 0)


def test_one_of_many_gets_what_an_overdue_hold_kept():
    ana = StaffFactory()
    for turn in range(6):
        start = slot(turn)
        hold_slot(ana.pk, starts_at=start, ends_at=start + HALF, lasts=timedelta(seconds=-1), by=SYSTEM)
        answers = race(
            16, lambda n, start=start: attempt(book, ana.pk, starts_at=start, ends_at=start + HALF, purpose="CALL")
        )
        assert sorted(answers) == ["SLOT_UNAVAILABLE"] * 15 + ["ok"]
    assert (Booking.objects.count(), overlaps()) == (6, 0)


def test_one_of_many_moves_onto_the_slot_and_the_others_keep_theirs():
    ana = StaffFactory()
    bookings = [book(ana.pk, starts_at=slot(n), ends_at=slot(n + 1), purpose="CALL", by=SYSTEM) for n in range(16)]
    answers = race(16, lambda n: attempt(move_booking, bookings[n], starts_at=slot(20)))
    assert sorted(answers) == ["SLOT_UNAVAILABLE"] * 15 + ["ok"]
    winner = answers.index("ok")
    kept = Booking.objects.order_by("starts_at").values_list("starts_at", flat=True)
    assert list(kept) == [slot(n) for n in range(16) if n != winner] + [slot(20)]


def test_every_way_of_taking_time_at_once_never_doubles_it():
    members = [StaffFactory() for _ in range(2)]

    def live(number):
        member = members[number % 2]
        answers = []
        for turn in range(12):
            start = slot(0) + timedelta(minutes=((number * 7 + turn * 13) % 12) * 10)
            make = (book, hold_slot)[turn % 2]
            more = {"purpose": "CALL"} if make is book else {}
            answers.append(attempt(make, member.pk, starts_at=start, ends_at=start + HALF, **more))
            mine = Booking.objects.live().filter(staff=member).order_by("?").first()
            if mine and turn % 3 == 0:
                answers.append(attempt(move_booking, mine, starts_at=start + timedelta(minutes=5)))
            elif mine and turn % 3 == 1 and mine.state == "HELD":
                answers.append(attempt(confirm_hold, mine, purpose="CALL"))
            elif mine:
                answers.append(attempt(cancel_booking, mine))
        return answers

    answers = set(chain.from_iterable(race(16, live)))
    assert answers <= {"ok", "SLOT_UNAVAILABLE", "INVALID_TRANSITION", "NOT_FOUND"}
    assert overlaps() == 0
