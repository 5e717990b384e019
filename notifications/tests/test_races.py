"""Several at once, and senders that die: told once, sent once, lost never."""

import time

import pytest
from django.conf import settings

from core.actor import SYSTEM
from core.clock import now
from core.testing import race
from events.models import DomainEvent
from notifications import tasks
from notifications.actions import claim_delivery, mark_read, withdraw
from notifications.models import Delivery, Notification, OutboxMessage
from notifications.sending import send_due
from notifications.tests import killing
from notifications.tests.factories import told
from notifications.tests.stand_ins import HangingCarrier, ScriptedCarrier
from notifications.tests.test_sending import SENT
from workforce.tests.factories import StaffFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def test_notify_of_one_occurrence_by_eight_callers_tells_once():
    first, second = StaffFactory.create_batch(2)
    results = race(8, lambda _: len(told(first, second, dedupe="lead_x:breach:1")))
    assert sorted(results) == [0] * 7 + [2]
    assert Notification.objects.count() == 2
    assert Delivery.objects.count() == 4
    assert DomainEvent.objects.filter(name="notification.created").count() == 1


def test_claim_delivery_by_eight_senders_gives_each_its_own():
    staff = StaffFactory.create_batch(5)
    told(*staff)
    claimed = race(8, lambda _: claim_delivery("EMAIL", at=now()))
    keys = [delivery.pk for delivery in claimed if delivery is not None]
    assert len(keys) == len(set(keys)) == 5


def test_send_due_by_four_senders_sends_each_once():
    told(*StaffFactory.create_batch(20))
    carriers = [ScriptedCarrier(SENT) for _ in range(4)]
    assert sum(race(4, lambda number: send_due("EMAIL", carriers[number]))) == 20
    given = [key for carrier in carriers for key in carrier.given]
    assert len(given) == len(set(given)) == 20
    assert Delivery.objects.filter(channel="EMAIL", state="SENT", attempts=1).count() == 20


def test_withdraw_against_a_sender_ends_each_delivery_one_way():
    lead, *staff = StaffFactory.create_batch(13)
    told(*staff, about=lead)
    carrier = ScriptedCarrier(SENT)

    def act(number):
        return send_due("EMAIL", carrier) if number else withdraw_now()

    def withdraw_now():
        from django.db import transaction

        with transaction.atomic():
            return withdraw(lead, by=SYSTEM, at=now())

    race(2, act)
    send_due("EMAIL", carrier)
    states = list(Delivery.objects.filter(channel="EMAIL").values_list("state", flat=True))
    assert set(states) <= {"SENT", "WITHDRAWN"}
    assert states.count("SENT") == len(carrier.given)
    assert Notification.objects.unread().count() == 0


def test_send_due_on_a_hanging_channel_holds_up_no_other(monkeypatch):
    monkeypatch.setitem(settings.CARRIERS, "SMS", "notifications.tests.stand_ins.HangingCarrier")
    told(StaffFactory(user__phone="+15551234567"), priority="URGENT")

    def sent(_):
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline and not Delivery.objects.filter(channel="EMAIL", state="SENT").exists():
            time.sleep(0.02)
        waiting = Delivery.objects.get(channel="SMS").state
        HangingCarrier.let_go.set()
        return waiting

    results = race(2, lambda number: sent(number) if number else tasks.send_due())
    assert results == [None, "SENDING"]
    assert dict(Delivery.objects.values_list("channel", "state")) == {
        "EMAIL": "SENT",
        "SMS": "QUEUED",
        "PUSH": "SKIPPED",
        "IN_APP": "SENT",
    }


def test_mark_read_by_four_tabs_is_read_once():
    (made,) = told(StaffFactory())
    race(4, lambda _: mark_read(made.pk, made.recipient.pk, by=SYSTEM, at=now()))
    assert DomainEvent.objects.filter(name="notification.read").count() == 1


def test_senders_killed_while_they_work_lose_and_double_nothing():
    figures = killing.run(deliveries=100, kills=6)
    assert (figures.lost, figures.doubled, figures.not_sent) == (0, 0, 0), figures
    assert figures.kills >= 6
    assert OutboxMessage.objects.count() == 100
