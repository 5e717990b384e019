"""What an owner owes a lead: planned, reminded of, kept, moved, done, and off when the lead is theirs no more."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.enums import Role
from accounts.tests.factories import UserFactory, bearer
from core import clock
from core.actor import SYSTEM
from core.errors import DomainError, ErrorCode, Forbidden, Invalid
from core.testing import Api, assert_queries, race
from events.models import DomainEvent, Timer
from notifications.models import Notification
from notifications.timers import tell
from routing.actions.assign_lead import assign_lead
from routing.actions.close_work import close_work
from routing.actions.finish_step import cancel_step, complete_step
from routing.actions.log_contact import PlannedStep, log_contact
from routing.actions.move_step import move_step
from routing.actions.park_work import park_work
from routing.actions.release_work import release_work
from routing.actions.schedule_callback import schedule_callback
from routing.models import Communication, NextStep, WorkItem
from routing.queries.next_steps import step_to_change
from routing.tests.pages import give
from routing.tests.worlds import locked, overflow, person, waiting_item
from workforce.actions.advance_booking import advance_booking
from workforce.actions.book import book
from workforce.enums import BookingState
from workforce.models import Booking
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", capacity={"AE": 5})


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob", capacity={"AE": 5})


@pytest.fixture
def team(ann, bob):
    overflow(False)
    return TeamFactory(members=[ann, bob])


@pytest.fixture
def item(team, ann):
    made = waiting_item(team, contact_phone="+12125550123")
    give(made, ann)
    return made


def soon(span=3 * HOUR):
    return (clock.now() + span).replace(microsecond=0)


def log(item, ann, outcome="CONNECTED", *steps, at=None, **own):
    facts = {"communication_type": "PHONE_CALL", "outcome": outcome, "notes": "Talked about tills."}
    return log_contact(locked(item), facts | {"next_steps": steps} | own, by=person(ann), at=at or clock.now())


def call(item, ann, at=None, **own):
    return schedule_callback(locked(item), at or soon(), by=person(ann), at=clock.now(), **own)


def reminders(step):
    """When what reminds of a step."""
    waiting = Timer.objects.filter(about_id=step.pk, fired_at=None, cancelled_at=None).order_by("due_at")
    return [(timer.name.removeprefix("reminder."), step.due_at - timer.due_at) for timer in waiting]


def states():
    return sorted(NextStep.objects.values_list("kind", "state"))


def events(name):
    return DomainEvent.objects.filter(name=f"lead.next_step_{name}").count()


def api_of(staff):
    return Api(bearer(getattr(staff, "user", staff)))


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


# -- callbacks -------------------------------------------------------------------------------------------


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
    with pytest.raises(DomainError) as taken:  # by assigning it once more to who has it
        assign_lead(locked(item), ann, by=person(bob), at=clock.now(), reason="MANUAL", callback_at=soon())
    assert (taken.value.code, NextStep.objects.count()) == (ErrorCode.LEAD_ALREADY_ASSIGNED, 0)


# -- the end of them ---------------------------------------------------------------------------------------


def close(item, ann, bob):
    close_work(locked(item), outcome="CLOSED_LOST", by=person(ann), at=clock.now())


def release(item, ann, bob):
    release_work(locked(item), reason="on holiday", by=person(ann), at=clock.now())


def reassign(item, ann, bob):
    assign_lead(locked(item), bob, by=person(ann), at=clock.now(), reason="REASSIGNMENT")


def park(item, ann, bob):
    park_work(locked(item), until=soon(DAY), reason="travels", by=person(ann), at=clock.now())


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
    closed = WorkItem.objects.filter(state="CLOSED")
    assert NextStep.objects.open().filter(entry__work_item__in=closed).count() == 0
    live = Booking.objects.live().count()
    assert (live, live) == (NextStep.objects.open().count(), min(live, 1))  # they overlap, so one at most


# -- REST --------------------------------------------------------------------------------------------------


def communication(item):
    return f"/api/v1/queues/ae/{item.queue_entry.lead.public_id}/communication"


SAID = {"communication_type": "PHONE_CALL", "outcome": "CONNECTED", "duration_minutes": 15, "notes": "Two locations."}


def test_communication_answers_with_its_steps_as_the_source_has_it(item, ann):
    due, scheduled = soon(DAY), soon(3 * DAY)
    wish = [
        {"action": "GENERATE_QUOTE", "due_date": due.isoformat()},
        {"action": "SCHEDULE_FOLLOWUP", "scheduled_for": scheduled.isoformat()},
    ]
    body = api_of(ann).post(communication(item), SAID | {"next_steps": wish}, key=True).json()
    quote, follow = NextStep.objects.order_by("due_at")
    assert body["next_steps_created"] == [
        {
            "action_id": quote.public_id,
            "action": "GENERATE_QUOTE",
            "due_date": due.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "status": "PENDING",
        },
        {
            "action_id": follow.public_id,
            "action": "SCHEDULE_FOLLOWUP",
            "scheduled_for": scheduled.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "status": "PENDING",
            "calendar_event_id": follow.booking.public_id,
        },
    ]
    assert set(body) == {
        "communication_id", "lead_id", "queue_entry_id", "communication_type", "outcome", "duration_minutes",
        "logged_at", "logged_by", "queue_status_updated", "sla_metrics", "next_steps_created",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"action": "GENERATE_QUOTE"}, "next_steps.0.due_date"),
        ({"action": "OTHER", "due_date": "2999-01-01T00:00:00Z"}, "next_steps.0.due_date"),
        ({"action": "OTHER", "scheduled_for": "2020-01-01T00:00:00Z"}, "next_steps.0.scheduled_for"),
        ({"action": "DANCE", "due_date": "2999-01-01T00:00:00Z"}, "next_steps.0.action"),
    ],
)
def test_wrong_step_is_refused_by_field_and_nothing_is_logged(item, ann, step, field):
    answer = api_of(ann).post(communication(item), SAID | {"next_steps": [step]}, key=True)
    assert (answer.status_code, list(answer.json()["error"]["details"])) == (422, [field])
    assert Communication.objects.count() == 0


def test_actions_are_mine_the_nearest_first_and_an_admin_may_name_somebody(item, team, ann, bob):
    log(item, ann, "CONNECTED", PlannedStep("GENERATE_QUOTE", soon(2 * DAY)), PlannedStep("OTHER", soon(HOUR)))
    other = waiting_item(team)
    give(other, bob)
    call(other, bob)
    api = api_of(ann)
    listed = api.get("/api/v1/actions").json()
    assert [row["action"] for row in listed["items"]] == ["OTHER", "GENERATE_QUOTE"]
    assert listed["items"][0]["assigned_to"] == {"id": ann.public_id, "name": "Ann"}
    assert listed["pagination"]["total"] == 2
    boss = api_of(UserFactory(roles=[Role.ADMIN]))
    assert [
        row["is_callback"] for row in boss.get("/api/v1/actions", {"assigned_to": bob.public_id}).json()["items"]
    ] == [True]
    assert api.get("/api/v1/actions", {"assigned_to": bob.public_id}).status_code == 403
    lead = item.queue_entry.lead.public_id
    for query, number in (
        ({"due_before": soon(DAY).strftime("%Y-%m-%dT%H:%M:%SZ")}, 1), ({"lead_id": lead}, 2), ({"status": "DONE"}, 0),
    ):  # fmt: skip
        assert api.get("/api/v1/actions", query).json()["pagination"]["total"] == number
    for query in ({"status": "LATE"}, {"lead_id": "x"}, {"due_before": "soon"}):
        assert api.get("/api/v1/actions", query).status_code == 422


def test_actions_cost_three_statements_however_many(item, ann):
    api = api_of(ann)
    log(item, ann, "CONNECTED", PlannedStep("OTHER", soon()))
    with assert_queries(3):  # one of them authenticates
        api.get("/api/v1/actions")
    log(
        item, ann, "CONNECTED", PlannedStep("OTHER", soon()), PlannedStep("SCHEDULE_FOLLOWUP", soon(), in_calendar=True)
    )
    with assert_queries(3):
        assert len(api.get("/api/v1/actions").json()["items"]) == 3


def test_action_is_moved_completed_and_cancelled_over_rest(item, ann, bob):
    quote, follow = log(
        item, ann, "CONNECTED", PlannedStep("GENERATE_QUOTE", soon()),
        PlannedStep("SCHEDULE_FOLLOWUP", soon(DAY), in_calendar=True),
    ).next_steps  # fmt: skip
    api, later = api_of(ann), soon(2 * DAY)

    def change(step, data, by=api):
        return by.patch(f"/api/v1/actions/{step.public_id}", data)

    moved = change(quote, {"due_date": later.isoformat()})
    assert (moved.status_code, moved.json()["due_date"]) == (200, later.strftime("%Y-%m-%dT%H:%M:%SZ"))
    for wrong in ({"scheduled_for": later.isoformat()}, {}, {"status": "DONE", "due_date": later.isoformat()},
                  {"status": "PENDING"}, {"due_date": "2999-01-01T00:00:00Z"}):  # fmt: skip
        assert change(quote, wrong).status_code == 422
    assert change(quote, {"status": "DONE"}, api_of(bob)).status_code == 403
    stranger = StaffFactory(capacity={"AE": 1})
    assert change(quote, {"status": "DONE"}, api_of(stranger)).status_code == 404
    assert change(quote, {"status": "DONE"}).json()["status"] == "DONE"
    assert change(quote, {"status": "DONE"}).status_code == 409
    off = change(follow, {"status": "CANCELLED", "reason": "They called first"}).json()
    assert (off["status"], off["settled_because"], Booking.objects.get().state) == (
        "CANCELLED", "They called first", "CANCELLED",
    )  # fmt: skip
    assert api.patch("/api/v1/actions/act_x", {"status": "DONE"}).status_code == 404


def test_assign_answer_names_the_promised_call_among_what_comes_next(team, ann):
    item, when = waiting_item(team), soon(DAY)
    wish = {"schedule_callback": {"callback_time": when.isoformat(), "timezone": "America/New_York"}}
    path = f"/api/v1/queues/ae/{item.queue_entry.lead.public_id}/assign"
    body = api_of(ann).post(path, wish, key=True).json()
    assert [action["action"] for action in body["next_actions"]] == ["CONTACT_LEAD", "CALL_BACK", "LOG_COMMUNICATION"]
    assert body["next_actions"][1]["due_by"] == body["scheduled_callback"]["callback_time"]
    assert body["scheduled_callback"]["calendar_event_id"] == NextStep.objects.get().booking.public_id
