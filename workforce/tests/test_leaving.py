import pytest

from core.actor import SYSTEM
from core.errors import DomainError, ErrorCode
from events.models import DomainEvent
from workforce.actions import reinstate, set_accepts_new, set_capacity, switch_off, take_place, touch_presence
from workforce.models import Staff
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def names():
    return list(
        DomainEvent.objects.exclude(name="staff.capacity_changed").order_by("id").values_list("name", flat=True)
    )


def state(staff):
    return Staff.objects.values_list("accepts_new", "presence", "retired_at").get(pk=staff.pk)


def test_who_leaves_accepts_nothing_and_is_offline():
    ana = StaffFactory()
    touch_presence(ana.pk, active=True, by=SYSTEM)
    switch_off(ana, by=SYSTEM)
    accepts_new, presence, retired_at = state(ana)
    assert (accepts_new, presence, retired_at is None) == (False, "OFFLINE", False)
    assert names() == ["staff.presence_changed", "staff.presence_changed", "staff.retired"]
    switch_off(ana, by=SYSTEM)
    assert len(names()) == 3


def test_who_comes_back_has_their_places_and_switches_new_work_on_themselves():
    ana = StaffFactory(capacity={"AE": 2})
    slot = take_place(ana.pk, "AE")
    switch_off(ana, by=SYSTEM)
    set_capacity(Staff.objects.get(), "AE", 3, by=SYSTEM)
    assert take_place(ana.pk, "AE") is None
    reinstate(ana, by=SYSTEM)
    reinstate(ana, by=SYSTEM)
    assert state(ana) == (False, "OFFLINE", None)
    assert [take_place(ana.pk, "AE").number, take_place(ana.pk, "AE").number, slot.number] == [2, 3, 1]
    assert names() == ["staff.retired", "staff.reinstated"]


def test_switch_for_new_work_says_so_once():
    ana = StaffFactory()
    for accepts_new in (False, False, True):
        set_accepts_new(ana, accepts_new, by=SYSTEM)
    told = DomainEvent.objects.filter(name="staff.accepts_new_changed").order_by("id")
    assert [event.payload["accepts_new"] for event in told] == [False, True]


def test_who_has_left_cannot_switch_new_work_on():
    ana = StaffFactory()
    switch_off(ana, by=SYSTEM)
    with pytest.raises(DomainError) as refusal:
        set_accepts_new(ana, True, by=SYSTEM)
    assert (refusal.value.code, state(ana)[0]) == (ErrorCode.MEMBER_RETIRED, False)
