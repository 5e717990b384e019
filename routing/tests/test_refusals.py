"""What the verbs refuse, and that a refusal changes nothing."""

from datetime import timedelta

import pytest
from django.db import transaction

from core import clock
from core.actor import SYSTEM
from core.errors import DomainError, Forbidden, Invalid, NotFound
from core.ids import new_id
from events.models import DomainEvent, Timer
from routing.actions.assign_lead import assign_lead
from routing.actions.assign_work import assign_work
from routing.actions.change_owner import lock_item, note
from routing.actions.close_work import close_work, reopen_work
from routing.actions.log_contact import log_contact
from routing.actions.offer_work import offer_work
from routing.actions.park_work import park_work
from routing.actions.release_work import release_work
from routing.actions.retire_member import retire_member
from routing.actions.run_clock import note_breach, warn_of_deadline
from routing.actions.wake_work import wake_work
from routing.enums import ClockKind
from routing.models import ClockTarget, Communication, WorkItem
from routing.tests.worlds import locked, overflow, person, waiting_item
from workforce.actions.switch_off import switch_off
from workforce.models import Booking, Staff
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
CALL = {"communication_type": "PHONE_CALL", "outcome": "NO_ANSWER", "notes": "Rang twice"}


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
def waiting(team):
    return waiting_item(team)


@pytest.fixture
def taken(team, ann):
    item = waiting_item(team)
    assign_work(locked(item), ann, by=person(ann), at=clock.now())
    return item


@pytest.fixture
def closed(taken):
    close_work(locked(taken), outcome="CLOSED_LOST", by=SYSTEM, at=clock.now())
    return taken


def everything():
    """All that a refusal could have touched."""
    return (
        list(WorkItem.objects.order_by("pk").values()),
        list(Timer.objects.order_by("pk").values()),
        list(Communication.objects.values()),
        list(Booking.objects.values()),
        DomainEvent.objects.count(),
    )


def refused(act, item, kind=DomainError, **facts):
    """The refusal of this verb, which has left everything as it was."""
    before = everything()
    with pytest.raises(kind) as problem, transaction.atomic():
        act(locked(item), at=clock.now(), **facts)
    assert everything() == before
    return str(problem.value.code)


def test_item_that_does_not_exist_is_not_found():
    with pytest.raises(NotFound), transaction.atomic():
        lock_item(new_id())


def test_item_written_without_its_lock_is_an_error_of_ours(waiting):
    stale = locked(waiting)
    note(locked(waiting), park_reason="first")
    before = everything()
    with pytest.raises(RuntimeError, match="was written without its lock"), transaction.atomic():
        note(stale, park_reason="second")
    assert everything() == before


def test_callback_in_the_past_assigns_nothing(waiting, ann):
    ago = clock.now() - timedelta(minutes=1)
    assert refused(assign_lead, waiting, Invalid, to=ann, by=person(ann), reason="MANUAL", callback_at=ago) == (
        "VALIDATION_FAILED"
    )


def test_work_is_not_given_to_somebody_who_has_left(waiting, bob):
    switch_off(bob, by=SYSTEM, at=clock.now())
    bob = Staff.objects.get(pk=bob.pk)
    assert refused(assign_work, waiting, to=bob, by=SYSTEM) == "MEMBER_RETIRED"


def test_closed_work_is_not_closed_again(closed):
    assert refused(close_work, closed, outcome="CLOSED_WON", by=SYSTEM) == "QUEUE_ENTRY_CLOSED"


def test_open_work_is_not_reopened(waiting):
    assert refused(reopen_work, waiting, by=SYSTEM) == "INVALID_TRANSITION"


@pytest.mark.parametrize(
    ("act", "facts"),
    [
        (log_contact, {"facts": CALL}),
        (park_work, {"until": clock.now() + timedelta(days=1), "reason": "Later"}),
        (release_work, {"reason": "Not mine"}),
    ],
)
def test_closed_work_is_left_alone(closed, ann, act, facts):
    assert refused(act, closed, by=person(ann), **facts) == "QUEUE_ENTRY_CLOSED"


def test_contact_on_a_lead_that_nobody_has_is_refused(waiting, ann):
    assert refused(log_contact, waiting, facts=CALL, by=person(ann)) == "LEAD_NOT_ASSIGNED"


def test_work_that_nobody_has_is_not_released(waiting, ann):
    assert refused(release_work, waiting, reason="Not mine", by=person(ann)) == "LEAD_NOT_ASSIGNED"


@pytest.mark.parametrize(
    ("act", "facts"),
    [
        (log_contact, {"facts": CALL}),
        (park_work, {"until": clock.now() + timedelta(days=1), "reason": "Later"}),
        (release_work, {"reason": "Not mine"}),
    ],
)
def test_somebody_elses_work_is_left_alone(taken, bob, act, facts):
    assert refused(act, taken, Forbidden, by=person(bob), **facts) == "FORBIDDEN"


def test_waiting_work_is_parked_by_admins_only(waiting, ann):
    until = clock.now() + timedelta(days=1)
    assert refused(park_work, waiting, Forbidden, until=until, reason="Later", by=person(ann)) == "FORBIDDEN"


def test_work_is_not_parked_into_the_past(taken, ann):
    until = clock.now() - timedelta(seconds=1)
    assert refused(park_work, taken, Invalid, until=until, reason="Later", by=person(ann)) == "VALIDATION_FAILED"


def test_work_that_somebody_has_is_not_offered(taken, bob):
    until = clock.now() + timedelta(minutes=5)
    assert refused(offer_work, taken, to=bob, until=until, by=SYSTEM) == "INVALID_TRANSITION"


def test_member_is_retired_by_admins_only(taken, ann, bob):
    before = everything()
    with pytest.raises(Forbidden), transaction.atomic():
        retire_member(ann, by=person(bob), at=clock.now())
    assert (everything(), Staff.objects.get(pk=ann.pk).is_retired) == (before, False)


def test_clock_that_has_stopped_says_nothing(closed):
    before = everything()
    for kind in ClockKind:
        assert warn_of_deadline(locked(closed), kind, at=clock.now()) is False
        assert note_breach(locked(closed), kind, at=clock.now()) is False
    assert everything() == before


def test_what_is_awake_is_not_woken(waiting):
    before = everything()
    assert wake_work(locked(waiting), by=SYSTEM, at=clock.now()) is False
    assert everything() == before


def test_cohort_without_a_target_has_no_clock(team):
    ClockTarget.objects.all().delete()
    item = waiting_item(team)
    assert (item.warn_at, item.due_at, Timer.objects.filter(about_id=item.pk).count()) == (None, None, 0)
