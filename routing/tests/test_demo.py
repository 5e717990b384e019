"""The demo world: whole, within every rule, and the same at the second look. Loaded once for all tests here."""

import random
from collections import Counter
from datetime import timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import F

from accounts.models import Customer, User
from core import clock
from core.actor import SYSTEM
from core.ids import new_id
from core.testing import Api
from events.models import Dispatch, DomainEvent, Timer
from events.timers import WAITING
from notifications.enums import Channel, DeliveryState, Reason
from notifications.models import Delivery, Notification, OutboxMessage
from routing.actions.receive_lead import receive_lead
from routing.demo import load_world
from routing.demo.businesses import Businesses
from routing.demo.mail import LEFT
from routing.demo.people import PASSWORD
from routing.demo.scale import grow
from routing.enums import CLOSING, OWNED, Queue, State, SupportType
from routing.models import Communication, Decision, IcEntry, Lead, NextStep, QueueEntry, WorkItem
from routing.queries.decisions import decide_again, decisions_since, differs_in
from routing.rules.scores import score_at
from routing.rules.sla import sla_status
from workforce.models import CapacitySlot, Staff, TeamMembership, WorkingHours
from workforce.queries.load import load_of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]  # one process loads the world

AES = [f"ae{n}@demo.test" for n in range(1, 7)]
LOGINS = {
    *AES,
    *(f"{who}{n}@demo.test" for who in ("ic", "agent", "mechanic", "customer") for n in range(1, 5)),
    "supervisor1@demo.test",
    "admin@demo.test",
}
COUNTED = (User, Staff, Lead, QueueEntry, WorkItem, Communication, Decision, Timer, DomainEvent, Notification, Delivery)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The instant as of which the world was loaded."""
    with django_db_blocker.unblock(), transaction.atomic():
        at = clock.now()
        load_world(at=at)
        yield at
        transaction.set_rollback(True)


def statuses(at):
    rows = WorkItem.objects.exclude(state=State.CLOSED)
    return Counter(
        (state, sla_status(warn, due, met, at))
        for state, warn, due, met in rows.values_list("state", "warn_at", "due_at", "first_attempt_at")
    )


def test_leads_are_in_every_state(world):
    assert set(WorkItem.objects.values_list("state", flat=True)) == set(State)
    closed = WorkItem.objects.filter(state=State.CLOSED)
    assert set(closed.values_list("outcome", flat=True)) == set(CLOSING)
    assert {status for _, status in statuses(world)} == {"ON_TIME", "AT_RISK", "BREACHED", "MET"}
    assert set(WorkItem.objects.values_list("priority", flat=True)) == {"URGENT", "HIGH", "MEDIUM", "LOW"}
    assert 200 < Lead.objects.count() < 500
    assert Decision.objects.count() > 50
    told = set(DomainEvent.objects.filter(name__startswith="lead.").values_list("name", flat=True))
    assert {"lead.reopened", "lead.woken", "lead.released", "lead.offered", "lead.parked"} <= told
    assert WorkItem.objects.filter(assignment_reason="REASSIGNMENT").exists()


def test_entries_know_whether_they_are_open(world):
    rows = QueueEntry.objects.values_list("is_open", "work_item__state")
    assert {is_open == (state != State.CLOSED) for is_open, state in rows} == {True}


def test_at_least_a_dozen_clocks_run_in_time(world):
    at = clock.now()
    on_time = WorkItem.objects.filter(state=State.QUEUED, first_attempt_at=None, warn_at__gt=at)
    assert on_time.count() >= 12
    running = Timer.objects.filter(WAITING, about_id__in=on_time.values("id"))
    assert running.count() == 4 * on_time.count()  # warning and breach of contact and of quote


def test_what_fell_due_has_fired_once(world):
    assert Timer.objects.filter(WAITING, due_at__lte=world).count() == 0
    missed = WorkItem.objects.exclude(state=State.CLOSED).filter(first_attempt_at=None, due_at__lte=world)
    leads = [Lead(pk=key).public_id for key in missed.values_list("about_id", flat=True)]
    told = DomainEvent.objects.filter(name="lead.sla_breached", subject_id__in=leads)
    assert sorted(told.values_list("subject_id", flat=True)) == sorted(leads)
    assert Timer.objects.filter(fired_at__lt=F("due_at")).count() == 0


def test_everything_asleep_wakes_by_itself(world):
    for state, name in ((State.PARKED, "work.wake"), (State.OFFERED, "work.offer_expires")):
        asleep = set(WorkItem.objects.filter(state=state).values_list("id", flat=True))
        assert set(Timer.objects.filter(WAITING, name=name).values_list("about_id", flat=True)) == asleep
    assert "" not in WorkItem.objects.filter(state=State.PARKED).values_list("park_reason", flat=True)


def test_everybody_has_room(world):
    assert CapacitySlot.objects.filter(surplus=True).count() == 0
    for email in AES:
        load = load_of(Staff.objects.get(user__email=email).pk, "AE")
        assert (load.places, load.remaining >= 10) == (25, True), email
    for number in range(1, 5):
        assert load_of(Staff.objects.get(user__email=f"ic{number}@demo.test").pk, "IC").remaining >= 5
    assert_places_match_owners()


def assert_places_match_owners():
    taken = CapacitySlot.objects.filter(taken=True).values_list("id", "staff_id", "work")
    owned = WorkItem.objects.filter(state__in=OWNED).values_list("capacity_slot_id", "owner_id", "queue")
    assert sorted(taken) == sorted(owned)


def test_everybody_can_sign_in(world):
    users = User.objects.filter(email__endswith="@demo.test")
    assert {user.email for user in users} == LOGINS
    assert {user.check_password(PASSWORD) for user in users} == {True}
    answer = Api().post("/api/v1/auth/login", {"email": "ae1@demo.test", "password": "switchboard"})
    assert answer.status_code == 200


def test_two_customers_share_a_company(world):
    rows = Customer.objects.order_by("user__email").values_list("company__name", flat=True)
    assert list(rows) == ["Harbor Street Coffee"] * 2 + ["Casa Fernández Market"] * 2


def test_teams_and_hours_are_as_promised(world):
    for name, numbers, automatic in (("South", (1, 2, 3), False), ("North", (4, 5, 6), True)):
        members = TeamMembership.objects.filter(team__name=name, on_duty_rank=None)
        assert sorted(members.values_list("staff__user__email", flat=True)) == [f"ae{n}@demo.test" for n in numbers]
        assert set(members.values_list("team__auto_assign", flat=True)) == {automatic}
        duty = TeamMembership.objects.get(team__name=name, on_duty_rank=1)
        assert duty.staff.email == "supervisor1@demo.test"
    on_calls = TeamMembership.objects.filter(team__work__in=["IC", "CALL"], on_duty_rank=None).values("staff")
    assert set(User.objects.filter(staff__in=on_calls).values_list("timezone", flat=True)) == {"America/New_York"}
    hours = WorkingHours.objects.filter(staff__in=on_calls).values_list("weekday", "starts", "ends")
    assert set(hours) == {(day, "09:00", "17:00") for day in range(5)}


def test_what_is_promised_falls_into_working_hours(world):
    steps = NextStep.objects.filter(is_callback=True, due_at__gt=world).select_related("staff__user")
    assert steps.exists()
    for step in steps:
        local = step.due_at.astimezone(ZoneInfo(step.staff.user.timezone))
        assert (local.weekday() < 5, 9 <= local.hour < 17) == (True, True), local


def test_consultants_know_kinds_of_support(world):
    for staff in Staff.objects.filter(memberships__team__name="Onboarding", memberships__on_duty_rank=None):
        assert len(set(staff.skills) & set(SupportType.values)) == 2, staff


def test_fresh_outbox_gets_a_handful(world):
    mails = Counter(Delivery.objects.filter(channel=Channel.EMAIL).values_list("state", flat=True))
    assert mails.pop(DeliveryState.QUEUED) == LEFT
    # a daily limit and grouping spare people some
    spared = Delivery.objects.filter(channel=Channel.EMAIL, state=DeliveryState.SKIPPED)
    assert set(spared.values_list("reason", flat=True)) <= {
        Reason.TOLD_ALREADY,
        Reason.IN_DIGEST,
    }
    assert set(mails) <= {DeliveryState.SENT, DeliveryState.WITHDRAWN, DeliveryState.SKIPPED}
    assert OutboxMessage.objects.count() == 0
    assert Dispatch.objects.filter(done_at=None).count() == 0


def test_lead_of_the_united_states_waits_and_one_of_california_does_not(world):
    facts = {
        "email": "new@shop.example",
        "business_name": "New Shop",
        "contact_name": "Ada",
        "annual_revenue": 3_000_000,
    }
    for region, state in (("US", State.QUEUED), ("CA", State.ASSIGNED)):
        lead = facts | {"email": f"{region}@shop.example", "region": region}
        received = receive_lead(lead, by=SYSTEM.on(new_id()), at=clock.now())
        assert WorkItem.objects.get(pk=received.entry.work_item_id).state == state


def test_second_load_changes_nothing(world):
    before = [model.objects.count() for model in COUNTED]
    said = StringIO()
    call_command("demo", stdout=said)
    assert said.getvalue() == "The demo world is already here.\n"
    assert [model.objects.count() for model in COUNTED] == before


def test_same_seed_brings_the_same_businesses():
    first, second = (Businesses(random.Random(7)) for _ in range(2))
    assert [first.next("MANAGED", "CA") for _ in range(50)] == [second.next("MANAGED", "CA") for _ in range(50)]


def test_production_has_no_demo(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="Setting DEMO is off here"):
        call_command("demo")


def test_grown_world_is_consistent(world):
    before = WorkItem.objects.filter(owner__user__email__in=AES).count()
    call_command("demo", scale=2000, stdout=StringIO())
    assert (QueueEntry.objects.count(), QueueEntry.objects.filter(is_open=True).count()) == (2000, 400)
    assert WorkItem.objects.exclude(state=State.CLOSED).count() == 400
    assert WorkItem.objects.filter(owner__user__email__in=AES).count() == before
    assert_places_match_owners()
    grown = WorkItem.objects.filter(team__name__startswith="Scale ")
    assert Counter(grown.values_list("owner__memberships__team", flat=True))[None] == grown.filter(owner=None).count()
    assert grown.filter(owner__isnull=False).exclude(owner__memberships__team=F("team")).count() == 0
    assert grown.filter(closed_at__lt=F("queued_at")).count() == 0
    assert grown.filter(first_attempt_at__lt=F("queued_at")).count() == 0
    assert grown.filter(closed_at__gt=clock.now()).count() == 0
    waiting = grown.filter(state__in=(State.QUEUED, State.ASSIGNED), first_attempt_at=None)
    clocks = Timer.objects.filter(name__startswith="work.first_contact", about_id__in=waiting.values("id"))
    assert clocks.count() == 2 * waiting.count()
    lately = grown.filter(closed_at__gt=clock.now() - timedelta(days=29)).values_list("about_id", flat=True)
    told = DomainEvent.objects.filter(name="lead.closed").values_list("subject_id", flat=True)
    assert {Lead(pk=key).public_id for key in lately} <= set(told)
    call_command("demo", scale=2000, stdout=StringIO())
    assert QueueEntry.objects.count() == 2000


def test_grown_queue_of_merchants_is_consistent(world):
    before, at = IcEntry.objects.count(), clock.now()
    grow(before + 1000, at=at, say=lambda text: None, queue=Queue.IC)
    assert IcEntry.objects.count() == before + 1000
    assert_places_match_owners()
    grown = WorkItem.objects.filter(team__name__startswith="Scale IC ")
    assert grown.filter(owner__isnull=False).exclude(owner__memberships__team=F("team")).count() == 0
    assert grown.exclude(state=State.CLOSED).count() == grown.filter(ic_entry__is_open=True).count() > 100
    ahead = grown.filter(state=State.ASSIGNED, scheduled_at__isnull=False)
    assert ahead.exclude(ic_entry__session=None).count() == ahead.count() > 10
    for item in grown.exclude(state=State.CLOSED):
        assert item.score == score_at("IC", item.base_score, item.grows_from, None, at).points
    call_command("demo", scale=before + 1000, queue="IC", stdout=StringIO())
    assert IcEntry.objects.count() == before + 1000


def test_every_decision_is_made_again(world):
    found = {one.public_id: differs_in(one, decide_again(one)) for one in decisions_since(None)}
    assert (len(found) > 50, {key: value for key, value in found.items() if value}) == (True, {})
