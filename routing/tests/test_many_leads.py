"""Many leads at once: the whole line assigned, many hands over, each lead through the one door."""

import pytest

from core import clock
from core.actor import SYSTEM
from core.errors import Forbidden, Invalid
from events.models import DomainEvent
from routing.actions.assign_work import assign_work
from routing.actions.auto_assign_leads import auto_assign_leads
from routing.actions.close_work import close_work
from routing.actions.reassign_leads import reassign_leads
from routing.actions.run_batch import run_batches
from routing.models import Batch, WorkItem
from routing.tests.batches import ADMIN, counts
from routing.tests.worlds import locked, overflow, person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", capacity={"AE": 3})


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob", capacity={"AE": 3})


@pytest.fixture
def team(ann, bob):
    overflow(False)
    return TeamFactory(members=[ann, bob])


def lead_of(item):
    return item.queue_entry.lead.public_id


def results(batch):
    return [(row.state, row.result.get("result") or row.result.get("code")) for row in batch.rows.order_by("position")]


# --- the whole line ----------------------------------------------------------------------------------


def test_whole_line_goes_to_whom_the_engine_chooses_as_far_as_there_is_room(team, ann, bob):
    for number in range(7):
        waiting_item(team, annual_revenue=3_000_000 - number)
    batch = auto_assign_leads(team, by=ADMIN, at=clock.now())
    run_batches()
    assert counts(batch) == ("DONE", 6, 1)
    assert results(batch) == [("DONE", "assigned")] * 6 + [("FAILED", "NOBODY_AVAILABLE")]
    assert (WorkItem.objects.filter(owner=ann).count(), WorkItem.objects.filter(owner=bob).count()) == (3, 3)


def test_without_a_team_only_automatic_lines_are_gone_through(team):
    waiting_item(team)
    assert auto_assign_leads(None, by=ADMIN, at=clock.now()).total == 0
    team.auto_assign = True
    team.save()
    assert auto_assign_leads(None, by=ADMIN, at=clock.now()).total == 1


def test_lead_that_somebody_took_meanwhile_is_left_with_them(team, ann):
    item = waiting_item(team)
    batch = auto_assign_leads(team, by=ADMIN, at=clock.now())
    assign_work(locked(item), ann, by=person(ann), at=clock.now())
    run_batches()
    assert results(batch) == [("DONE", "taken")]


def test_only_admins_and_systems_have_the_line_assigned(team, ann):
    with pytest.raises(Forbidden):
        auto_assign_leads(team, by=person(ann), at=clock.now())
    assert Batch.objects.count() == 0


# --- many hands over -----------------------------------------------------------------------------------


def test_leads_go_to_one_person_and_each_refusal_is_told(team, ann, bob):
    owned, waiting, gone = waiting_item(team), waiting_item(team), waiting_item(team)
    assign_work(locked(owned), bob, by=person(bob), at=clock.now())
    close_work(locked(gone), outcome="CLOSED_LOST", by=SYSTEM, at=clock.now())
    leads = [lead_of(owned), lead_of(waiting), lead_of(gone), "lead_" + "0" * 26, lead_of(owned)]
    batch = reassign_leads(leads, to=ann.public_id, reason="Bob is ill", by=ADMIN, at=clock.now())
    run_batches()
    assert results(batch) == [
        ("DONE", "assigned"), ("DONE", "assigned"), ("FAILED", "QUEUE_ENTRY_CLOSED"), ("FAILED", "NOT_FOUND"),
    ]  # fmt: skip
    owned.refresh_from_db()
    assert (owned.owner, owned.assignment_reason, owned.assignment_notes) == (ann, "REASSIGNMENT", "Bob is ill")


def test_engine_chooses_somebody_else_and_freed_places_are_filled(team, ann, bob):
    owned = waiting_item(team)
    assign_work(locked(owned), bob, by=person(bob), at=clock.now())
    closed, waiting = waiting_item(team), waiting_item(team)
    close_work(locked(closed), outcome="CLOSED_LOST", by=SYSTEM, at=clock.now())
    leads = [lead_of(owned), lead_of(closed), lead_of(waiting)]
    batch = reassign_leads(leads, to="engine", reason="again", by=ADMIN, at=clock.now())
    run_batches()
    assert results(batch) == [("DONE", "assigned"), ("FAILED", "QUEUE_ENTRY_CLOSED"), ("DONE", "assigned")]
    owned.refresh_from_db()
    assert owned.owner == ann


def test_lead_that_nobody_else_can_take_waits_in_line(ann):
    overflow(False)
    alone = TeamFactory(members=[ann])
    item = waiting_item(alone)
    assign_work(locked(item), ann, by=person(ann), at=clock.now())
    batch = reassign_leads([lead_of(item)], to="engine", reason="again", by=ADMIN, at=clock.now())
    run_batches()
    item.refresh_from_db()
    assert (results(batch), item.state) == ([("DONE", "waiting")], "QUEUED")


def test_leads_go_back_in_line_with_the_reason(team, ann):
    owned, waiting = waiting_item(team), waiting_item(team)
    assign_work(locked(owned), ann, by=person(ann), at=clock.now())
    leads = [lead_of(owned), lead_of(waiting)]
    batch = reassign_leads(leads, to="queue", reason="Ann is ill", by=ADMIN, at=clock.now())
    run_batches()
    assert results(batch) == [("DONE", "released"), ("FAILED", "LEAD_NOT_ASSIGNED")]
    assert DomainEvent.objects.get(name="lead.released").payload["reason"] == "Ann is ill"


def test_member_who_leaves_meanwhile_gets_nothing(team, ann):
    item = waiting_item(team)
    batch = reassign_leads([lead_of(item)], to=ann.public_id, reason="x", by=ADMIN, at=clock.now())
    type(ann.user).objects.filter(pk=ann.pk).update(is_active=False)
    run_batches()
    assert results(batch) == [("FAILED", "MEMBER_RETIRED")]


def test_hand_over_to_nobody_and_by_nobody_is_refused(team, ann):
    item = waiting_item(team)
    with pytest.raises(Forbidden):
        reassign_leads([lead_of(item)], to=ann.public_id, reason="x", by=person(ann), at=clock.now())
    with pytest.raises(Invalid):
        reassign_leads([lead_of(item)], to="staff_x", reason="x", by=ADMIN, at=clock.now())
    assert Batch.objects.count() == 0
