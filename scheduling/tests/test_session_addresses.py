"""Whoever a session is no longer for is not led into its meeting: old addresses, former consultants."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from events.dispatch import dispatch_due
from events.models import Timer
from events.timers import fire_due
from notifications.models import Delivery, Notification
from routing.actions.assign_work import assign_work
from routing.actions.change_merchant import change_merchant
from routing.tests.worlds import locked, person
from scheduling import actions
from scheduling.actions import _sessions
from scheduling.tests.session_api import AT_TEN, scheduled
from scheduling.tests.session_links import link, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("session_time")]
DAY, SOON = timedelta(days=1), timedelta(minutes=15)


@pytest.fixture
def session(item, grace):
    made = scheduled(grace, item)
    actions.settle_meetings(at=clock.now())
    return made


def change(session, **facts):
    change_merchant(session.merchant_id, facts, by=SYSTEM, at=clock.now())
    dispatch_due()


def waiting():
    """Where the mails to merchants that are not sent yet would go, by kind."""
    rows = Delivery.objects.filter(channel="EMAIL", state="QUEUED", notification__recipient=None)
    return sorted(rows.values_list("notification__kind", "address"))


def reminded():
    """Where the reminders would go that are to come."""
    timers = Timer.objects.filter(name__startswith="reminder.", fired_at=None, cancelled_at=None)
    return {who["email"] for timer in timers for who in timer.payload["outsiders"]}


def test_other_address_of_a_merchant_gets_invitation_and_reminders_and_the_old_links_are_dead(session):
    old = link(session)
    change(session, contact_email="kim@shop.example")
    assert (waiting(), reminded()) == ([("SESSION_SCHEDULED", "kim@shop.example")], {"kim@shop.example"})
    read(old, 410)
    read(link(session))


def test_other_number_of_a_merchant_is_reminded_and_the_links_stay(session):
    old, before = link(session), waiting()
    change(session, contact_phone="+12125550199")
    timers = Timer.objects.filter(name__startswith="reminder.", cancelled_at=None)
    assert {who["phone"] for timer in timers for who in timer.payload["outsiders"]} == {"+12125550199"}
    assert [kind for kind, _ in before if kind not in [kind for kind, _ in waiting()]] == []
    read(old)


def test_what_changes_nothing_about_the_way_tells_nobody(session):
    told, timers = Notification.objects.count(), set(Timer.objects.values_list("pk", "due_at", "cancelled_at"))
    change(session, region="CA", email="other@shop.example")  # mail goes to the contact's own address
    assert Notification.objects.count() == told
    assert reminded() == {"jo@shop.example"}
    assert {due for _, due, gone in timers if gone is None} == set(
        Timer.objects.filter(cancelled_at=None).values_list("due_at", flat=True)
    )


def test_former_consultant_is_not_told_that_it_starts_and_the_merchant_not_the_way_to_the_old_meeting(
    session, item, grace, tom
):
    with clock.moved(to=AT_TEN - DAY + timedelta(seconds=1)):
        fire_due()
        assert ("SESSION_REMINDER", "jo@shop.example") in waiting()
        assign_work(locked(item), tom, by=person(grace), at=clock.now(), reason="REASSIGNMENT")
        assert "SESSION_REMINDER" not in dict(waiting())
    with clock.moved(to=AT_TEN - SOON + timedelta(seconds=1)):
        fire_due()
    soon = Notification.objects.filter(kind="SESSION_STARTS_SOON")
    assert [one.recipient_id for one in soon] == [tom.pk]


def test_former_consultant_who_was_told_that_it_starts_finds_that_no_more(session, item, grace, tom):
    with clock.moved(to=AT_TEN - SOON + timedelta(seconds=1)):
        fire_due()
        assign_work(locked(item), tom, by=person(grace), at=clock.now(), reason="REASSIGNMENT")
    told = Notification.objects.get(kind="SESSION_STARTS_SOON", recipient=grace.pk)
    assert told.withdrawn_at is not None


def test_session_that_ends_while_its_merchant_gets_another_address_is_left_as_it_ended(session, monkeypatch):
    lock = _sessions.lock_session

    def ended_first(session_id):
        monkeypatch.setattr(_sessions, "lock_session", lock)
        actions.cancel_session(session.pk, reason="closed", by=SYSTEM, at=clock.now())
        return lock(session_id)

    monkeypatch.setattr(_sessions, "lock_session", ended_first)
    change(session, contact_email="kim@shop.example")
    assert ("SESSION_SCHEDULED", "kim@shop.example") not in waiting()
    assert reminded() == set()
