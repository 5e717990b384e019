"""Second hosts over real connections: one hour of theirs is taken once, and a session and its host never part."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from core.api.limits import LIMITER
from core.errors import DomainError
from core.testing import race
from routing.tests.merchants import consultant, merchant, need
from scheduling import actions
from scheduling.models import IcSession
from scheduling.tests.second_hosts import along, joined, put
from scheduling.tests.session_api import AT_TEN, refused, scheduled
from scheduling.tests.test_call_race import overlaps
from workforce.actions import add_time_off, book
from workforce.models import Booking

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("session_time"),
]
LATER = AT_TEN + timedelta(hours=3)


@pytest.fixture(autouse=True)
def no_limits_used_up():
    LIMITER.ledger.clear()


@pytest.fixture
def lisa(item):
    member = consultant("Lisa")
    item.team.members.add(member)
    return member


def another(staff, **own):
    return scheduled(staff, need(merchant(), support_type="TRAINING"), **own)


def attempt(call):
    """ "ok", or the code of the refusal; anything else, a deadlock too, is raised."""
    try:
        call()
    except DomainError as refusal:
        return refusal.code.value
    return "ok"


def test_two_sessions_of_one_hour_ask_for_the_same_second_host(item, grace, tom, lisa):
    sessions, owners = [scheduled(grace, item), another(lisa)], [grace, lisa]
    answers = race(2, lambda n: put(owners[n], sessions[n], tom.public_id))
    assert sorted(one.status_code for one in answers) == [200, 409]
    assert {refused(one)[1] for one in answers if one.status_code == 409} == {"IC_UNAVAILABLE"}
    won = [one.status_code for one in answers].index(200)
    assert list(IcSession.objects.filter(second_host=tom)) == [sessions[won]]
    assert along(tom) == [("CONFIRMED", AT_TEN)]


def test_booked_elsewhere_while_they_are_added(item, grace, tom):
    session = scheduled(grace, item)
    end = AT_TEN + timedelta(hours=1)
    verbs = [
        lambda: joined(session, tom, grace),
        lambda: book(tom.pk, starts_at=AT_TEN, ends_at=end, purpose="CALL", by=SYSTEM, alternatives=False),
    ]
    answers = race(2, lambda n: attempt(verbs[n]))
    assert sorted(answers) in (["IC_UNAVAILABLE", "ok"], ["SLOT_UNAVAILABLE", "ok"])
    assert Booking.objects.live().filter(staff=tom).count() == 1
    assert IcSession.objects.get().second_host_id == (tom.pk if answers[0] == "ok" else None)


def test_moved_while_a_second_host_is_added_they_are_at_its_hour(item, grace, tom):
    session = scheduled(grace, item)
    for turn in range(4):
        to = LATER + timedelta(hours=2 * turn)
        verbs = [
            lambda: joined(session, tom, grace),
            lambda: actions.move_session(session.pk, to, by=SYSTEM, at=clock.now()),  # noqa: B023
        ]
        assert race(2, lambda n: attempt(verbs[n])) == ["ok", "ok"]  # noqa: B023
        now = IcSession.objects.select_related("booking", "second_booking").get()
        assert (now.scheduled_for, now.booking.starts_at, now.second_booking.starts_at) == (to, to, to)
        actions.remove_second_host(session.pk, by=SYSTEM, at=clock.now())


def test_sessions_that_host_each_other_move_at_once(item, grace, tom):
    sessions = [scheduled(grace, item), another(tom, scheduled_for=(AT_TEN + timedelta(hours=1)).isoformat())]
    joined(sessions[0], tom, grace)
    joined(sessions[1], grace, tom)
    for turn in range(4):
        to = LATER + timedelta(hours=2 * turn)
        moves = [to, to + timedelta(hours=1)]
        answers = race(
            2,
            lambda n: attempt(lambda: actions.move_session(sessions[n].pk, moves[n], by=SYSTEM, at=clock.now())),  # noqa: B023
        )
        assert answers == ["ok", "ok"]
        assert overlaps() == 0
        assert IcSession.objects.exclude(second_host=None).count() == 2


def test_removed_twice_and_added_at_once_leaves_bookings_as_the_session_says(item, grace, tom):
    session = joined(scheduled(grace, item), tom, grace)
    verbs = [
        lambda: actions.remove_second_host(session.pk, by=SYSTEM, at=clock.now()),
        lambda: joined(session, tom, grace),
        lambda: actions.remove_second_host(session.pk, by=SYSTEM, at=clock.now()),
    ]
    assert race(3, lambda n: attempt(verbs[n])) == ["ok", "ok", "ok"]
    live = set(Booking.objects.live().filter(staff=tom).values_list("pk", flat=True))
    assert live == set(IcSession.objects.exclude(second_host=None).values_list("second_booking", flat=True))


def test_cancelled_while_they_are_added_keeps_no_time(item, grace, tom):
    session = scheduled(grace, item)
    verbs = [
        lambda: joined(session, tom, grace),
        lambda: actions.cancel_session(session.pk, by=SYSTEM, at=clock.now()),
    ]
    answers = race(2, lambda n: attempt(verbs[n]))
    assert answers[1] == "ok"
    assert answers[0] in ("ok", "INVALID_TRANSITION")
    assert not Booking.objects.live().filter(staff=tom).exists()


def test_leave_that_is_entered_while_they_are_added_is_seen_by_one_of_both(item, grace, tom):
    session = scheduled(grace, item)
    end = AT_TEN + timedelta(hours=1)
    verbs = [
        lambda: joined(session, tom, grace),
        lambda: add_time_off(tom, starts_at=AT_TEN, ends_at=end, by=SYSTEM, at=clock.now()),
    ]
    answers = race(2, lambda n: attempt(verbs[n]))
    assert answers[1] == "ok"
    actions.let_hosts_off(tom.pk, by=SYSTEM, at=clock.now())  # what hears of it, once both are done
    assert IcSession.objects.get().second_host_id is None
    assert not Booking.objects.live().filter(staff=tom).exists()
