"""A missed, untouched lead goes to somebody else, once, and never ends up worse than before."""

from datetime import timedelta

import pytest
from django.db import transaction

from core import clock
from core.errors import DomainError
from core.testing import race
from events.models import DomainEvent, Timer
from events.timers import WAITING, fire_due
from notifications.models import Notification
from routing.actions.log_contact import log_contact
from routing.actions.plan_step import plan_step
from routing.actions.reoffer_work import reoffer_work
from routing.models import Communication, RoutingPolicy, WorkItem
from routing.queries.policies import forget_policies
from routing.tests.pages import browser_of, give, page, state
from routing.tests.worlds import locked, person, waiting_item
from workforce.actions.set_accepts_new import set_accepts_new
from workforce.models import CapacitySlot
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
AFTER = 10 * MINUTE
CALL = {"communication_type": "PHONE_CALL", "outcome": "NO_ANSWER", "notes": "Rang the shop twice."}


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann Arbor")


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob Bell")


@pytest.fixture
def team(ann, bob):
    return TeamFactory(members=[ann, bob])


@pytest.fixture(autouse=True)
def _taken_back_after_ten_minutes():
    RoutingPolicy.objects.update(reoffer_after=AFTER)
    forget_policies()
    yield
    forget_policies()


@pytest.fixture
def item(team, ann):
    item = waiting_item(team)
    with transaction.atomic():
        give(item, ann)
    item.refresh_from_db()
    return item


def at(instant):
    """What is due by then has happened, and what that had made due."""
    with clock.moved(to=instant):
        while fire_due():
            pass


def names():
    rows = DomainEvent.objects.filter(name__startswith="lead.reoffered").order_by("id")
    return list(rows.values_list("name", flat=True))


def test_untouched_lead_goes_to_somebody_else_ten_minutes_after_it_was_missed(item, ann, bob):
    at(item.due_at + AFTER - timedelta(seconds=1))
    assert (state(item), names()) == (("ASSIGNED", ann.pk), [])
    at(item.due_at + AFTER)
    at(item.due_at + AFTER + MINUTE)
    assert (state(item), names()) == (("ASSIGNED", bob.pk), ["lead.reoffered"])
    moved = WorkItem.objects.get(pk=item.pk)
    assert (moved.due_at, moved.queued_at, moved.decision is not None) == (item.due_at, item.queued_at, True)
    assert CapacitySlot.objects.filter(taken=True).count() == 1
    standing = Notification.objects.standing().order_by("id").values_list("kind", "recipient")
    assert list(standing) == [("NEW_LEAD_ASSIGNED", bob.pk), ("LEAD_ACTIVITY", ann.pk)]
    told = Notification.objects.get(kind="LEAD_ACTIVITY")
    assert told.subject == "Corner Shop has gone on: nobody had tried in time: Bob Bell"
    assert "A. Arbor, who had not tried in time" in browser_of(ann).get(page("lead", item)).content.decode()


def test_it_goes_round_once_and_then_stays(item, ann, bob):
    at(item.due_at + AFTER)
    again = Timer.objects.get(WAITING, name="work.reoffer")
    assert again.payload == {"had": [ann.public_id]}
    at(again.due_at)
    assert (state(item), names()) == (("ASSIGNED", bob.pk), ["lead.reoffered", "lead.reoffered_in_vain"])
    assert Timer.objects.filter(WAITING, name="work.reoffer").count() == 0
    assert "stays with B. Bell" in browser_of(ann).get(page("lead", item)).content.decode()


def test_it_stays_when_nobody_else_can_take_it(item, ann, bob):
    set_accepts_new(bob, False, by=person(bob))
    before = WorkItem.objects.get(pk=item.pk)
    at(item.due_at + AFTER)
    after = WorkItem.objects.get(pk=item.pk)
    assert (after.owner_id, after.capacity_slot_id, after.assigned_at) == (
        ann.pk,
        before.capacity_slot_id,
        before.assigned_at,
    )
    assert names() == ["lead.reoffered_in_vain"]
    kinds = Notification.objects.standing().values_list("kind", flat=True).order_by("id")
    assert list(kinds) == ["NEW_LEAD_ASSIGNED", "SLA_WARNING", "SLA_BREACH"]


def test_it_stays_where_the_policy_cannot_leave_anybody_out(item, ann):
    RoutingPolicy.objects.get(queue="AE").steps.filter(name="not_excluded").delete()
    forget_policies()
    at(item.due_at + AFTER)
    assert (state(item), names()) == (("ASSIGNED", ann.pk), ["lead.reoffered_in_vain"])


def test_attempt_or_promise_keeps_it(team, ann):
    tried, promised, nobodys = waiting_item(team), waiting_item(team), waiting_item(team)
    for item in (tried, promised):
        give(item, ann)
    due = nobodys.due_at
    RoutingPolicy.objects.update(contact_needs_connection=True)
    log_contact(locked(tried), CALL, by=person(ann), at=clock.now())
    when = due + timedelta(hours=5)
    plan_step(locked(promised), "CALLBACK", due_at=when, in_calendar=True, by=person(ann), at=clock.now())
    at(due + AFTER)
    assert (state(tried)[1], state(promised)[1], state(nobodys)[1], names()) == (ann.pk, ann.pk, None, [])


def test_whoever_got_it_late_has_the_full_time(team, ann, bob):
    item = waiting_item(team)
    at(item.due_at)
    late = item.due_at + 8 * MINUTE
    with clock.moved(to=late):
        give(item, ann)
    at(item.due_at + AFTER)
    assert state(item) == ("ASSIGNED", ann.pk)
    at(late + AFTER + MINUTE)
    assert state(item) == ("ASSIGNED", bob.pk)


def test_policy_that_never_takes_back_leaves_it(item, ann):
    at(item.due_at)
    RoutingPolicy.objects.update(reoffer_after=None)
    forget_policies()
    at(item.due_at + AFTER)
    assert (state(item), names()) == (("ASSIGNED", ann.pk), [])


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_contact_at_the_same_instant_either_counts_or_is_refused(item, ann, bob):
    when = item.due_at + AFTER

    def act(number):
        with transaction.atomic():
            held = locked(item)
            if number % 2:
                return reoffer_work(held, had=[], at=when)
            return bool(log_contact(held, CALL, by=person(ann), at=when))

    results = race(6, act)
    owner = state(item)[1]
    logged = Communication.objects.count()
    refused = sum(isinstance(result, DomainError) for result in results)
    assert (owner, logged, refused) in {(ann.pk, 3, 0), (bob.pk, 0, 3)}
    assert sum(result is True for result in results[1::2]) == (owner == bob.pk)
