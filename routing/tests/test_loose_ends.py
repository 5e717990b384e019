"""What must not stay behind when work changes hands: callbacks, notices, offers, empty decisions, silent refusals."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.actions import change_roles, deactivate_user, reactivate_user
from accounts.models import User
from accounts.tests.factories import UserFactory
from core import clock
from core.actor import SYSTEM
from core.errors import DomainError, ErrorCode
from core.testing import race
from events.dispatch import dispatch_due
from events.models import DomainEvent
from notifications.models import Notification
from routing.actions.assign_lead import assign_lead
from routing.actions.assign_waiting import assign_waiting
from routing.actions.close_work import close_work
from routing.actions.offer_work import offer_work
from routing.actions.release_work import release_work
from routing.actions.retire_member import retire_member
from routing.actions.run_clock import note_breach
from routing.enums import AssignmentReason, ClockKind, State
from routing.models import Decision, WorkItem
from routing.queries.exceptions import exceptions
from routing.queries.on_duty import on_duty
from routing.subscribers import hand_back_what_nobody_can_do
from routing.tests.worlds import locked, overflow, person, waiting_item
from workforce.actions import set_accepts_new, set_capacity, switch_off
from workforce.models import Booking, Staff, TeamMembership
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
    note_breach(locked(item), ClockKind.FIRST_CONTACT, at=clock.now())
    told = Notification.objects.filter(kind="SLA_BREACH").values_list("recipient", flat=True)
    assert list(told) == [bob.pk]
    assert exceptions(clock.now())["owned_by_somebody_who_left"] == 1


@pytest.mark.parametrize(
    ("online", "closed", "told"),
    [
        ("", "", "Ann"),
        ("Bob", "", "Bob"),
        ("Bob Eve", "", "Bob"),
        ("Eve", "", "Ann"),
        ("Ann Bob", "Ann", "Bob"),
        ("Eve", "Ann", "Bob"),
        ("", "Ann Bob", "Eve"),
    ],
)
def test_on_duty_is_the_first_of_the_list_who_is_online_else_the_first_who_can_sign_in(team, ann, online, closed, told):
    """Ann and Bob are on the list in this order, Eve is of the team only."""
    TeamMembership.objects.create(team=team, staff=StaffFactory(user__name="Eve"))
    Staff.objects.filter(user__name__in=online.split()).update(presence="ONLINE")
    User.objects.filter(name__in=closed.split()).update(is_active=False)
    assert [member.name for member in on_duty(waiting_item(team))] == [told]


def test_on_duty_is_everybody_who_can_sign_in_where_there_is_no_list(team, ann, bob):
    TeamMembership.objects.update(on_duty_rank=None)
    item = waiting_item(team)
    assert [member.pk for member in on_duty(item)] == sorted([ann.pk, bob.pk])
    switch_off(ann, by=SYSTEM)
    assert [member.pk for member in on_duty(item)] == [bob.pk]


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


# -- logins and roles that are taken away ------------------------------------------------------------------


def give_lead(team, to):
    item = waiting_item(team)
    assign_lead(locked(item), to, by=person(to), at=clock.now(), reason=AssignmentReason.MANUAL)
    return item


def owners():
    return list(WorkItem.objects.order_by("id").values_list("state", "owner"))


def released():
    return DomainEvent.objects.filter(name="lead.released").count()


def test_login_that_is_ended_in_accounts_hands_the_work_back_once(team, ann, bob):
    give_lead(team, ann)
    offer_work(locked(waiting_item(team)), ann, until=clock.now() + timedelta(hours=1), by=SYSTEM, at=clock.now())
    give_lead(team, bob)
    deactivate_user(ann.user, by=SYSTEM)
    dispatch_due()
    assert owners() == [(State.QUEUED, None), (State.QUEUED, None), (State.ASSIGNED, bob.pk)]
    hand_back_what_nobody_can_do(DomainEvent.objects.get(name="user.deactivated"))
    assert (released(), exceptions(clock.now())["owned_by_somebody_who_left"]) == (1, 0)
    assert Staff.objects.get(pk=ann.pk).is_retired is False


def test_work_of_an_ended_login_goes_to_somebody_else_where_it_is_automatic(team, ann, bob):
    give_lead(team, ann)
    team.auto_assign = True
    team.save()
    deactivate_user(ann.user, by=SYSTEM)
    dispatch_due()
    assert owners() == [(State.ASSIGNED, bob.pk)]


def test_work_stays_with_somebody_whose_login_is_open_again_meanwhile(team, ann):
    give_lead(team, ann)
    deactivate_user(ann.user, by=SYSTEM)
    reactivate_user(ann.user, by=SYSTEM)
    dispatch_due()
    assert (owners(), released()) == ([(State.ASSIGNED, ann.pk)], 0)


@pytest.mark.parametrize(
    ("roles", "kept"), [(["IC"], False), (["AE", "SUPERVISOR"], True), (["SUPERVISOR"], False), ([], False)]
)
def test_work_goes_back_with_the_role_for_it(team, ann, roles, kept):
    give_lead(team, ann)
    change_roles(ann.user, roles, by=SYSTEM)
    dispatch_due()
    assert owners() == ([(State.ASSIGNED, ann.pk)] if kept else [(State.QUEUED, None)])


def test_change_of_roles_of_somebody_who_takes_no_work_changes_nothing(team, ann):
    give_lead(team, ann)
    change_roles(UserFactory(roles=["AE"]), ["IC"], by=SYSTEM)
    assert dispatch_due() > 0
    assert owners() == [(State.ASSIGNED, ann.pk)]


def test_nobody_is_given_work_who_cannot_sign_in(team, ann):
    item = waiting_item(team)
    deactivate_user(ann.user, by=SYSTEM)
    with pytest.raises(DomainError) as refused, transaction.atomic():
        assign_lead(
            locked(item), Staff.objects.get(pk=ann.pk), by=SYSTEM, at=clock.now(), reason=AssignmentReason.MANUAL
        )
    assert (refused.value.code, owners()) == (ErrorCode.MEMBER_RETIRED, [(State.QUEUED, None)])


def test_member_retires_with_their_login_in_one_transaction(team, ann):
    give_lead(team, ann)
    assert retire_member(ann, by=SYSTEM, at=clock.now(), and_login=True) == 1
    left = Staff.objects.with_person().get(pk=ann.pk)
    assert (left.is_retired, left.user.is_active, owners()) == (True, False, [(State.QUEUED, None)])


def test_member_keeps_everything_when_their_login_may_not_be_ended(team, ann):
    give_lead(team, ann)
    change_roles(ann.user, ["AE", "ADMIN"], by=SYSTEM)
    ann.user.refresh_from_db()
    with pytest.raises(DomainError):  # the last administrator
        retire_member(ann, by=SYSTEM, at=clock.now(), and_login=True)
    kept = Staff.objects.with_person().get(pk=ann.pk)
    assert (kept.is_retired, kept.user.is_active, owners()) == (False, True, [(State.ASSIGNED, ann.pk)])
