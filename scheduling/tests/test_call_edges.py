"""Calls at the edges of their rules: what is refused, what comes too late, and who has the call then."""

from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.errors import DomainError, Invalid
from notifications.models import Notification
from scheduling.actions import (
    auto_start,
    claim_call,
    confirm_call,
    hand_over_call,
    hold_call_slot,
    propose_times,
    release_hold,
    reschedule_call,
)
from scheduling.conf import MOST_PROPOSALS
from scheduling.models import CallHold, CallRequest, Topic
from scheduling.tests.worlds import (
    NOW,
    SOON,
    as_customer,
    as_member,
    booked,
    caller,
    customer,
    desk,
    waiting,
)
from workforce.actions import cancel_booking
from workforce.enums import BookingState
from workforce.models import Booking, Staff

pytestmark = pytest.mark.django_db
LATER = SOON + timedelta(hours=3)


@pytest.fixture
def ana():
    return caller("Ana")


@pytest.fixture
def ben():
    return caller("Ben")


@pytest.fixture
def rosa():
    return customer(user__name="Rosa")


def code_of(act, *args, **own):
    with pytest.raises(DomainError) as refused:
        act(*args, **own)
    return refused.value.code


def fields_of(act, *args, **own):
    with pytest.raises(Invalid) as refused:
        act(*args, **own)
    return list(refused.value.details)


def told(kind):
    return list(Notification.objects.filter(kind=kind).order_by("pk").values_list("recipient__user__name", flat=True))


def fresh(call):
    return CallRequest.objects.get(pk=call.pk)


def hold_at(who, starts_at=SOON):
    topic = Topic.objects.get(code="BILLING")
    by = as_customer(who)
    return hold_call_slot(topic, starts_at=starts_at, holder=by.id, customer=who, by=by, at=NOW)


# -- another time ---------------------------------------------------------------------------------------


def test_the_same_time_changes_nothing(ana, rosa):
    desk(ana)
    call = booked(rosa)
    moved = reschedule_call(call.pk, starts_at=SOON, by=as_customer(rosa), at=NOW)
    assert (moved.moved_times, moved.version) == (0, fresh(call).version)
    assert told("CALL_MOVED_FOR_TEAM") == []


def test_another_has_it_where_the_first_is_taken(ana, ben, rosa):
    team = desk(ana)
    call = booked(rosa)
    booked(scheduled_date_time=LATER)
    team.members.add(ben)
    before = fresh(call).work_item.decision_id
    reschedule_call(call.pk, starts_at=LATER, by=as_customer(rosa), at=NOW)
    now = fresh(call)
    assert (now.owner, now.scheduled_date_time, now.moved_times) == (ben, LATER, 1)
    booking = Booking.objects.get(pk=call.booking_id)
    assert (booking.staff_id, booking.starts_at, booking.state) == (ben.pk, LATER, "CONFIRMED")
    decision = now.work_item.decision
    assert (decision.pk != before, decision.winner_id, decision.team) == (True, ben.pk, team)
    assert told("CALL_ASSIGNED")[-1] == "Ben"
    assert told("CALL_GIVEN_BACK") == ["Ana"]


def test_the_team_of_today_has_it_where_the_first_is_taken(ana, ben, rosa):
    desk(ana)
    call = booked(rosa)
    booked(scheduled_date_time=LATER)
    other = desk(ben)
    call.topic.teams.set([other])
    reschedule_call(call.pk, starts_at=LATER, by=as_customer(rosa), at=NOW)
    work = fresh(call).work_item
    assert (fresh(call).owner, work.team, work.decision.team) == (ben, other, other)


def test_nobody_is_free_at_the_new_time(ana, rosa):
    desk(ana)
    call = booked(rosa)
    booked(scheduled_date_time=LATER)
    assert code_of(reschedule_call, call.pk, starts_at=LATER, by=as_customer(rosa), at=NOW) == "SLOT_UNAVAILABLE"
    assert (fresh(call).owner, fresh(call).scheduled_date_time) == (ana, SOON)


def test_the_time_of_a_call_that_runs_stays(ana, rosa):
    desk(ana)
    call = booked(rosa)
    Booking.objects.filter(pk=call.booking_id).update(state=BookingState.IN_PROGRESS)
    assert code_of(reschedule_call, call.pk, starts_at=LATER, by=as_customer(rosa), at=NOW) == "INVALID_TRANSITION"
    assert (fresh(call).scheduled_date_time, fresh(call).moved_times) == (SOON, 0)


# -- times that are kept --------------------------------------------------------------------------------


def test_a_hold_is_released_once(ana, rosa):
    desk(ana)
    hold = hold_at(rosa)
    assert release_hold(hold, by=as_customer(rosa), at=NOW) is True
    assert release_hold(CallHold.objects.get(), by=as_customer(rosa), at=NOW) is False
    assert Booking.objects.get().state == "CANCELLED"


def test_a_hold_that_ended_meanwhile(ana, rosa):
    desk(ana)
    hold = hold_at(rosa)
    cancel_booking(Booking.objects.get(), by=SYSTEM, at=NOW)
    assert hold.booking.state == "HELD"  # as it was read
    assert release_hold(hold, by=as_customer(rosa), at=NOW) is False


def test_a_form_keeps_one_time(ana, rosa):
    desk(ana)
    first, second = hold_at(rosa), hold_at(rosa, LATER)
    states = dict(Booking.objects.values_list("pk", "state"))
    assert states == {first.booking_id: "CANCELLED", second.booking_id: "HELD"}


# -- the hour -------------------------------------------------------------------------------------------


def test_begins_by_itself_at_its_hour_only(ana, rosa):
    desk(ana)
    call = booked(rosa)
    by = as_member(ana)
    auto_start(call.pk, by=by, at=SOON - timedelta(minutes=2))
    assert fresh(call).status == "CONFIRMED"
    auto_start(call.pk, by=by, at=SOON)
    assert (fresh(call).status, fresh(call).started_at) == ("IN_PROGRESS", SOON)
    auto_start(call.pk, by=by, at=SOON + timedelta(minutes=1))
    assert fresh(call).started_at == SOON


# -- requests that wait ---------------------------------------------------------------------------------


def test_claimed_by_a_member_of_its_team_only(ana, ben, rosa):
    desk(ana)
    call = waiting(rosa)
    assert code_of(claim_call, call.pk, ben, by=as_member(ben), at=NOW) == "FORBIDDEN"
    assert fresh(call).owner is None


@pytest.mark.parametrize("number", [0, MOST_PROPOSALS + 1])
def test_as_many_proposals_as_allowed(ana, rosa, number):
    desk(ana)
    call = waiting(rosa)
    claim_call(call.pk, ana, by=as_member(ana), at=NOW)
    times = [SOON + timedelta(hours=hour) for hour in range(number)]
    assert fields_of(propose_times, call.pk, times, by=as_member(ana), at=NOW) == ["times"]
    assert Booking.objects.count() == 0


def test_not_agreed_for_a_time_that_is_over(ana, rosa):
    desk(ana)
    call = waiting(rosa)
    assert fields_of(confirm_call, call.pk, starts_at=NOW, by=as_member(ana), at=NOW) == ["scheduled_date_time"]
    assert fresh(call).status == "PENDING"


def test_times_are_proposed_by_who_has_it(ana, ben, rosa):
    desk(ana, ben)
    call = waiting(rosa)
    claim_call(call.pk, ana, by=as_member(ana), at=NOW)
    assert code_of(propose_times, call.pk, [SOON], by=as_member(ben), at=NOW) == "FORBIDDEN"
    assert Booking.objects.count() == 0


# -- another member -------------------------------------------------------------------------------------


def test_not_handed_to_who_has_left(ana, ben, rosa):
    desk(ana)
    call = booked(rosa)
    Staff.objects.filter(pk=ben.pk).update(retired_at=NOW, accepts_new=False)
    left = Staff.objects.with_person().get(pk=ben.pk)
    assert code_of(hand_over_call, call.pk, left, by=as_member(ana), at=NOW) == "MEMBER_RETIRED"
    assert fresh(call).owner == ana
