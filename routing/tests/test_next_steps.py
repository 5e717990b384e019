"""What an owner owes a lead: planned, reminded of, moved, done, and off when the lead is theirs no more."""

from datetime import timedelta

import pytest
from django.db import transaction

from core import clock
from core.actor import SYSTEM
from core.errors import DomainError, ErrorCode, Forbidden, Invalid
from core.testing import race
from events.models import Timer
from notifications.models import Notification
from notifications.timers import tell
from routing.actions.close_work import close_work
from routing.actions.finish_step import cancel_step, complete_step
from routing.actions.log_contact import PlannedStep
from routing.actions.move_step import move_step
from routing.models import Communication, NextStep
from routing.queries.exceptions import exceptions
from routing.queries.next_steps import step_to_change
from routing.tests.pages import give
from routing.tests.promises import (
    DAY,
    HOUR,
    call,
    close,
    events,
    log,
    park,
    reassign,
    release,
    reminders,
    soon,
    states,
)
from routing.tests.worlds import locked, person, waiting_item
from workforce.actions.advance_booking import advance_booking
from workforce.actions.book import book
from workforce.enums import BookingState
from workforce.models import Booking

pytestmark = pytest.mark.django_db


# -- planned ---------------------------------------------------------------------------------------------


def test_step_with_a_due_time_takes_nobodys_time_and_is_reminded_of_an_hour_before(item, ann):
    (step,) = log(item, ann, "CONNECTED", PlannedStep("GENERATE_QUOTE", soon())).next_steps
    assert (step.staff_id, step.booking, step.is_callback, reminders(step)) == (
        ann.pk, None, False, [("hour_before", HOUR)],
    )  # fmt: skip
    assert (Booking.objects.count(), events("planned")) == (0, 1)


def test_scheduled_step_is_never_refused_for_hours_or_a_clash(item, ann):
    when = soon(3 * DAY)
    book(ann.pk, starts_at=when, ends_at=when + HOUR, purpose="CALL", by=SYSTEM)
    (step,) = log(item, ann, "CONNECTED", PlannedStep("SCHEDULE_FOLLOWUP", when, in_calendar=True)).next_steps
    entry = step.booking
    assert (entry.purpose, entry.blocking, entry.starts_at) == ("NEXT_STEP", False, when)
    assert entry.title == "Follow up: Jo Doe, Corner Shop"
    assert reminders(step) == [("day_before", DAY), ("half_hour_before", HOUR / 2)]


def test_what_is_very_soon_is_reminded_of_shortly_before(item, ann):
    timed = PlannedStep("SCHEDULE_FOLLOWUP", soon(HOUR / 3), in_calendar=True)
    quote = PlannedStep("GENERATE_QUOTE", soon(HOUR / 3))
    steps = log(item, ann, "CONNECTED", timed, quote).next_steps
    assert [reminders(step) for step in steps] == [
        [("shortly_before", timedelta(minutes=5))],
        [("shortly_before", timedelta(minutes=10))],
    ]


def test_owner_is_reminded_in_words(item, ann):
    quote, timed = log(
        item, ann, "CONNECTED", PlannedStep("GENERATE_QUOTE", soon(), note="two sites"),
        PlannedStep("SCHEDULE_FOLLOWUP", soon(), in_calendar=True),
    ).next_steps  # fmt: skip
    for step, name in ((quote, "reminder.hour_before"), (timed, "reminder.half_hour_before")):
        tell(Timer.objects.get(about_id=step.pk, name=name, cancelled_at=None), clock.now())
    subjects = Notification.objects.exclude(kind="NEW_LEAD_ASSIGNED").order_by("id").values_list("kind", "subject")
    assert [kind for kind, _ in subjects] == ["LEAD_ACTIVITY", "CALLBACK_REMINDER"]
    assert subjects[0][1] == "Due soon for Corner Shop: two sites"
    complete_step(*step_to_change(quote.public_id, by=person(ann)), by=person(ann), at=clock.now())
    assert Notification.objects.standing().filter(kind="LEAD_ACTIVITY").count() == 0


@pytest.mark.parametrize(
    ("outcome", "span", "says"),
    [
        ("CLOSED_WON", HOUR, "A lead that is closed by this has no next steps. Leave them out."),
        ("CONNECTED", -HOUR, "Choose times that are still to come."),
    ],
)
def test_steps_that_cannot_be_are_refused_and_nothing_is_logged(item, ann, outcome, span, says):
    with pytest.raises(Invalid) as refused:
        log(item, ann, outcome, PlannedStep("GENERATE_QUOTE", soon(span)))
    assert refused.value.details == {"next_steps": [says]}
    assert (Communication.objects.count(), NextStep.objects.count()) == (0, 0)


# -- the end of them ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", [close, release, reassign, park])
def test_everything_owed_is_off_when_the_owners_part_ends(item, ann, bob, act):
    call(item, ann)
    log(item, ann, "NO_ANSWER", PlannedStep("GENERATE_QUOTE", soon()))
    act(item, ann, bob)
    assert states() == [("CALLBACK", "CANCELLED"), ("GENERATE_QUOTE", "CANCELLED")]
    assert [booking.state for booking in Booking.objects.all()] == ["CANCELLED"]
    waiting = Timer.objects.filter(fired_at=None, cancelled_at=None).values_list("name", flat=True)
    assert [name for name in waiting if name.startswith(("reminder.", "work.next"))] == []
    assert events("cancelled") == 2


def test_step_whose_time_has_begun_is_done_with_its_owners_part(item, ann, bob):
    step = call(item, ann)
    advance_booking(step.booking, BookingState.IN_PROGRESS, by=SYSTEM)
    release(item, ann, bob)
    assert Booking.objects.get().state == "DONE"


def test_step_is_done_once_and_by_nobody_else(item, ann, bob):
    step = call(item, ann)
    for verb in (complete_step, cancel_step):
        with pytest.raises(Forbidden):
            verb(step, locked(item), by=person(bob), at=clock.now())
    with pytest.raises(Forbidden):
        move_step(step, locked(item), due_at=soon(DAY), by=person(bob), at=clock.now())
    assert states() == [("CALLBACK", "PENDING")]
    complete_step(step, locked(item), by=person(ann), at=clock.now())
    for verb, more in ((complete_step, {}), (cancel_step, {}), (move_step, {"due_at": soon(DAY)})):
        with pytest.raises(DomainError) as refused:
            verb(step, locked(item), by=person(ann), at=clock.now(), **more)
        assert refused.value.code == ErrorCode.INVALID_TRANSITION
    assert (states(), Booking.objects.get().state, events("done")) == ([("CALLBACK", "DONE")], "DONE", 1)


def test_step_is_not_moved_into_the_past(item, ann):
    step = call(item, ann)
    with pytest.raises(Invalid):
        move_step(step, locked(item), due_at=soon(-HOUR), by=person(ann), at=clock.now())
    assert NextStep.objects.get().due_at == step.due_at


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_callbacks_and_endings_at_once_leave_no_promise_behind(team, ann):
    items = [waiting_item(team) for _ in range(3)]
    for one in items:
        with transaction.atomic():
            give(one, ann)
    when = soon()

    def act(number):
        one = items[number % 3]
        with transaction.atomic():
            if number % 4 == 3:
                return close_work(locked(one), outcome="CLOSED_LOST", by=person(ann), at=clock.now())
            return call(one, ann, when + timedelta(minutes=10 * (number % 2)))

    results = race(12, act)
    wrong = [one for one in results if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert wrong == []
    assert set(exceptions(clock.now()).values()) == {0}
    live = Booking.objects.live().count()
    assert (live, live) == (NextStep.objects.open().count(), min(live, 1))  # they overlap, so one at most


def test_promise_that_nobody_would_keep_is_an_exception(item, ann, bob):
    step = call(item, ann)
    assert exceptions(clock.now())["promises_of_nobody"] == 0
    NextStep.objects.filter(pk=step.pk).update(staff=bob)
    assert exceptions(clock.now())["promises_of_nobody"] == 1
