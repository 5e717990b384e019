"""A session that did not take place: its merchant books another, or waits for somebody who has time."""

from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.actor import SYSTEM
from core.api.limits import LIMITER
from core.errors import DomainError, ErrorCode
from events.models import DomainEvent
from notifications.models import Notification
from routing.actions.close_work import close_work
from routing.models import WorkItem
from routing.tests.merchants import consultant, ic_team
from routing.tests.worlds import locked
from scheduling.actions import (
    ask_again,
    book_again,
    cancel_own_session,
    cancel_session,
    confirm_session,
    miss_session,
    move_own_session,
    rate_session,
    schedule_session,
)
from scheduling.models import IcSession
from scheduling.tests.session_links import (
    AT_TEN,
    HOUR,
    NOW,
    again_link,
    fresh,
    held,
    link,
    offered,
    planned,
    read,
    sent,
)
from workforce.actions import add_time_off, set_capacity
from workforce.actions.switch_off import switch_off

pytestmark = pytest.mark.django_db
LATER = AT_TEN + timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    LIMITER.ledger.clear()
    with clock.moved(to=NOW):
        yield


@pytest.fixture
def grace():
    return consultant("Grace Hopper", user__timezone="America/New_York")


@pytest.fixture
def team(grace):
    return ic_team(grace, consultant("Tom"))


@pytest.fixture
def off(team, grace):
    """Cancelled by its consultant."""
    session = planned(grace)
    return cancel_session(session.pk, reason="ill", by=SYSTEM, at=NOW)


def item_of(session):
    return WorkItem.objects.get(pk=session.entry.work_item_id)


def happened(name):
    return [event.payload for event in DomainEvent.objects.filter(name=name).order_by("id")]


def refusal(verb, *args, **kwargs):
    with pytest.raises(DomainError) as refused:
        verb(*args, by=SYSTEM, at=clock.now(), **kwargs)
    return refused.value.code


def test_page_of_a_cancelled_session_offers_another(off):
    text = read(link(off))
    assert all(one in text for one in ("Cancelled", "ill", "Book another session", again_link(off)))
    assert "I will be there" not in text
    assert AT_TEN in offered(read(again_link(off)))


def test_page_of_a_missed_session_offers_another(team, grace):
    session = planned(grace)
    with clock.moved(to=AT_TEN + HOUR):
        miss_session(session.pk, by=SYSTEM, at=clock.now())
        assert "Book another session" in read(link(session))
    with clock.moved(to=AT_TEN + timedelta(days=30)):
        read(link(session), 410)
        read(again_link(session), 410)


def test_another_is_booked_with_the_same_consultant(off, grace):
    address = again_link(off)
    text = sent(address, scheduled_for=LATER.isoformat())
    new = IcSession.objects.live().get()
    assert (new.ic, new.scheduled_for, new.entry_id, new.session_type) == (grace, LATER, off.entry_id, off.session_type)
    assert (new.agenda, new.duration, new.timezone) == (off.agenda, off.duration, off.timezone)
    assert "Thursday, 4 March 2027, 10:00" in text
    assert link(new) in text
    assert Notification.objects.order_by("-id").values_list("kind", flat=True)[1] == "SESSION_SCHEDULED"
    assert item_of(off).scheduled_at == LATER
    sent(address, 410, scheduled_for=LATER.isoformat())
    assert IcSession.objects.count() == 2


def test_time_that_is_gone_offers_others_and_books_nothing(off, grace):
    planned(grace, LATER, session_type="TRAINING")
    text = sent(again_link(off), 409, scheduled_for=LATER.isoformat())
    assert offered(text)[:3] == [LATER - 1.5 * HOUR, LATER - HOUR, LATER + HOUR]
    assert not IcSession.objects.live().filter(entry=off.entry_id).exists()
    assert "Choose a time." in sent(again_link(off), 422)


def test_whoever_has_the_need_now_holds_the_next(off, grace, team):
    tom = consultant("Tina")
    team.memberships.create(staff=tom)
    WorkItem.objects.filter(pk=off.entry.work_item_id).update(state="QUEUED", owner=None, capacity_slot=None)
    assert "Grace Hopper" in read(again_link(off))
    set_capacity(grace, "IC", 0, by=SYSTEM)
    text = sent(again_link(off), 409, scheduled_for=LATER.isoformat())
    assert "cannot take another session at present" in text
    assert "Wait in the queue" in text
    assert not IcSession.objects.live().exists()


def test_without_a_free_hour_the_merchant_waits_in_the_queue(off, grace):
    add_time_off(grace, starts_on=NOW.date(), ends_on=NOW.date() + timedelta(days=60), by=SYSTEM)
    text = read(again_link(off))
    assert "No hour is free at present" in text
    answer = Client().post(again_link(off, "wait/"), {"wishes": "mornings"})
    assert (answer.status_code, answer["Location"]) == (302, link(off))
    item = item_of(off)
    assert (item.state, item.owner_id) == ("QUEUED", None)
    assert "You are in our queue" in read(link(off))
    assert "Book this time" not in read(again_link(off))
    assert [event["merchant_id"] for event in happened("session.asked_again")] == [off.merchant.public_id]
    assert Client().post(again_link(off, "wait/")).status_code == 302
    assert len(happened("session.asked_again")) == 1


def test_consultant_who_has_left_leaves_the_queue(off, grace):
    switch_off(grace, by=SYSTEM, at=NOW)
    assert "No hour is free at present" in read(again_link(off))
    assert refusal(book_again, off.pk, LATER, link_version=off.links_version) == ErrorCode.NOBODY_AVAILABLE
    sent(again_link(off), 409, scheduled_for=LATER.isoformat())


def test_automatic_team_gives_the_waiting_merchant_to_somebody_else_at_once(off, grace, team):
    type(team).objects.filter(pk=team.pk).update(auto_assign=True)
    Client().post(again_link(off, "wait/"))
    assert item_of(off).owner.name == "Tom"


def test_waiting_for_what_nobody_has(off):
    WorkItem.objects.filter(pk=off.entry.work_item_id).update(state="QUEUED", owner=None, capacity_slot=None)
    Client().post(again_link(off, "wait/"))
    assert (item_of(off).state, happened("support.released")) == ("QUEUED", [])


def test_wishes_that_cannot_be_kept_are_asked_for_again(off):
    text = sent(again_link(off, "wait/"), 422, wishes="x" * 301)
    assert 'aria-invalid="true"' in text
    assert fresh(off).asked_again_at is None
    assert Client().get(again_link(off, "wait/"))["Location"] == again_link(off)


def test_another_that_is_planned_already_is_named(off, grace):
    facts = {"session_type": off.session_type, "duration": HOUR, "timezone": "UTC", "platform": "PHONE"}
    schedule_session(off.merchant, grace, facts | {"scheduled_for": LATER}, by=SYSTEM, at=NOW)
    assert "Another session is planned: Thursday, 4 March 2027, 10:00 (New York)" in read(link(off))
    sent(again_link(off), 409, scheduled_for=(LATER + HOUR).isoformat())
    sent(again_link(off, "wait/"), 409)
    assert IcSession.objects.live().count() == 1


def test_need_that_is_settled_is_not_opened_again(off):
    close_work(locked(item_of(off)), outcome="SUCCESS", by=SYSTEM, at=NOW)
    assert "is settled already" in read(link(off))
    assert refusal(book_again, off.pk, LATER, link_version=off.links_version) == ErrorCode.QUEUE_ENTRY_CLOSED
    text = sent(again_link(off, "wait/"), 409)
    assert "is settled already" in text
    sent(again_link(off), 409, scheduled_for=LATER.isoformat())


def test_verbs_refuse_what_they_are_not_for(team, grace):
    session = planned(grace)
    with clock.moved(to=AT_TEN - HOUR):  # whatever page led to them
        late = ((cancel_own_session, ()), (move_own_session, (AT_TEN + 5 * HOUR,)))
        codes = [refusal(verb, session.pk, *more, link_version=1) for verb, more in late]
        assert codes == [ErrorCode.CANCELLATION_DEADLINE_PASSED] * 2
    for verb, more in ((book_again, (LATER,)), (ask_again, ())):
        assert refusal(verb, session.pk, *more, link_version=1) == ErrorCode.INVALID_TRANSITION
        assert refusal(verb, session.pk, *more, link_version=7) == ErrorCode.STALE_VERSION
    assert refusal(rate_session, session.pk, 5, link_version=1) == ErrorCode.INVALID_TRANSITION
    version = held(session).links_version
    assert refusal(rate_session, session.pk, 6, link_version=version) == ErrorCode.VALIDATION_FAILED
    assert refusal(confirm_session, session.pk, link_version=version) == ErrorCode.INVALID_TRANSITION
    assert fresh(session).survey_score is None
