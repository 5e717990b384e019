"""Any sequence of what customers and members do with calls: calendars and calls always say the same.

After each step: no overlap in the table; no agreed call without its live booking; no live booking of a call without
its call; every member's booking is the owner's. At the end everything is cancelled, and every slot is free again.
"""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core import clock
from core.actor import SYSTEM
from core.errors import DomainError
from core.ids import new_id
from scheduling.actions import (
    cancel_call,
    claim_call,
    complete_call,
    confirm_call,
    hand_over_call,
    hold_call_slot,
    pick_time,
    propose_times,
    release_hold,
    request_call,
    reschedule_call,
    start_call,
)
from scheduling.models import CallHold, CallPolicy, CallRequest, ProposedTime, Topic
from scheduling.queries.pool import needs_of, pool_of, slots_of
from scheduling.tests.worlds import as_customer, asker, caller, customer, desk, facts, flexible
from workforce.actions import release_overdue_holds
from workforce.models import Booking
from workforce.rules.free_slots import Period

MEMBERS = 20
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
#: a Monday that is near enough for every window; members work for two hours, so that they fill up
BASE = (clock.now() + 3 * DAY).replace(hour=9, minute=0, second=0, microsecond=0)
HOURS = [(day, "09:00", "11:00") for day in range(7)]
REFUSALS = {
    "SLOT_UNAVAILABLE",
    "INVALID_TRANSITION",
    "VALIDATION_FAILED",
    "CALL_LIMIT_REACHED",
    "CALL_ALREADY_ASSIGNED",
}
slots = st.integers(0, 9)  # quarters of an hour; the last ones are outside
picks = st.integers(0, 10**6)


class Calls(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.minute = 0

    @initialize(buffer=st.sampled_from([0, 10]), most=st.sampled_from([None, 2]))
    def begin(self, buffer, most):
        self.members = [caller(f"Member {number}", hours=HOURS) for number in range(MEMBERS)]
        desk(*self.members)
        Topic.objects.filter(code="BILLING").update(
            slot_interval=15 * MINUTE, buffer_after=buffer * MINUTE, daily_max=most, min_notice=timedelta()
        )
        CallPolicy.objects.update_or_create(pk=1, defaults={"requests_per_day": 10_000})
        self.people = [customer() for _ in range(3)]
        self.offered = self.all_slots()

    def teardown(self):
        if hasattr(self, "members"):
            with clock.moved(self.minute * MINUTE):
                self.cancel_everything()
                assert not Booking.objects.live().exists()
                assert self.all_slots() == self.offered  # nothing is lost
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def cancel_everything(self):
        for call in CallRequest.objects.filter(status="IN_PROGRESS"):
            complete_call(call.pk, outcome="RESOLVED", by=SYSTEM, at=clock.now())
        for call in CallRequest.objects.upcoming():
            cancel_call(call.pk, by=SYSTEM, at=clock.now())
        for hold in CallHold.objects.live().select_related("booking"):
            release_hold(hold, by=SYSTEM, at=clock.now())
        release_overdue_holds()
        Booking.objects.filter(state="DONE").update(state="CANCELLED")  # what took place filled its day

    def all_slots(self):
        topic = Topic.objects.get(code="BILLING")
        pool = pool_of(topic, needs_of(topic, "en"), at=BASE - 2 * DAY)
        period = Period(BASE.date(), BASE.date(), "UTC")
        return [(slot.start, slot.members) for slot in slots_of(pool, topic.slot_rules(), period, at=BASE - 2 * DAY)]

    def attempt(self, call, *args, **kwargs):
        """What it returned; None when a rule refused. Anything else is a bug."""
        result, code = None, None
        with clock.moved(self.minute * MINUTE):
            try:
                with transaction.atomic():
                    result = call(*args, at=clock.now(), **kwargs)
            except DomainError as refusal:
                code = refusal.code.value
        assert code is None or code in REFUSALS, code
        return result

    def one_of(self, rows, pick):
        found = list(rows.order_by("pk"))
        return found[pick % len(found)] if found else None

    def start(self, slot):
        return BASE + slot * 15 * MINUTE

    @rule(who=st.integers(0, 2), slot=slots)
    def book(self, who, slot):
        person = self.people[who]
        said = facts(scheduled_date_time=self.start(slot))
        self.attempt(request_call, said, asker(person), by=as_customer(person).on(new_id()))

    @rule(who=st.integers(0, 2), slot=slots)
    def hold(self, who, slot):
        person = self.people[who]
        by = as_customer(person)
        topic = Topic.objects.get(code="BILLING")
        self.attempt(
            hold_call_slot, topic, starts_at=self.start(slot), holder=by.id, customer=person, instead=False, by=by
        )

    @precondition(lambda self: CallHold.objects.exists())
    @rule(pick=picks)
    def book_what_was_held(self, pick):
        hold = self.one_of(CallHold.objects.select_related("booking", "team", "customer__user"), pick)
        by, said = as_customer(hold.customer), facts(scheduled_date_time=hold.booking.starts_at)
        self.attempt(request_call, said, asker(hold.customer), hold=hold, by=by.on(new_id()))

    @precondition(lambda self: CallRequest.objects.filter(status="CONFIRMED").exists())
    @rule(pick=picks, slot=slots)
    def move(self, pick, slot):
        call = self.one_of(CallRequest.objects.filter(status="CONFIRMED"), pick)
        self.attempt(reschedule_call, call.pk, starts_at=self.start(slot), by=as_customer(call.customer))

    @precondition(lambda self: CallRequest.objects.filter(status="CONFIRMED").exists())
    @rule(pick=picks, to=st.integers(0, MEMBERS - 1))
    def hand_over(self, pick, to):
        call = self.one_of(CallRequest.objects.filter(status="CONFIRMED"), pick)
        self.attempt(hand_over_call, call.pk, self.members[to], by=SYSTEM)

    @precondition(lambda self: CallRequest.objects.upcoming().exists())
    @rule(pick=picks)
    def cancel(self, pick):
        call = self.one_of(CallRequest.objects.upcoming(), pick)
        self.attempt(cancel_call, call.pk, by=as_customer(call.customer))

    @precondition(lambda self: CallRequest.objects.filter(status__in=["CONFIRMED", "IN_PROGRESS"]).exists())
    @rule(pick=picks)
    def talk(self, pick):
        call = self.one_of(CallRequest.objects.filter(status__in=["CONFIRMED", "IN_PROGRESS"]), pick)
        if call.status == "CONFIRMED":
            self.attempt(start_call, call.pk, by=SYSTEM)
        else:
            self.attempt(complete_call, call.pk, outcome="RESOLVED", by=SYSTEM)

    @rule(who=st.integers(0, 2), owner=st.integers(0, MEMBERS - 1), first=slots, second=slots)
    def wait_and_propose(self, who, owner, first, second):
        person = self.people[who]
        call = self.attempt(request_call, flexible(), asker(person), by=as_customer(person).on(new_id()))
        self.attempt(claim_call, call.pk, self.members[owner], by=SYSTEM)
        self.attempt(propose_times, call.pk, [self.start(first), self.start(second)], by=SYSTEM)

    @precondition(lambda self: ProposedTime.objects.exists())
    @rule(pick=picks)
    def pick_one(self, pick):
        proposal = self.one_of(ProposedTime.objects.select_related("call__customer__user"), pick)
        self.attempt(pick_time, proposal.call_id, proposal.pk, by=as_customer(proposal.call.customer))

    @precondition(lambda self: CallRequest.objects.filter(status="PENDING").exists())
    @rule(pick=picks, slot=slots)
    def agree_in_talking(self, pick, slot):
        call = self.one_of(CallRequest.objects.filter(status="PENDING"), pick)
        self.attempt(confirm_call, call.pk, starts_at=self.start(slot), by=SYSTEM)

    @rule(spent=st.integers(1, 6))
    def wait(self, spent):
        self.minute += spent

    @rule()
    def sweep(self):
        with clock.moved(self.minute * MINUTE):
            release_overdue_holds()

    @invariant()
    def no_time_is_taken_twice(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM workforce_booking a JOIN workforce_booking b ON a.id < b.id "
                "AND a.staff_id = b.staff_id AND a.span && b.span WHERE a.blocking AND b.blocking "
                "AND a.state IN ('HELD', 'PENDING', 'CONFIRMED', 'IN_PROGRESS') "
                "AND b.state IN ('HELD', 'PENDING', 'CONFIRMED', 'IN_PROGRESS')"
            )
            assert cursor.fetchone() == (0,)

    @invariant()
    def calls_and_calendars_say_the_same(self):
        agreed = {
            call.booking_id: (call.status, call.scheduled_date_time, call.work_item.owner_id)
            for call in CallRequest.objects.select_related("work_item").filter(status__in=["CONFIRMED", "IN_PROGRESS"])
        }
        taken = {
            booking.pk: (booking.state, booking.starts_at, booking.staff_id)
            for booking in Booking.objects.live().filter(purpose="CALL")
        }
        assert agreed == taken


@pytest.mark.django_db
def test_calls_and_calendars_agree_whatever_happens():
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Calls,
        settings=settings(
            max_examples=10, stateful_step_count=25, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
