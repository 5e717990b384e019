"""The same request twice at once, over real connections: one session, one end, one follow-up, one owner."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from core import clock
from core.actor import SYSTEM
from core.api.limits import LIMITER
from core.testing import race
from events.models import DomainEvent
from routing.models import IcEntry, WorkItem
from routing.tests.merchants import merchant, need
from scheduling import actions
from scheduling.models import IcSession, Meeting
from scheduling.tests.session_api import AT_TEN, SESSIONS, admin, api_of, change, refused, scheduled, wish
from scheduling.tests.session_links import survey_link
from workforce.models import Booking

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("session_time"),
]


@pytest.fixture(autouse=True)
def no_limits_used_up():
    LIMITER.ledger.clear()


def test_one_request_sent_many_times_at_once_is_one_session_and_one_answer(item, grace):
    api, key = api_of(grace), str(uuid4())
    answers = race(4, lambda _: api_of(grace).post(SESSIONS, wish(item), key=key))
    answers = [api.post(SESSIONS, wish(item), key=key) if one.status_code == 409 else one for one in answers]
    assert [one.status_code for one in answers] == [201] * 4
    assert len({one.content for one in answers}) == 1
    assert (IcSession.objects.count(), Meeting.objects.count(), Booking.objects.count()) == (1, 1, 1)


def test_requests_of_their_own_for_one_need_are_one_session(item, grace):
    hours = [(AT_TEN + timedelta(hours=2 * number)).isoformat() for number in range(3)]
    answers = race(3, lambda n: api_of(grace).post(SESSIONS, wish(item, scheduled_for=hours[n]), key=True))
    assert sorted(one.status_code for one in answers) == [201, 409, 409]
    assert {refused(one)[1] for one in answers if one.status_code == 409} == {"INVALID_TRANSITION"}
    assert (IcSession.objects.count(), Booking.objects.count()) == (1, 1)


def test_moves_that_were_meant_for_one_version_are_one_move(item, grace):
    session = scheduled(grace, item)
    hours = [(AT_TEN + timedelta(hours=2 + number)).isoformat() for number in range(2)]

    def move(number):
        url, said = f"{SESSIONS}/sessions/{session.public_id}", {"action": "RESCHEDULE"}
        said["new_scheduled_time"] = hours[number]
        return api_of(grace).put(url, said, key=True, **{"If-Match": f'"{session.version}"'})

    answers = race(2, move)
    assert sorted(one.status_code for one in answers) == [200, 412]
    won = hours[[one.status_code for one in answers].index(200)]
    session.refresh_from_db()
    assert (session.scheduled_for.isoformat(), session.moved_times) == (won, 1)
    assert session.booking.starts_at == session.scheduled_for


def test_completed_twice_at_once_opens_one_follow_up(item, grace):
    session = scheduled(grace, item, meeting_platform="PHONE")
    actions.start_session(session.pk, by=SYSTEM, at=clock.now())
    outcome = {"status": "PARTIAL", "items_pending": ["Printer"], "requires_followup": True}
    with clock.moved(to=AT_TEN + timedelta(hours=1)):
        answers = race(3, lambda _: change(api_of(grace), session.public_id, "COMPLETE", outcome=outcome))
    assert sorted(one.status_code for one in answers) == [200, 409, 409]
    assert IcEntry.objects.filter(is_open=True).count() == 1
    assert DomainEvent.objects.filter(name="session.completed").count() == 1


def test_survey_that_is_posted_twice_at_once_counts_once(item, grace):
    session = scheduled(grace, item, meeting_platform="PHONE")
    actions.start_session(session.pk, by=SYSTEM, at=clock.now())
    with clock.moved(to=AT_TEN):
        actions.complete_session(session.pk, {"status": "SUCCESS"}, by=SYSTEM, at=clock.now())
        address = survey_link(session)
        answers = race(3, lambda n: Client().post(address, {"score": 3 + n}).status_code)
    assert sorted(answers) == [200, 410, 410]
    session.refresh_from_db()
    assert session.survey_score == 3 + answers.index(200)
    assert DomainEvent.objects.filter(name="session.rated").count() == 1


def test_need_that_two_claim_and_the_engine_gives_away_at_once_has_one_owner(item, grace, tom):
    taken = (409, "MERCHANT_ALREADY_ASSIGNED")
    callers, verbs = [api_of(grace), api_of(tom), admin()], ["assign", "assign", "auto-assign"]
    for one in [item, *(need(merchant(), support_type="TRAINING") for _ in range(2))]:
        key = one.ic_entry.public_id
        answers = race(3, lambda n: callers[n].post(f"/api/v1/queues/ic/{key}/{verbs[n]}", {}, key=True))  # noqa: B023
        owner = WorkItem.objects.get(pk=one.pk).owner
        won = [answer.status_code == 200 for answer in answers]
        # whom the engine has chosen may ask for it too: that changes nothing
        assert (any(won), [who for who, has in zip((grace, tom), won, strict=False) if has and who != owner]) == (
            True,
            [],
        )
        assert {refused(answer) for answer in answers if answer.status_code != 200} == {taken}
        assigned = DomainEvent.objects.filter(name="support.assigned", payload__queue_entry_id=key)
        assert [event.payload["owner_id"] for event in assigned] == [owner.public_id]
