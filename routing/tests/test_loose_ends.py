"""What must not stay behind when work changes hands: callbacks, notices, offers, empty decisions, silent refusals."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction

from core import clock
from core.actor import SYSTEM
from core.errors import DomainError, ErrorCode
from core.testing import race
from events.models import DomainEvent
from notifications.models import Notification
from routing.actions.assign_lead import assign_lead
from routing.actions.assign_waiting import assign_waiting
from routing.actions.close_work import close_work
from routing.actions.offer_work import offer_work
from routing.actions.release_work import release_work
from routing.actions.retire_member import retire_member
from routing.actions.run_clock import note_breach
from routing.enums import AssignmentReason, State
from routing.models import Decision, WorkItem
from routing.queries.exceptions import exceptions
from routing.tests.worlds import locked, overflow, person, waiting_item
from workforce.actions import set_accepts_new, set_capacity, switch_off
from workforce.models import Booking
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", capacity={"AE": 2})


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob", capacity={"AE": 2})


@pytest.fixture
def team(ann, bob):
    overflow(False)
    return TeamFactory(members=[ann, bob])


@pytest.fixture
def promised(team, ann):
    """Ann's lead, which she has promised to call in three hours."""
    item, at = waiting_item(team), clock.now()
    assign_lead(
        locked(item), ann, by=person(ann), at=at, reason=AssignmentReason.MANUAL, callback_at=at + timedelta(hours=3)
    )
    return item


def close(item, ann, bob):
    close_work(locked(item), outcome="CLOSED_LOST", by=person(ann), at=clock.now())


def release(item, ann, bob):
    release_work(locked(item), reason="on holiday", by=person(ann), at=clock.now())


def reassign(item, ann, bob):
    assign_lead(locked(item), bob, by=person(ann), at=clock.now(), reason=AssignmentReason.REASSIGNMENT)


@pytest.mark.parametrize("act", [close, release, reassign])
def test_callback_ends_with_its_owners_part(promised, ann, bob, act):
    act(promised, ann, bob)
    assert [booking.state for booking in Booking.objects.all()] == ["CANCELLED"]
    assert DomainEvent.objects.filter(name="booking.cancelled").count() == 1


def test_unread_notice_goes_with_a_transferred_lead(promised, ann, bob):
    reassign(promised, ann, bob)
    standing = Notification.objects.standing().values_list("recipient", flat=True)
    assert list(standing) == [bob.pk]


def test_offer_to_somebody_who_leaves_is_in_line_again(team, ann):
    item = waiting_item(team)
    offer_work(locked(item), ann, until=clock.now() + timedelta(hours=1), by=SYSTEM, at=clock.now())
    assert retire_member(ann, by=SYSTEM, at=clock.now()) == 0
    item.refresh_from_db()
    assert (item.state, item.offered_to) == (State.QUEUED, None)


def test_offer_to_somebody_who_has_left_is_refused(team, ann):
    item = waiting_item(team)
    switch_off(ann, by=SYSTEM)
    ann.refresh_from_db()
    with pytest.raises(DomainError) as refused:
        offer_work(locked(item), ann, until=clock.now() + timedelta(hours=1), by=SYSTEM, at=clock.now())
    assert refused.value.code == ErrorCode.MEMBER_RETIRED
    item.refresh_from_db()
    assert item.state == State.QUEUED


def test_line_that_nobody_can_take_leaves_no_decisions_behind(team, ann, bob):
    waiting_item(team)
    team.auto_assign = True
    team.save()
    for staff in (ann, bob):
        set_accepts_new(staff, False, by=SYSTEM)
    assert [assign_waiting(by=SYSTEM, at=clock.now()) for _ in range(3)] == [0, 0, 0]
    assert Decision.objects.count() == 0


def test_breach_of_a_lead_whose_owner_cannot_sign_in_is_told_to_who_is_on_duty(team, ann, bob):
    item = waiting_item(team, at=clock.now() - timedelta(hours=1))
    assign_lead(locked(item), ann, by=person(ann), at=clock.now(), reason=AssignmentReason.MANUAL)
    ann.user.is_active = False
    ann.user.save()
    note_breach(locked(item), at=clock.now())
    told = Notification.objects.filter(kind="SLA_BREACH").values_list("recipient", flat=True)
    assert list(told) == [bob.pk]
    assert exceptions(clock.now())["owned_by_somebody_who_left"] == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_claim_waits_for_a_change_of_capacity_instead_of_saying_no_room(team, ann):
    item = waiting_item(team)
    changing = threading.Event()

    def act(number):
        if number == 0:
            with transaction.atomic():
                set_capacity(ann, "AE", 3, by=SYSTEM)
                changing.set()
                threading.Event().wait(0.5)
            return None
        changing.wait(5)
        with transaction.atomic():
            return assign_lead(locked(item), ann, by=person(ann), at=clock.now(), reason=AssignmentReason.MANUAL)

    results = race(2, act)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert WorkItem.objects.get().owner_id == ann.pk
