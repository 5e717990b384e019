"""Places are for requests that wait for an answer; an agreed call has its room in the calendar."""

from datetime import timedelta

import pytest

from core.errors import DomainError, ErrorCode
from routing.actions.change_owner import settle_room
from routing.models import WorkItem
from routing.queries.exceptions import exceptions
from scheduling.actions import cancel_call, claim_call, confirm_call, pick_time, propose_times
from scheduling.actions._calls import lock_call
from scheduling.enums import CallStatus
from scheduling.models import CallRequest, ProposedTime
from scheduling.tests.worlds import NOW, SOON, as_customer, as_member, booked, caller, customer, desk, waiting
from workforce.actions import set_capacity
from workforce.enums import AGREED_CALL, Work
from workforce.models import CapacitySlot, Staff
from workforce.queries.load import Load, load_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def ana():
    ana = caller("Ana")
    set_capacity(ana, Work.CALL, 2, by=as_member(ana))
    return ana


def claim(request, member, at=NOW):
    return claim_call(request.pk, member, by=as_member(member), at=at)


def item_of(call):
    return WorkItem.objects.select_related("capacity_slot").get(call_request=call)


def test_calls_of_next_week_leave_room_for_requests(ana):
    desk(ana)
    calls = [booked(scheduled_date_time=SOON + number * HOUR) for number in range(3)]
    assert load_of(ana.pk, Work.CALL) == Load(0, 2)
    assert {(item_of(call).capacity_slot.work, item_of(call).over_capacity) for call in calls} == {(AGREED_CALL, False)}
    for _ in range(2):
        claim(waiting(), ana)
    third = waiting()
    with pytest.raises(DomainError) as refused:
        claim(third, ana)
    assert refused.value.code == ErrorCode.NOBODY_AVAILABLE
    assert refused.value.message == "Ana has no room: 2 of 2 calls."
    assert item_of(third).owner is None
    assert set(exceptions(NOW).values()) == {0}


def test_request_that_is_agreed_gives_its_place_to_the_next(ana):
    team = desk(ana)
    first, second = waiting(), waiting()
    claim(first, ana)
    claim(second, ana)
    next_one = waiting()
    team.auto_assign = True
    team.save()
    propose_times(first.pk, [SOON], by=as_member(ana), at=NOW)
    assert item_of(next_one).owner is None  # it still waits for its customer
    by = as_customer(CallRequest.objects.select_related("customer__user").get(pk=first.pk).customer)
    pick_time(first.pk, ProposedTime.objects.get(call=first).pk, by=by, at=NOW)
    assert (item_of(first).capacity_slot.work, item_of(first).owner) == (AGREED_CALL, ana)
    assert item_of(next_one).owner == ana
    confirm_call(second.pk, starts_at=SOON + HOUR, by=as_member(ana), at=NOW)
    assert load_of(ana.pk, Work.CALL) == Load(1, 2)
    assert set(exceptions(NOW).values()) == {0}


def test_place_of_an_agreed_call_goes_with_it_and_turns_are_remembered(ana):
    ben = caller("Ben")
    desk(ana, ben)
    first, second = booked(), booked(scheduled_date_time=SOON + HOUR)
    assert {item_of(first).owner, item_of(second).owner} == {ana, ben}
    who = item_of(second).owner
    cancel_call(second.pk, reason="", by=as_member(who), at=NOW)
    assert not CapacitySlot.objects.filter(staff=who, work=AGREED_CALL).exists()
    third = booked(scheduled_date_time=SOON + 2 * HOUR)
    assert item_of(third).owner == item_of(first).owner  # whose last one is longer ago
    assert set(exceptions(NOW).values()) == {0}


def test_who_has_left_meanwhile_gets_no_other_place(ana):
    desk(ana)
    request = waiting()
    claim(request, ana)
    Staff.objects.filter(pk=ana.pk).update(retired_at=NOW, accepts_new=False)
    call = lock_call(request.pk)
    call.status = CallStatus.CONFIRMED  # as `_agree` has it by then
    assert settle_room(call.work_item) is False
    assert item_of(request).capacity_slot.work == Work.CALL


def test_everybody_is_full_is_not_said_of_whoever_is_busy_then(ana):
    ben = caller("Ben")
    team = desk(ana)
    for _ in range(2):
        claim(waiting(), ana)
    team.members.add(ben)
    first = booked(customer())  # nobody but Ben has room
    assert item_of(first).decision.sentence == "Speaks en, the only one with room: 0 of 10"
    second = booked(customer())  # and he is busy now
    assert item_of(second).owner == ana
    assert item_of(second).decision.sentence.endswith(
        "2 of 2; nobody who could take it has room, so the least loaded takes it"
    )
