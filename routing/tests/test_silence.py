"""A missed deadline that nobody acknowledges goes down the on-duty list, once a step, until somebody takes it."""

from datetime import timedelta

import pytest
from django.db import transaction

from core import clock
from core.actor import SYSTEM
from core.testing import race
from events.models import DomainEvent, Timer
from events.timers import fire_due
from notifications.actions import mark_read
from notifications.models import Attention, Notification
from routing.actions.assign_work import assign_work
from routing.actions.close_work import close_work
from routing.actions.pass_on_breach import pass_on_breach, watch_for_silence
from routing.actions.run_clock import note_breach
from routing.enums import ClockKind
from routing.models import WorkItem
from routing.tests.worlds import locked, person, waiting_item
from workforce.models import TeamMembership
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
CLOCK = ClockKind.FIRST_CONTACT
TIMER = "work.first_contact_silence"


@pytest.fixture
def people():
    return [StaffFactory(user__name=name, presence="ONLINE") for name in ("Ann", "Bob", "Cleo")]


@pytest.fixture
def item(people):
    return waiting_item(TeamFactory(members=people), at=clock.now() - timedelta(hours=3))


@pytest.fixture
def at(item):
    """When the breach is told."""
    return breached(item)


def breached(item):
    """The deadline is missed, and the item's other timers stay out of it."""
    at = clock.now()
    Timer.objects.update(cancelled_at=at)
    with transaction.atomic():
        note_breach(locked(item), CLOCK, at=at)
    return at


def told():
    return list(
        Notification.objects.filter(kind="SLA_BREACH").order_by("pk").values_list("recipient__user__name", flat=True)
    )


def silence(item, at, minutes):
    with transaction.atomic():
        return pass_on_breach(locked(item), CLOCK, since=at, at=at + timedelta(minutes=minutes))


def test_silence_goes_down_the_list_and_ends_with_it(item, at, people):
    assert told() == ["Ann"]
    timer = Timer.objects.get(name=TIMER)
    assert (timer.due_at, timer.payload) == (at + timedelta(minutes=10), {"since": at.isoformat()})
    assert silence(item, at, 10) == people[1]
    timer.refresh_from_db()
    assert (timer.due_at, timer.payload) == (at + timedelta(minutes=20), {"since": at.isoformat()})
    assert silence(item, at, 20) == people[2]
    assert silence(item, at, 30) is None
    assert told() == ["Ann", "Bob", "Cleo"]
    assert Notification.objects.latest("pk").context["silent_name"] == "Bob"
    events = DomainEvent.objects.filter(name="lead.breach_passed_on").order_by("pk")
    assert [(event.payload["silent"], event.payload["step"]) for event in events] == [("Ann", 1), ("Bob", 2)]


def test_silence_of_the_owner_goes_to_who_is_on_duty(people):
    item = waiting_item(TeamFactory(members=people[:2]), at=clock.now() - timedelta(hours=3))
    at = clock.now()
    with transaction.atomic():
        assign_work(locked(item), people[1], by=person(people[1]), at=at - timedelta(hours=1))
        note_breach(locked(item), CLOCK, at=at)
    assert told() == ["Bob"]
    assert silence(item, at, 10) == people[0]
    assert silence(item, at, 20) is None


def test_who_is_online_comes_first(item, at, people):
    people[1].presence = "OFFLINE"
    people[1].save()
    assert silence(item, at, 10) == people[2]
    assert silence(item, at, 20) == people[1]


def _read(item, at, people):
    mark_read(Notification.objects.get(kind="SLA_BREACH").pk, people[0].pk, by=SYSTEM, at=at)


def _take(item, at, people):
    assign_work(locked(item), people[2], by=person(people[2]), at=at + timedelta(minutes=1))


def _close(item, at, people):
    close_work(locked(item), outcome="DISQUALIFIED", by=person(people[0], "admin:routing"), at=at)


def _meet(item, at, people):
    WorkItem.objects.filter(pk=item.pk).update(contact_met_at=at, first_attempt_at=at)


def _park(item, at, people):
    WorkItem.objects.filter(pk=item.pk).update(state="PARKED", parked_until=at + timedelta(days=1), park_reason="x")


def _leave(item, at, people):
    TeamMembership.objects.exclude(staff=people[0]).update(on_duty_rank=None)


@pytest.mark.parametrize("reaction", [_read, _take, _close, _meet, _park, _leave])
def test_reaction_ends_it(item, at, people, reaction):
    reaction(item, at, people)
    before = (told(), DomainEvent.objects.count())
    assert silence(item, at, 10) is None
    assert (told(), DomainEvent.objects.count()) == before


def test_attempt_ends_it(item, at, people):
    from routing.actions.log_contact import log_contact

    with transaction.atomic():
        assign_work(locked(item), people[0], by=person(people[0]), at=at - timedelta(minutes=1))
        WorkItem.objects.filter(pk=item.pk).update(contact_needs_connection=True)
        facts = {"communication_type": "PHONE_CALL", "outcome": "NO_ANSWER", "notes": "Nobody answered."}
        log_contact(locked(item), facts, by=person(people[0]), at=at + timedelta(minutes=2))
    assert silence(item, at, 10) is None


def test_policy_may_let_silence_be(item):
    Attention.objects.update(silence_minutes=0)
    at = clock.now()
    with transaction.atomic():
        note_breach(locked(item), CLOCK, at=at)
        assert watch_for_silence(item, CLOCK, since=at, at=at) is False
    assert not Timer.objects.filter(name=TIMER).exists()


def test_timer_acts_for_either_clock(item, at):
    Timer.objects.filter(name=TIMER).update(due_at=clock.now() - timedelta(seconds=1))
    fire_due()
    assert told() == ["Ann", "Bob"]
    WorkItem.objects.update(quote_warn_at=None, quote_due_at=None)
    with transaction.atomic():
        watch_for_silence(item, ClockKind.QUOTE_DELIVERY, since=at, at=at - timedelta(hours=1))
    fire_due()
    assert told() == ["Ann", "Bob"]  # nobody promised a quote


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_step_is_made_once_however_many_make_it():
    Attention.objects.get_or_create(pk=1)
    people = [StaffFactory(user__name=name, presence="ONLINE") for name in ("Ann", "Bob", "Cleo")]
    item = waiting_item(TeamFactory(members=people), at=clock.now() - timedelta(hours=3))
    breached(item)
    Timer.objects.filter(name=TIMER).update(due_at=clock.now() - timedelta(seconds=1))
    race(3, lambda _: fire_due())
    assert told() == ["Ann", "Bob"]
