import pytest
from django.db import IntegrityError, transaction

from core.actor import SYSTEM
from core.errors import Invalid
from core.testing import assert_queries
from events.models import DomainEvent
from workforce.actions import free_place, set_capacity, switch_off, take_extra_place, take_place
from workforce.models import CapacitySlot
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def places(staff, work="AE"):
    """(number, taken, surplus) of each place."""
    return list(
        CapacitySlot.objects.filter(staff=staff, work=work).order_by("number").values_list("number", "taken", "surplus")
    )


def test_take_place_takes_the_first_free_one_and_says_when():
    ana = StaffFactory(capacity={"AE": 2})
    first, second = take_place(ana.pk, "AE"), take_place(ana.pk, "AE")
    assert (first.number, second.number, first.taken, first.last_taken_at < second.last_taken_at) == (1, 2, True, True)
    assert places(ana) == [(1, True, False), (2, True, False)]


def test_take_place_when_full_changes_nothing():
    ana = StaffFactory(capacity={"AE": 1, "IC": 1})
    take_place(ana.pk, "AE")
    assert take_place(ana.pk, "AE") is None
    assert (places(ana), places(ana, "IC")) == ([(1, True, False)], [(1, False, False)])


def test_take_place_is_one_statement():
    ana = StaffFactory()
    with assert_queries(1):
        take_place(ana.pk, "AE")


def test_free_place_keeps_when_work_was_last_taken():
    ana = StaffFactory(capacity={"AE": 1})
    slot = take_place(ana.pk, "AE")
    with assert_queries(1):
        assert free_place(slot) is True
    again = CapacitySlot.objects.get(staff=ana)
    assert (again.taken, again.last_taken_at) == (False, slot.last_taken_at)
    assert free_place(slot.pk) is False


def test_extra_place_is_gone_when_freed_and_its_time_is_remembered():
    ana = StaffFactory(capacity={"AE": 1})
    take_place(ana.pk, "AE")
    extra = take_extra_place(ana.pk, "AE")
    assert places(ana) == [(1, True, False), (2, True, True)]
    assert take_place(ana.pk, "AE") is None
    free_place(extra)
    assert places(ana) == [(1, True, False)]
    assert CapacitySlot.objects.get(staff=ana).last_taken_at == extra.last_taken_at


def test_lowered_capacity_lets_places_in_use_run_out():
    ana = StaffFactory(capacity={"AE": 3})
    first, second = take_place(ana.pk, "AE"), take_place(ana.pk, "AE")
    set_capacity(ana, "AE", 1, by=SYSTEM)
    assert places(ana) == [(1, True, False), (2, True, True)]
    free_place(first)
    assert take_place(ana.pk, "AE").number == 1
    free_place(second)
    assert places(ana) == [(1, True, False)]


def test_raised_capacity_keeps_surplus_places_first():
    ana = StaffFactory(capacity={"AE": 2})
    take_place(ana.pk, "AE"), take_place(ana.pk, "AE")
    set_capacity(ana, "AE", 0, by=SYSTEM)
    assert places(ana) == [(1, True, True), (2, True, True)]
    set_capacity(ana, "AE", 3, by=SYSTEM)
    assert places(ana) == [(1, True, False), (2, True, False), (3, False, False)]


def test_lowered_capacity_keeps_the_place_that_took_work_last():
    ana = StaffFactory(capacity={"AE": 2})
    first, second = take_place(ana.pk, "AE"), take_place(ana.pk, "AE")
    free_place(first), free_place(second)
    set_capacity(ana, "AE", 1, by=SYSTEM)
    assert CapacitySlot.objects.get(staff=ana).pk == second.pk


def test_set_capacity_says_what_it_was_and_is():
    ana = StaffFactory(capacity={"AE": 2})
    set_capacity(ana, "AE", 4, by=SYSTEM)
    set_capacity(ana, "AE", 4, by=SYSTEM)
    told = DomainEvent.objects.filter(name="staff.capacity_changed").order_by("id").values_list("payload", flat=True)
    assert list(told) == [
        {"staff_id": ana.public_id, "work": "AE", "places": 2, "previous": 0},
        {"staff_id": ana.public_id, "work": "AE", "places": 4, "previous": 2},
    ]


@pytest.mark.parametrize("number", [-1, 501])
def test_set_capacity_outside_its_range_changes_nothing(number):
    ana = StaffFactory(capacity={"AE": 1})
    with pytest.raises(Invalid) as refusal:
        set_capacity(ana, "AE", number, by=SYSTEM)
    assert refusal.value.details == {"places": ["Give a number from 0 to 500."]}
    assert places(ana) == [(1, False, False)]


def test_who_has_left_gives_no_place():
    ana = StaffFactory(capacity={"AE": 2})
    switch_off(ana, by=SYSTEM)
    assert (take_place(ana.pk, "AE"), take_extra_place(ana.pk, "AE")) == (None, None)
    assert places(ana) == [(1, False, False), (2, False, False)]


def test_a_number_is_given_once():
    ana = StaffFactory(capacity={"AE": 1})
    with pytest.raises(IntegrityError), transaction.atomic():
        CapacitySlot.objects.create(staff=ana, work="AE", number=1)
    assert places(ana) == [(1, False, False)]
