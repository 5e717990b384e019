"""Two and many at once about the same time: one has it, the others hear what else there is."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from core import clock
from core.errors import DomainError
from core.ids import new_id
from core.testing import race
from scheduling.actions import (
    cancel_call,
    hold_call_slot,
    miss_call,
    pick_time,
    propose_times,
    request_call,
    reschedule_call,
    start_call,
)
from scheduling.models import CallHold, CallRequest, Topic
from scheduling.tests.worlds import as_customer, as_member, asker, booked, caller, customer, desk, facts, waiting
from workforce.actions import release_overdue_holds
from workforce.models import Booking

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
HALF = timedelta(minutes=30)


def slot(number=0):
    return (clock.now() + timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0) + number * HALF


def attempt(call, *args, **kwargs):
    """ "ok", or the code of the refusal; anything else, a deadlock too, is raised."""
    try:
        call(*args, at=clock.now(), **kwargs)
    except DomainError as refusal:
        return refusal.code.value
    return "ok"


def overlaps():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM workforce_booking a JOIN workforce_booking b ON a.id < b.id "
            "AND a.staff_id = b.staff_id AND a.span && b.span WHERE a.blocking AND b.blocking "
            "AND a.state IN ('HELD', 'PENDING', 'CONFIRMED', 'IN_PROGRESS') "
            "AND b.state IN ('HELD', 'PENDING', 'CONFIRMED', 'IN_PROGRESS')"
        )
        return cursor.fetchone()[0]


def test_one_of_many_books_the_slot_and_the_others_get_alternatives():
    desk(caller("Ana"))
    people = [customer() for _ in range(24)]
    for turn in range(5):
        start = slot(3 * turn)

        def book(number, start=start):
            who = people[number]
            try:
                by = as_customer(who).on(new_id())
                request_call(facts(scheduled_date_time=start), asker(who), by=by, at=clock.now())
            except DomainError as refusal:
                return refusal.code.value, len(refusal.details["alternatives"])
            return "ok", 0

        answers = race(24, book)
        assert Counter(answers) == {("ok", 0): 1, ("SLOT_UNAVAILABLE", 3): 23}
    assert (CallRequest.objects.count(), Booking.objects.count(), overlaps()) == (5, 5, 0)


def test_three_members_take_three_of_many():
    desk(*(caller(name) for name in ("Ana", "Ben", "Cleo")))
    people = [customer() for _ in range(16)]
    answers = race(
        16,
        lambda n: attempt(
            request_call, facts(scheduled_date_time=slot()), asker(people[n]), by=as_customer(people[n]).on(new_id())
        ),
    )
    assert Counter(answers) == {"ok": 3, "SLOT_UNAVAILABLE": 13}
    assert len(set(Booking.objects.values_list("staff", flat=True))) == 3


def test_two_moves_onto_one_slot():
    desk(caller("Ana"))
    calls = [booked(at=clock.now(), scheduled_date_time=slot(number)) for number in range(8)]
    movers = [as_customer(call.customer) for call in calls]
    answers = race(8, lambda n: attempt(reschedule_call, calls[n].pk, starts_at=slot(12), by=movers[n]))
    assert Counter(answers) == {"ok": 1, "SLOT_UNAVAILABLE": 7}
    winner = answers.index("ok")
    times = dict(CallRequest.objects.values_list("pk", "scheduled_date_time"))
    assert times == {call.pk: slot(12) if n == winner else slot(n) for n, call in enumerate(calls)}
    assert overlaps() == 0


def test_calls_that_swap_their_times_never_deadlock():
    """Each wants what the other has: at most one waits for a time that is given up meanwhile."""
    desk(caller("Ana"))
    one, two = (booked(at=clock.now(), scheduled_date_time=slot(number)) for number in (0, 1))
    wishes = [(one, slot(1)), (two, slot(0))]
    for _ in range(5):
        answers = race(
            2, lambda n: attempt(reschedule_call, wishes[n][0].pk, starts_at=wishes[n][1], by=as_customer(one.customer))
        )
        assert set(answers) == {"SLOT_UNAVAILABLE"}
    assert overlaps() == 0


def test_cancelling_while_it_starts():
    ana = caller("Ana")
    desk(ana)
    for turn in range(6):
        call = booked(at=clock.now(), scheduled_date_time=slot(turn))
        by = [as_member(ana), as_customer(call.customer)]
        answers = race(2, lambda n, call=call, by=by: attempt((start_call, cancel_call)[n], call.pk, by=by[n]))
        assert sorted(answers) == ["INVALID_TRANSITION", "ok"]
        kept = CallRequest.objects.get(pk=call.pk)
        booking = Booking.objects.get(pk=kept.booking_id)
        assert (kept.status, booking.state) in {("IN_PROGRESS", "IN_PROGRESS"), ("CANCELLED", "CANCELLED")}
        if kept.status == "IN_PROGRESS":
            Booking.objects.filter(pk=booking.pk).update(state="DONE")


def test_moving_against_cancelling():
    desk(caller("Ana"))
    for turn in range(6):
        call = booked(at=clock.now(), scheduled_date_time=slot(turn))
        by = as_customer(call.customer)

        def act(number, call=call, by=by, turn=turn):
            if number:
                return attempt(cancel_call, call.pk, by=by)
            return attempt(reschedule_call, call.pk, starts_at=slot(20 + turn), by=by)

        moved, cancelled = race(2, act)
        assert (moved, cancelled) in {("ok", "ok"), ("INVALID_TRANSITION", "ok")}
    assert not Booking.objects.live().exists()
    assert set(CallRequest.objects.values_list("status", flat=True)) == {"CANCELLED"}


def test_many_cancels_are_one():
    desk(caller("Ana"))
    call = booked(at=clock.now(), scheduled_date_time=slot())
    answers = race(8, lambda _: attempt(cancel_call, call.pk, by=as_customer(call.customer)))
    assert Counter(answers) == {"ok": 1, "INVALID_TRANSITION": 7}


def test_a_hold_that_runs_out_while_it_is_used():
    """Either the hold becomes the call or the time is asked for anew: the customer has it in both."""
    desk(caller("Ana"))
    for turn in range(6):
        who, start = customer(), slot(turn)
        by = as_customer(who)
        topic = Topic.objects.get(code="BILLING")
        hold = hold_call_slot(topic, starts_at=start, holder=by.id, customer=who, by=by, at=clock.now())
        Booking.objects.filter(pk=hold.booking_id).update(expires_at=clock.now() + timedelta(milliseconds=3))
        hold = CallHold.objects.select_related("booking", "team").get(pk=hold.pk)

        def act(number, who=who, start=start, hold=hold, by=by):
            if number:
                release_overdue_holds()
                return "swept"
            return attempt(request_call, facts(scheduled_date_time=start), asker(who), hold=hold, by=by.on(new_id()))

        assert race(2, act) == ["ok", "swept"]
    assert Booking.objects.filter(state="CONFIRMED").count() == CallRequest.objects.count() == 6
    assert overlaps() == 0


def test_one_hold_becomes_one_call():
    desk(caller("Ana"))
    who = customer()
    by = as_customer(who)
    topic = Topic.objects.get(code="BILLING")
    hold = hold_call_slot(topic, starts_at=slot(), holder=by.id, customer=who, by=by, at=clock.now())
    answers = race(
        6,
        lambda _: attempt(request_call, facts(scheduled_date_time=slot()), asker(who), hold=hold, by=by.on(new_id())),
    )
    assert Counter(answers) == {"ok": 1, "SLOT_UNAVAILABLE": 5}
    assert Booking.objects.filter(state="CONFIRMED").count() == 1


def test_holds_of_one_customer_are_counted_one_after_the_other():
    desk(caller("Ana"))
    who = customer()
    topic = Topic.objects.get(code="BILLING")

    def keep(number):
        by = as_customer(who)
        return attempt(hold_call_slot, topic, starts_at=slot(number), holder=by.id, customer=who, instead=False, by=by)

    assert Counter(race(8, keep)) == {"ok": 2, "CALL_LIMIT_REACHED": 6}


def test_requests_of_one_customer_are_counted_one_after_the_other():
    desk(caller("Ana"))
    who = customer()
    by = as_customer(who)
    for number in range(8):
        booked(who, at=clock.now(), scheduled_date_time=slot(number))
    answers = race(
        8,
        lambda n: attempt(request_call, facts(scheduled_date_time=slot(20 + n)), asker(who), by=by.on(new_id())),
    )
    assert Counter(answers) == {"ok": 2, "CALL_LIMIT_REACHED": 6}


def test_the_daily_maximum_holds_in_a_race():
    desk(caller("Ana"), caller("Ben"))
    Topic.objects.filter(code="BILLING").update(daily_max=2)
    people = [customer() for _ in range(12)]
    answers = race(
        12,
        lambda n: attempt(
            request_call, facts(scheduled_date_time=slot(n)), asker(people[n]), by=as_customer(people[n]).on(new_id())
        ),
    )
    assert Counter(answers) == {"ok": 4, "SLOT_UNAVAILABLE": 8}
    taken = Counter(Booking.objects.values_list("staff", flat=True))
    assert sorted(taken.values()) == [2, 2]


def test_moves_onto_one_day_keep_to_its_maximum():
    desk(caller("Ana"))
    calls = [booked(at=clock.now(), scheduled_date_time=slot() + timedelta(days=n)) for n in range(6)]
    Topic.objects.filter(code="BILLING").update(daily_max=2)
    target = slot() + timedelta(days=10)
    answers = race(
        6,
        lambda n: attempt(reschedule_call, calls[n].pk, starts_at=target + n * HALF, by=as_customer(calls[n].customer)),
    )
    assert Counter(answers) == {"ok": 2, "SLOT_UNAVAILABLE": 4}


def test_one_proposal_is_picked_while_another_is():
    ana = caller("Ana")
    desk(ana)
    call = waiting(at=clock.now())
    from scheduling.actions import claim_call

    claim_call(call.pk, ana, by=as_member(ana), at=clock.now())
    times = [slot(1), slot(3)]
    proposals = propose_times(call.pk, times, by=as_member(ana), at=clock.now())
    answers = race(2, lambda n: attempt(pick_time, call.pk, proposals[n].pk, by=as_customer(call.customer)))
    assert sorted(answers) == ["INVALID_TRANSITION", "ok"]
    assert Booking.objects.live().count() == 1


def test_a_no_show_against_a_start():
    ana = caller("Ana")
    desk(ana)
    call = booked(at=clock.now(), scheduled_date_time=slot())
    with clock.moved(to=slot() + timedelta(minutes=10)):
        answers = race(2, lambda n: attempt((start_call, miss_call)[n], call.pk, by=as_member(ana)))
    kept = CallRequest.objects.get()
    assert (tuple(answers), kept.status) in {
        (("ok", "ok"), "NO_SHOW"),  # it began, and then nobody was there
        (("INVALID_TRANSITION", "ok"), "NO_SHOW"),
    }
