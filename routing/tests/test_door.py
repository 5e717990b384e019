"""Every way an item changes hands, and that a refusal changes nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.actor import SYSTEM
from core.errors import DomainError, Forbidden
from events.models import DomainEvent
from events.timers import fire_due
from routing.actions.assign_work import assign_work
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.close_work import close_work, reopen_work
from routing.actions.offer_work import offer_work
from routing.actions.park_work import park_work
from routing.actions.release_work import release_work
from routing.actions.retire_member import retire_member
from routing.models import WorkItem
from routing.queries.exceptions import exceptions
from routing.tests.worlds import locked, overflow, person, waiting_item
from workforce.models import CapacitySlot, Staff
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", capacity={"AE": 1})


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob", capacity={"AE": 1})


@pytest.fixture
def team(ann, bob):
    return TeamFactory(members=[ann, bob])


@pytest.fixture(autouse=True)
def no_exceptions():
    overflow(False)
    yield
    assert set(exceptions(clock.now() - timedelta(minutes=1)).values()) == {0}


def facts_of(item):
    item.refresh_from_db()
    return (item.state, item.owner, item.over_capacity, item.version)


def claim(item, staff, **more):
    return assign_work(locked(item), staff, by=person(staff), at=clock.now(), **more)


def names_of(item):
    rows = DomainEvent.objects.filter(journey_id=item.journey_id, subject_kind="lead").order_by("subject_version")
    return list(rows.values_list("name", flat=True))


def test_claim_takes_a_place_and_tells_the_owner(team, ann):
    item = waiting_item(team)
    told = claim(item, ann)
    item.refresh_from_db()
    assert (item.state, item.owner, item.capacity_slot.staff) == ("ASSIGNED", ann, ann)
    assert [notification.recipient for notification in told] == [ann]
    assert names_of(item) == ["lead.received", "lead.queued", "lead.assigned"]


def test_claim_of_somebody_elses_item_is_refused_and_changes_nothing(team, ann, bob):
    item = waiting_item(team)
    claim(item, ann)
    before = facts_of(item)
    with pytest.raises(DomainError) as refused, transaction.atomic():
        claim(item, bob)
    assert refused.value.code == "LEAD_ALREADY_ASSIGNED"
    assert refused.value.details["assigned_to"] == {"id": ann.public_id, "name": "Ann"}
    assert refused.value.details["can_reassign"] is False
    assert facts_of(item) == before


def test_claiming_what_one_has_changes_nothing(team, ann):
    item = waiting_item(team)
    claim(item, ann)
    before = facts_of(item)
    assert claim(item, ann) == []
    assert facts_of(item) == before


def test_full_member_is_refused_unless_an_admin_overrides(team, ann, bob):
    claim(waiting_item(team), ann)
    second = waiting_item(team)
    before = facts_of(second)
    with pytest.raises(DomainError) as refused, transaction.atomic():
        claim(second, ann)
    assert (refused.value.code, refused.value.details["current_assigned"], refused.value.details["max_capacity"]) == (
        "AE_CAPACITY_EXCEEDED",
        1,
        1,
    )
    with pytest.raises(Forbidden), transaction.atomic():
        claim(second, ann, override_capacity=True)
    assert facts_of(second) == before
    admin = person(bob, "admin:routing")
    assign_work(locked(second), ann, by=admin, at=clock.now(), override_capacity=True)
    second.refresh_from_db()
    assert (second.owner, second.over_capacity) == (ann, True)


def test_transfer_frees_the_former_owners_place(team, ann, bob):
    item = waiting_item(team)
    claim(item, ann)
    assign_work(locked(item), bob, by=person(ann), at=clock.now(), reason="REASSIGNMENT")
    item.refresh_from_db()
    assert item.owner == bob
    assert list(CapacitySlot.objects.filter(taken=True).values_list("staff__user__name", flat=True)) == ["Bob"]


def test_transfer_by_a_stranger_is_refused(team, ann, bob):
    item = waiting_item(team)
    claim(item, ann)
    before = facts_of(item)
    with pytest.raises(DomainError) as refused, transaction.atomic():
        assign_work(locked(item), bob, by=person(bob), at=clock.now(), reason="REASSIGNMENT")
    assert refused.value.code == "LEAD_ALREADY_ASSIGNED"
    assert facts_of(item) == before


def test_release_keeps_the_wait_and_the_deadline(team, ann):
    item = waiting_item(team)
    clocks = (item.queued_at, item.due_at)
    claim(item, ann)
    release_work(locked(item), reason="Out of my region", by=person(ann), at=clock.now())
    item.refresh_from_db()
    assert (item.state, item.owner, item.queued_at, item.due_at) == ("QUEUED", None, *clocks)
    assert CapacitySlot.objects.filter(taken=True).count() == 0


def test_freed_place_pulls_the_most_pressing_waiting_item(team, ann, bob):
    team.auto_assign = True
    team.save()
    first, second = waiting_item(team), waiting_item(team)
    small = waiting_item(team, annual_revenue=600_000, number_of_locations=1)
    pressing = waiting_item(team, channel="REFERRAL")
    assert {facts_of(item)[0] for item in (first, second)} == {"ASSIGNED"}
    assert {facts_of(item)[0] for item in (small, pressing)} == {"QUEUED"}
    close_work(locked(first), outcome="CLOSED_WON", by=SYSTEM, at=clock.now())
    assert (facts_of(pressing)[0], facts_of(small)[0]) == ("ASSIGNED", "QUEUED")


def test_overflow_gives_the_least_loaded_more_than_fits_and_says_so(team, ann, bob):
    overflow(True)
    claim(waiting_item(team), ann)
    claim(waiting_item(team), bob)
    item = waiting_item(team)
    routed = auto_assign_work(locked(item), by=SYSTEM, at=clock.now())
    item.refresh_from_db()
    assert (routed.decision.overflowed, item.over_capacity, item.state) == (True, True, "ASSIGNED")
    assert routed.decision.sentence.endswith("everybody is full, so the least loaded takes it")


def test_nobody_with_room_and_no_overflow_leaves_it_in_line(team, ann, bob):
    claim(waiting_item(team), ann)
    claim(waiting_item(team), bob)
    item = waiting_item(team)
    routed = auto_assign_work(locked(item), by=SYSTEM, at=clock.now())
    assert (routed.decision.winner, facts_of(item)[0]) == (None, "QUEUED")
    assert {verdict["ruled_out_by"] for verdict in routed.decision.verdicts} == {"capacity"}


def test_parked_item_wakes_by_itself(team, ann):
    item = waiting_item(team)
    claim(item, ann)
    until = clock.now() + timedelta(hours=2)
    park_work(locked(item), until=until, reason="Call after lunch", by=person(ann), at=clock.now())
    assert facts_of(item)[:2] == ("PARKED", None)
    with clock.moved(to=until + timedelta(seconds=1)):
        fire_due()
    assert facts_of(item)[:2] == ("QUEUED", None)


def test_parking_without_a_reason_is_refused(team, ann):
    item = waiting_item(team)
    claim(item, ann)
    before = facts_of(item)
    with pytest.raises(DomainError), transaction.atomic():
        park_work(locked(item), until=clock.now() + timedelta(hours=1), reason=" ", by=person(ann), at=clock.now())
    assert facts_of(item) == before


def test_offer_that_nobody_takes_goes_back_in_line(team, ann):
    item = waiting_item(team)
    until = clock.now() + timedelta(minutes=5)
    offer_work(locked(item), ann, until=until, by=SYSTEM, at=clock.now())
    assert facts_of(item)[0] == "OFFERED"
    with clock.moved(to=until + timedelta(seconds=1)):
        fire_due()
    assert facts_of(item)[0] == "QUEUED"


def test_accepted_offer_does_not_expire(team, ann):
    item = waiting_item(team)
    until = clock.now() + timedelta(minutes=5)
    offer_work(locked(item), ann, until=until, by=SYSTEM, at=clock.now())
    claim(item, ann)
    with clock.moved(to=until + timedelta(seconds=1)):
        fire_due()
    assert facts_of(item)[:2] == ("ASSIGNED", ann)


def test_closed_item_keeps_who_had_it_and_can_be_reopened(team, ann):
    item = waiting_item(team)
    claim(item, ann)
    close_work(locked(item), outcome="CLOSED_LOST", by=person(ann), at=clock.now())
    assert facts_of(item)[:2] == ("CLOSED", ann)
    with pytest.raises(DomainError) as refused, transaction.atomic():
        claim(item, ann)
    assert refused.value.code == "QUEUE_ENTRY_CLOSED"
    reopen_work(locked(item), by=SYSTEM, at=clock.now())
    assert facts_of(item)[:2] == ("QUEUED", None)


def test_retired_member_hands_everything_back(team, ann, bob):
    item = waiting_item(team)
    claim(item, ann)
    assert retire_member(ann, by=person(bob, "admin:routing"), at=clock.now()) == 1
    assert facts_of(item)[:2] == ("QUEUED", None)
    assert Staff.objects.get(pk=ann.pk).is_retired is True


def test_database_refuses_what_the_door_would_never_write(team, ann):
    item = waiting_item(team)
    for wrong in ({"owner": ann}, {"state": "ASSIGNED", "owner": ann}, {"state": "PARKED"}, {"state": "CLOSED"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkItem.objects.filter(pk=item.pk).update(**wrong)
