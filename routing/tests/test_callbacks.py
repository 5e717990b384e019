"""A lead is promised a call: it takes its owner's time, and a contact keeps it."""

from datetime import timedelta

import pytest
from django.db import transaction

from core import clock
from core.errors import DomainError, ErrorCode, Forbidden, Invalid
from routing.actions.assign_lead import assign_lead
from routing.actions.log_contact import PlannedStep
from routing.models import NextStep
from routing.tests.pages import give
from routing.tests.promises import (
    DAY,
    HOUR,
    call,
    close,
    events,
    log,
    release,
    reminders,
    soon,
    states,
)
from routing.tests.worlds import locked, person, waiting_item
from workforce.models import Booking

pytestmark = pytest.mark.django_db


def test_callback_takes_the_owners_time_and_a_clash_names_the_nearest(item, team, ann):
    step = call(item, ann, note="after the rush")
    assert (step.kind, step.is_callback, step.booking.purpose, step.booking.blocking) == (
        "CALLBACK", True, "CALLBACK", True,
    )  # fmt: skip
    other = waiting_item(team)
    give(other, ann)
    with pytest.raises(DomainError) as refused, transaction.atomic():
        call(other, ann, step.due_at)
    assert (refused.value.code, len(refused.value.details["alternatives"])) == (ErrorCode.SLOT_UNAVAILABLE, 3)
    assert NextStep.objects.count() == 1


def test_second_callback_moves_the_first_with_its_reminders(item, ann):
    first, later = call(item, ann), soon(2 * DAY)
    moved = call(item, ann, later)
    assert (moved.pk, moved.booking.starts_at, Booking.objects.count()) == (first.pk, later, 1)
    assert reminders(moved) == [("day_before", DAY), ("half_hour_before", HOUR / 2)]
    assert (events("planned"), events("moved")) == (1, 1)


def test_agreed_callback_replaces_the_one_that_stood(item, ann):
    call(item, ann)
    follow, quote = log(
        item, ann, "SCHEDULED_CALLBACK", PlannedStep("SCHEDULE_FOLLOWUP", soon(DAY), in_calendar=True),
        PlannedStep("GENERATE_QUOTE", soon()),
    ).next_steps  # fmt: skip
    assert (follow.is_callback, follow.booking.purpose, follow.booking.blocking) == (True, "CALLBACK", False)
    assert quote.is_callback is False
    assert states() == [("CALLBACK", "CANCELLED"), ("GENERATE_QUOTE", "PENDING"), ("SCHEDULE_FOLLOWUP", "PENDING")]


def test_contact_keeps_the_appointments_that_have_come_and_leaves_the_others(item, ann):
    at = clock.now()
    step = call(item, ann, at + timedelta(minutes=10))
    log(item, ann, "NO_ANSWER", PlannedStep("SCHEDULE_FOLLOWUP", at + DAY, in_calendar=True), at=at)
    assert states() == [("CALLBACK", "DONE"), ("SCHEDULE_FOLLOWUP", "PENDING")]
    assert (Booking.objects.get(pk=step.booking_id).state, reminders(step)) == ("DONE", [])
    item.refresh_from_db()
    assert item.next_try_at == at + HOUR


def test_no_try_is_due_while_a_callback_stands_ahead(item, ann):
    call(item, ann, soon(2 * DAY))
    log(item, ann, "NO_ANSWER")
    item.refresh_from_db()
    assert (item.attempts, item.next_try_at) == (1, None)


@pytest.mark.parametrize(
    ("end", "code"), [("close", ErrorCode.QUEUE_ENTRY_CLOSED), ("release", ErrorCode.LEAD_NOT_ASSIGNED)]
)
def test_no_call_is_promised_for_a_lead_that_nobody_has(item, ann, end, code):
    {"close": close, "release": release}[end](item, ann, None)
    with pytest.raises(DomainError) as refused:
        call(item, ann)
    assert (refused.value.code, NextStep.objects.count(), Booking.objects.count()) == (code, 0, 0)


def test_only_the_owner_promises_and_only_what_is_to_come(item, ann, bob):
    with pytest.raises(Forbidden):
        call(item, bob)
    with pytest.raises(Invalid):
        call(item, ann, soon(-HOUR))
    with pytest.raises(DomainError) as taken, transaction.atomic():  # by assigning it once more to who has it
        assign_lead(locked(item), ann, by=person(bob), at=clock.now(), reason="MANUAL", callback_at=soon())
    assert (taken.value.code, NextStep.objects.count()) == (ErrorCode.LEAD_ALREADY_ASSIGNED, 0)
