"""A merchant's link against the consultant and against the reminders, two connections each: one consistent end."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client

from core import clock
from core.actor import SYSTEM
from core.api.limits import LIMITER
from core.errors import DomainError
from core.testing import race
from events.models import DomainEvent, Timer
from events.timers import fire_due
from notifications.models import Delivery, Notification
from notifications.sending import send_due
from notifications.tests.stand_ins import ScriptedCarrier
from notifications.tests.test_sending import SENT
from routing.models import WorkItem
from routing.tests.merchants import consultant, ic_team
from scheduling.actions import start_session
from scheduling.models import IcSession
from scheduling.tests.session_links import (
    AT_TEN,
    HOUR,
    NOW,
    again_link,
    cancel_link,
    fresh,
    link,
    move_link,
    planned,
)
from workforce.models import Booking

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)
ENDS = {
    "IN_SESSION": ("IN_PROGRESS", "IN_PROGRESS", True),
    "CANCELLED": ("CANCELLED", "ASSIGNED", False),
}


@pytest.fixture(autouse=True)
def monday():
    LIMITER.ledger.clear()
    with clock.moved(to=NOW):
        yield


@pytest.fixture
def grace():
    made = consultant("Grace")
    ic_team(made)
    return made


def in_order(first, second):
    """Both at once: `second` asks for what `first` holds, and gets it when that commits."""
    held = threading.Event()

    def act(number):
        if number:
            held.wait(30)
            return second()
        with transaction.atomic():
            answer = first()
            held.set()
            until = time.monotonic() + 3
            while time.monotonic() < until and not somebody_waits():
                time.sleep(0.01)
        return answer

    return race(2, act)


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


def start(session):
    try:
        start_session(session.pk, by=SYSTEM, at=clock.now())
    except DomainError as refusal:
        return refusal.code.value
    return 200


def post(address, **form):
    return Client().post(address, form).status_code


def ends(session):
    """Session, booking, queue, and whether the queue shows the session: all of them agree."""
    now = fresh(session)
    item = WorkItem.objects.get(pk=now.entry.work_item_id)
    assert (now.booking.state, item.state, item.scheduled_at is not None) == ENDS[now.status]
    assert (now.entry.session is not None) == ENDS[now.status][2]
    return now.status


@pytest.mark.parametrize(
    ("first", "answers", "status"),
    [("start", [200, 409], "IN_SESSION"), ("cancel", [200, "INVALID_TRANSITION"], "CANCELLED")],
)
def test_cancelling_by_link_while_it_starts(grace, first, answers, status):
    session = planned(grace)
    address = cancel_link(session)
    verbs = [lambda: start(session), lambda: post(address, reason="no")]
    assert in_order(*(verbs if first == "start" else reversed(verbs))) == answers
    assert ends(session) == status
    kinds = set(Notification.objects.values_list("kind", flat=True))
    assert ("SESSION_CANCELLED" in kinds) == (status == "CANCELLED")
    assert not Timer.objects.filter(name__startswith="reminder.", fired_at=None, cancelled_at=None).exists()


def test_cancelling_by_link_against_starting_whoever_is_first(grace):
    for turn in range(5):
        session = planned(grace, AT_TEN + turn * 2 * HOUR)
        address = cancel_link(session)
        answers = race(2, lambda n, s=session, a=address: post(a) if n else start(s))
        assert (answers, ends(session)) in [
            ([200, 409], "IN_SESSION"),
            (["INVALID_TRANSITION", 200], "CANCELLED"),
        ]
        Booking.objects.filter(pk=session.booking_id, state="IN_PROGRESS").update(state="DONE")


def test_many_clicks_on_one_link_are_one_change(grace):
    session = planned(grace)
    address = move_link(session)
    wished = (AT_TEN + DAY).isoformat()
    assert sorted(race(4, lambda _: post(address, scheduled_for=wished))) == [200, 410, 410, 410]
    assert DomainEvent.objects.filter(name="session.moved").count() == 1
    cancelled = cancel_link(session)
    assert sorted(race(4, lambda _: post(cancelled))) == [200, 410, 410, 410]
    again = again_link(session)
    first, *others = sorted(race(4, lambda _: post(again, scheduled_for=wished)))
    assert (first, set(others) <= {409, 410}) == (200, True)  # 409: the page was begun before, and finds the new one
    assert (IcSession.objects.count(), IcSession.objects.live().count()) == (2, 1)


def test_moving_by_link_against_cancelling_by_link(grace):
    session = planned(grace)
    move, cancel = move_link(session), cancel_link(session)
    wished = (AT_TEN + DAY).isoformat()
    answers = race(2, lambda n: post(cancel) if n else post(move, scheduled_for=wished))
    assert sorted(answers) == [200, 410]
    now = fresh(session)
    assert (now.status, now.scheduled_for) == (
        ("SCHEDULED", AT_TEN + DAY) if answers[0] == 200 else ("CANCELLED", AT_TEN)
    )


# -- while the reminder of the day before is being sent ------------------------------------------------


@pytest.fixture
def session(grace):
    """Its reminder has just come due."""
    made = planned(grace)
    send_due("EMAIL", ScriptedCarrier(SENT))
    with clock.moved(to=AT_TEN - DAY + timedelta(seconds=30)):
        yield made


def move(session):
    return post(move_link(session), scheduled_for=(AT_TEN + DAY).isoformat())


def mailed():
    """What went out by mail after the invitation, and the hour it names."""
    rows = Delivery.objects.filter(channel="EMAIL", state="SENT").order_by("notification_id")
    rows = rows.filter(notification__kind__in=["SESSION_REMINDER", "SESSION_MOVED"])
    return [(row[0], row[1][:10]) for row in rows.values_list("notification__kind", "notification__context__starts_at")]


def everything_is_sent():
    fire_due()
    send_due("EMAIL", ScriptedCarrier(SENT))


def new_reminder_comes_once():
    with clock.moved(to=AT_TEN + timedelta(seconds=30)):
        everything_is_sent()
        everything_is_sent()
    return [one for one in mailed() if one == ("SESSION_REMINDER", "2027-03-04")]


def one_way(session):
    """The move was told, the old reminder was not sent, the new one comes once."""
    assert fresh(session).scheduled_for == AT_TEN + DAY
    everything_is_sent()
    assert mailed() == [("SESSION_MOVED", "2027-03-04")]
    assert len(new_reminder_comes_once()) == 1
    assert len(mailed()) == 2


def test_reminder_that_waits_to_be_sent_is_not_sent_after_the_move(session):
    assert fire_due() == 1
    assert move(session) == 200
    one_way(session)


def test_reminder_that_comes_due_in_the_middle_of_the_move_is_not_sent(session):
    """The sweep holds the timer first: the move waits for it, and sees what it has written."""
    assert in_order(fire_due, lambda: move(session)) == [1, 200]
    one_way(session)


def test_move_in_the_middle_of_which_the_sweep_comes_by(session):
    assert in_order(lambda: move(session), fire_due) == [200, 0]
    one_way(session)


def test_reminder_against_the_move_whoever_is_first(session):
    assert race(2, lambda n: fire_due() if n else move(session))[0] == 200
    one_way(session)


def test_reminder_that_is_on_its_way_goes_out_once_and_the_move_is_told_after_it(session):
    fire_due()
    carrier = ScriptedCarrier(SENT)
    sent = race(2, lambda n: send_due("EMAIL", carrier) if n else move(session))
    assert sent[0] == 200
    everything_is_sent()
    assert mailed() in (
        [("SESSION_REMINDER", "2027-03-03"), ("SESSION_MOVED", "2027-03-04")],
        [("SESSION_MOVED", "2027-03-04")],
    )
    assert len(new_reminder_comes_once()) == 1


def test_cancelled_session_sends_no_reminder_that_came_due_meanwhile(session):
    address = cancel_link(session)
    assert in_order(fire_due, lambda: post(address)) == [1, 200]
    everything_is_sent()
    assert mailed() == []
    assert link(session) != address
