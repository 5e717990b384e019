"""Two and many at once about sessions: one hour is taken once, whatever it is for; one session ends in one way."""

from datetime import timedelta

import pytest
from django.db import transaction

from core import clock
from core.actor import SYSTEM
from core.errors import DomainError
from core.testing import race
from routing.actions.request_support import request_support
from routing.actions.schedule_callback import schedule_callback
from routing.models import IcEntry
from routing.tests.merchants import consultant, ic_team, merchant, need
from routing.tests.pages import give
from routing.tests.worlds import locked, person, waiting_item
from scheduling import actions
from scheduling.models import IcSession, Meeting
from scheduling.tests.meetings import MeetingsHere
from scheduling.tests.test_call_race import overlaps
from workforce.enums import Work
from workforce.models import Booking
from workforce.tests.factories import TeamFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
FACTS = {"session_type": "HARDWARE_SETUP", "duration": timedelta(hours=1), "timezone": "UTC", "platform": "PHONE"}


@pytest.fixture
def grace():
    member = consultant("Grace", capacity={Work.IC: 30, Work.AE: 30}, user__roles=["IC", "AE"])
    ic_team(member)
    return member


def hour(number=0):
    start = (clock.now() + timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)
    return start + timedelta(minutes=30 * number)


def attempt(call):
    """ "ok", or the code of the refusal; anything else, a deadlock too, is raised."""
    try:
        call()
    except DomainError as refusal:
        return refusal.code.value
    return "ok"


def planned(staff, start, **own):
    made = merchant()
    need(made)
    facts = FACTS | {"scheduled_for": start} | own
    return actions.schedule_session(made, staff, facts, by=SYSTEM, at=clock.now()).session


def test_sessions_callbacks_and_moves_onto_the_same_hours_never_overlap(grace):
    team = TeamFactory(members=[grace])
    leads, merchants = [waiting_item(team) for _ in range(6)], [merchant() for _ in range(6)]
    for one in leads:
        _in_transaction(lambda: give(one, grace))  # noqa: B023
    moving = [planned(grace, hour(20 + 2 * number)) for number in range(6)]

    def act(number):
        start, turn = hour(number % 3), number // 3
        match number % 3:
            case 0:
                facts = FACTS | {"scheduled_for": start}
                return attempt(
                    lambda: actions.schedule_session(merchants[turn], grace, facts, by=SYSTEM, at=clock.now())
                )
            case 1:
                return attempt(lambda: schedule_callback(locked(leads[turn]), start, by=person(grace), at=clock.now()))
        return attempt(lambda: actions.move_session(moving[turn].pk, start, by=SYSTEM, at=clock.now()))

    answers = race(18, lambda number: _in_transaction(lambda: act(number)))
    assert set(answers) <= {"ok", "IC_UNAVAILABLE", "SLOT_UNAVAILABLE"}
    assert "ok" in answers
    assert overlaps() == 0


def _in_transaction(act):
    with transaction.atomic():
        return act()


def test_cancelled_and_started_at_once_ends_in_one_state(grace):
    for turn in range(5):
        session = planned(grace, hour(4 * turn))
        verbs = (actions.cancel_session, actions.start_session)
        answers = race(2, lambda number: attempt(lambda: verbs[number](session.pk, by=SYSTEM, at=clock.now())))  # noqa: B023
        session.refresh_from_db()
        assert sorted(answers) == ["INVALID_TRANSITION", "ok"]
        assert session.status == ("CANCELLED" if answers[0] == "ok" else "IN_SESSION")
        assert session.booking.state == ("CANCELLED" if answers[0] == "ok" else "IN_PROGRESS")
        Booking.objects.update(state="CANCELLED")
        IcSession.objects.update(status="CANCELLED")


def test_the_same_need_asked_for_at_once_is_one_entry(grace):
    made = merchant()
    facts = {"support_type": "TRAINING", "duration_minutes": 60, "complexity": "LOW"}
    answers = race(8, lambda _: request_support(made.pk, facts, by=SYSTEM, at=clock.now()).created)
    assert sorted(answers) == [False] * 7 + [True]
    assert IcEntry.objects.count() == 1


def test_many_who_settle_make_each_meeting_once(grace, settings):
    settings.MEETINGS = {"ZOOM": "scheduling.tests.meetings.MeetingsHere"}
    MeetingsHere.made, MeetingsHere.problem = {}, None
    for number in range(8):
        planned(grace, hour(2 * number), platform="ZOOM")
    tried = race(4, lambda _: actions.settle_meetings(at=clock.now()))
    assert sum(tried) == 8
    assert len(MeetingsHere.made) == 8
    assert set(Meeting.objects.values_list("state", flat=True)) == {"READY"}
