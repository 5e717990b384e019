import threading
from datetime import timedelta
from itertools import chain

import pytest
from django.db import connection, transaction

from core.actor import SYSTEM
from core.clock import now
from core.errors import DomainError
from core.testing import race
from workforce.actions import book, free_place, set_capacity, switch_off, take_extra_place, take_place
from workforce.models import Booking, CapacitySlot
from workforce.tests.factories import StaffFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
THREADS = 32


def in_use(staff):
    return CapacitySlot.objects.filter(staff=staff, taken=True).count()


def test_rivals_never_take_more_than_there_is():
    ana = StaffFactory(capacity={"AE": 7})

    def take_three(_):
        taken = []
        for _ in range(3):
            with transaction.atomic():
                taken.append(take_place(ana.pk, "AE"))
        return [slot.pk for slot in taken if slot]

    taken = list(chain.from_iterable(race(THREADS, take_three)))
    assert (len(taken), len(set(taken)), in_use(ana)) == (7, 7, 7)


def test_taking_and_freeing_at_once_leaves_nothing_taken():
    ana = StaffFactory(capacity={"AE": 5})

    def come_and_go(_):
        for _ in range(10):
            slot = take_place(ana.pk, "AE")
            if slot:
                assert in_use(ana) <= 5
                free_place(slot)

    assert race(16, come_and_go) == [None] * 16
    assert (in_use(ana), CapacitySlot.objects.filter(staff=ana).count()) == (0, 5)


def test_extra_places_get_numbers_of_their_own():
    ana = StaffFactory(capacity={"AE": 1})
    slots = race(16, lambda _: take_extra_place(ana.pk, "AE"))
    assert sorted(slot.number for slot in slots) == list(range(2, 18))


def test_capacity_is_changed_while_in_use():
    ana = StaffFactory(capacity={"AE": 8})

    def work(number):
        for turn in range(8):
            if number % 4 == 0:
                set_capacity(ana, "AE", (3, 8, 1, 6)[(turn + number // 4) % 4], by=SYSTEM)
            elif slot := take_place(ana.pk, "AE"):
                free_place(slot)

    assert race(16, work) == [None] * 16
    set_capacity(ana, "AE", 4, by=SYSTEM)
    slots = CapacitySlot.objects.filter(staff=ana)
    assert (slots.count(), slots.filter(taken=True).count(), slots.filter(surplus=True).count()) == (4, 0, 0)


def test_who_leaves_is_given_nothing_unseen():
    """Each place taken while the member leaves is committed before the leaving, which therefore sees it."""
    for _ in range(5):
        ana = StaffFactory(capacity={"AE": 20})

        def leave_or_take(number, ana=ana):
            with transaction.atomic():
                if number == 0:
                    switch_off(ana, by=SYSTEM)
                    return in_use(ana), Booking.objects.count()
                slot = (take_place if number % 2 else take_extra_place)(ana.pk, "AE")
                start = now() + timedelta(hours=number)
                if slot and number % 3 == 0:
                    book(ana.pk, starts_at=start, ends_at=start + timedelta(hours=1), purpose="CALLBACK", by=SYSTEM)
            return None

        seen, *others = race(16, leave_or_take)
        assert {type(answer) for answer in others} <= {type(None), DomainError}
        assert seen == (in_use(ana), Booking.objects.count())
        Booking.objects.all().delete()


def test_extra_place_of_somebody_who_leaves_at_this_moment_is_not_kept():
    """The one who gives waits for the one who leaves, and finds the member gone."""
    ana, leaving = StaffFactory(capacity={"AE": 1}), threading.Event()

    def leave_or_take(number):
        with transaction.atomic():
            if number == 0:
                switch_off(ana, by=SYSTEM)
                leaving.set()
                until_somebody_waits()
                return None
            leaving.wait(30)
            return take_extra_place(ana.pk, "AE")

    assert race(2, leave_or_take) == [None, None]
    assert (in_use(ana), CapacitySlot.objects.filter(staff=ana).count()) == (0, 1)


def until_somebody_waits():
    with connection.cursor() as cursor:
        for _ in range(10_000):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
    raise TimeoutError("nobody waits")
