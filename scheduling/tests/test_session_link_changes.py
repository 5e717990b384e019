"""What a merchant does by the links of mails: says to be there, moves, cancels, rates; and what is refused."""

from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.actor import SYSTEM
from core.api.limits import LIMITER
from core.redis import client, key
from events.models import DomainEvent
from notifications.models import Notification
from routing.models import WorkItem
from routing.tests.merchants import consultant, ic_team
from routing.tests.pages import browser_of
from scheduling.actions import move_session, settle_meetings, start_session
from scheduling.models import CallPolicy
from scheduling.tests.asking import as_caller
from scheduling.tests.meetings import MeetingsHere
from scheduling.tests.session_links import (
    AT_TEN,
    HOUR,
    NOW,
    cancel_link,
    fresh,
    held,
    link,
    move_link,
    offered,
    planned,
    read,
    sent,
    survey_link,
)
from workforce.actions import add_time_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(settings):
    settings.MEETINGS = {"ZOOM": "scheduling.tests.meetings.MeetingsHere"}
    MeetingsHere.made, MeetingsHere.problem = {}, None
    LIMITER.ledger.clear()
    client().delete(key("rate", "session-guesses:127.0.0.1"))
    with clock.moved(to=NOW):
        yield


@pytest.fixture
def grace():
    made = consultant("Grace Hopper", user__timezone="America/New_York", user__phone="+12125550188")
    ic_team(made)
    return made


@pytest.fixture
def session(grace):
    return planned(grace)


def happened(name):
    return [event.payload for event in DomainEvent.objects.filter(name=name).order_by("id")]


def told():
    return list(Notification.objects.order_by("id").values_list("kind", flat=True))


# -- confirming --------------------------------------------------------------------------------------


def test_merchant_says_to_be_there_once(session):
    for _ in range(2):
        answer = Client().post(link(session, part="confirm/"))
        assert (answer.status_code, answer["Location"]) == (302, link(session))
    assert fresh(session).is_confirmed
    (told_of,) = happened("session.confirmed")
    assert (told_of["session_id"], told_of["owner_id"]) == (session.public_id, session.ic.public_id)
    text = read(link(session))
    assert ["I will be there" in text, "You have said that you will be there" in text] == [False, True]


def test_session_that_is_moved_is_not_confirmed_any_more(session):
    Client().post(link(session, part="confirm/"))
    move_session(session.pk, AT_TEN + HOUR, by=SYSTEM, at=NOW)
    assert not fresh(session).is_confirmed


def test_session_that_has_begun_is_not_confirmed(session):
    start_session(session.pk, by=SYSTEM, at=NOW)
    text = sent(link(session, part="confirm/"), 409)
    assert "has changed meanwhile" in text
    assert fresh(session).confirmed_for is None


# -- moving ------------------------------------------------------------------------------------------


def test_free_hours_are_offered_in_the_zone_of_the_session(session):
    times = offered(read(move_link(session)))
    assert AT_TEN not in times
    assert AT_TEN + timedelta(minutes=30) in times  # its own time is free for it
    assert all(one >= NOW + 2 * HOUR for one in times)
    assert "Wednesday, 3 March" in read(move_link(session))


def test_session_is_moved_and_earlier_links_are_dead(session):
    old = link(session)
    text = sent(move_link(session), scheduled_for=(AT_TEN + timedelta(days=1)).isoformat())
    assert "Thursday, 4 March 2027, 10:00" in text
    after = fresh(session)
    assert (after.scheduled_for, after.moved_times, after.booking.starts_at) == (
        AT_TEN + timedelta(days=1),
        1,
        AT_TEN + timedelta(days=1),
    )
    assert told()[-2:] == ["SESSION_MOVED", "SESSION_MOVED_FOR_TEAM"]
    read(old, 410)
    assert link(session) in text
    read(link(session))


def test_actor_of_a_link_is_the_merchant(session):
    sent(move_link(session), scheduled_for=(AT_TEN + HOUR).isoformat())
    event = DomainEvent.objects.get(name="session.moved")
    assert (event.actor_kind, event.actor_id) == ("customer", session.merchant.public_id)
    assert event.journey_id == session.merchant.journey_id


def test_time_that_is_gone_keeps_the_session_and_offers_others(session, grace):
    wished = AT_TEN + timedelta(days=1)
    planned(grace, wished, session_type="TRAINING")
    text = sent(move_link(session), 409, scheduled_for=wished.isoformat())
    near = offered(text)[:3]
    assert near == [wished - 1.5 * HOUR, wished - HOUR, wished + HOUR]
    assert "Free nearby" in text
    assert fresh(session).scheduled_for == AT_TEN


@pytest.mark.parametrize(
    "wrong",
    ["", "soon", "2027-03-04T15:00", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+00:00", "2027-99-01T00:00Z"],
)
def test_time_that_is_none_is_asked_for_again(session, wrong):
    assert "Choose a time." in sent(move_link(session), 422, scheduled_for=wrong)


@pytest.mark.parametrize("wished", [NOW - HOUR, NOW + HOUR, NOW + timedelta(days=200), AT_TEN + timedelta(minutes=7)])
def test_time_that_is_not_offered_is_not_taken(session, wished):
    sent(move_link(session), 409, scheduled_for=wished.isoformat())
    assert fresh(session).scheduled_for == AT_TEN


@pytest.mark.parametrize("week", ["0001-01-02", "9999-12-31", "nonsense", "2027-13-01"])
def test_any_week_can_be_asked_for(session, week):
    read(f"{move_link(session)}?week={week}")


def test_consultant_without_another_free_hour(session, grace):
    add_time_off(grace, starts_on=NOW.date(), ends_on=NOW.date() + timedelta(days=60), by=SYSTEM)
    assert "No other time is free" in read(move_link(session))


# -- cancelling --------------------------------------------------------------------------------------


def test_session_is_cancelled_with_its_reason(session):
    address = cancel_link(session)
    assert "Book another session" in sent(address, reason="The till is late")
    after = fresh(session)
    assert (after.status, after.reason, after.booking.state) == ("CANCELLED", "The till is late", "CANCELLED")
    assert told()[-2:] == ["SESSION_CANCELLED", "SESSION_CALLED_OFF"]
    item = WorkItem.objects.get(pk=session.entry.work_item_id)
    assert (item.state, item.scheduled_at, item.owner_id) == ("ASSIGNED", None, session.ic_id)
    sent(address, 410)


@pytest.mark.parametrize("reason", ["a" * 301, "nul\x00"])
def test_reason_that_cannot_be_kept_is_asked_for_again(session, reason):
    sent(cancel_link(session), 422, reason=reason)
    assert fresh(session).status == "SCHEDULED"


def test_after_the_deadline_the_page_says_to_phone(session):
    last = AT_TEN - 2 * HOUR
    with clock.moved(to=last - timedelta(minutes=1)):
        assert "Cancel the session?" in read(cancel_link(session))
    with clock.moved(to=last + timedelta(seconds=1)):
        for address in (link(session), cancel_link(session), move_link(session)):
            text = read(address)
            assert "Less than 2 hours are left" in text
            assert 'href="tel:+12125550188"' in text
            assert "Cancel the session" not in text
        sent(cancel_link(session), 409)
        sent(move_link(session), 409, scheduled_for=(AT_TEN + 5 * HOUR).isoformat())
    assert fresh(session).status == "SCHEDULED"


def test_deadline_is_the_one_of_calls(session):
    CallPolicy.objects.update_or_create(pk=1, defaults={"cancellation_deadline": timedelta(hours=72)})
    assert "Less than 72 hours are left" in read(link(session))


def test_session_that_has_begun_can_only_be_joined(session):
    settle_meetings(at=clock.now())
    start_session(session.pk, by=SYSTEM, at=NOW)
    for address in (link(session), cancel_link(session), move_link(session)):
        text = read(address)
        assert ["Join the session" in text, "Another time" in text, "I will be there" in text] == [True, False, False]
    sent(cancel_link(session), 409)


# -- rating ------------------------------------------------------------------------------------------


def test_session_is_rated_once(session):
    held(session)
    address = survey_link(session)
    with clock.moved(to=AT_TEN + HOUR):
        read(address)
        for wrong in ({}, {"score": "9"}, {"score": "x"}):
            assert "Choose one to five stars." in sent(address, 422, **wrong)
        sent(address, 422, score="5", comment="x" * 1001)
        assert "Thank you" in sent(address, score="5", comment="Great")
        sent(address, 410, score="1")
    after = fresh(session)
    assert (after.survey_score, after.survey_comment) == (5, "Great")
    assert after.surveyed_at >= AT_TEN + HOUR
    assert after.satisfaction is None  # the consultant's own
    assert [event["score"] for event in happened("session.rated")] == [5]


def test_consultant_sees_what_the_merchant_has_said(session, grace):
    path = f"/api/v1/scheduling/ic/sessions/{session.public_id}"

    def seen():
        found = as_caller(grace).get(path).json()
        return found["merchant_confirmed"], found["rating"], browser_of(grace).get(f"/sessions/{session.public_id}/")

    confirmed, rating, page = seen()
    assert (confirmed, rating, "by the merchant" in page.content.decode()) == (False, None, False)
    Client().post(link(session, part="confirm/"))
    confirmed, _, page = seen()
    assert (confirmed, "by the merchant" in page.content.decode()) == (True, True)
    held(session)
    with clock.moved(to=AT_TEN + HOUR):
        sent(survey_link(session), score="5", comment="Great help")
    _, rating, page = seen()
    assert (rating["score"], rating["comment"]) == (5, "Great help")
    assert ["5 of 5" in page.content.decode(), "Great help" in page.content.decode()] == [True, True]


def test_survey_is_open_for_thirty_days(session):
    held(session)
    end = AT_TEN + HOUR + timedelta(days=30)
    with clock.moved(to=end - timedelta(seconds=1)):
        read(survey_link(session))
    with clock.moved(to=end):
        read(survey_link(session), 410)


def test_session_that_is_to_come_is_not_rated(session):
    read(survey_link(session), 410)
