"""What leaves the bell: withdrawn, read."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.actor import SYSTEM
from core.clock import now
from core.errors import NotFound
from events.models import DomainEvent
from events.publish import NotInTransaction
from notifications.actions import mark_all_read, mark_read, withdraw
from notifications.enums import Kind
from notifications.models import Delivery, Notification
from notifications.queries import bell_of
from notifications.sending import send_due
from notifications.tests.factories import new_lead, told
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def states(notification):
    return dict(notification.deliveries.values_list("channel", "state"))


def named(name):
    return list(DomainEvent.objects.filter(name=name).order_by("id"))


def test_withdraw_stops_what_is_not_sent_and_clears_the_bell():
    lead, winner, loser = StaffFactory.create_batch(3)
    kept, gone = told(winner, loser, about=lead)
    assert withdraw(lead, except_for=[winner], by=SYSTEM, at=now()) == 1
    assert states(gone) == {"EMAIL": "WITHDRAWN", "IN_APP": "WITHDRAWN"}
    assert states(kept) == {"EMAIL": "QUEUED", "IN_APP": "SENT"}
    assert bell_of(loser.user)["unread"] == 0
    assert bell_of(winner.user)["unread"] == 1
    (event,) = named("notification.withdrawn")
    assert event.payload["notification_ids"] == [gone.public_id]
    assert event.topics == [f"staff.{loser.public_id}"]


def test_withdraw_leaves_what_was_sent_or_read():
    lead, early, reader = StaffFactory.create_batch(3)
    sent, _ = told(early, reader, about=lead)
    send_due("EMAIL")
    mark_all_read(reader.pk, by=SYSTEM, at=now())
    assert withdraw(lead, by=SYSTEM, at=now()) == 1
    assert states(sent) == {"EMAIL": "SENT", "IN_APP": "WITHDRAWN"}
    assert states(Notification.objects.get(recipient=reader)) == {"EMAIL": "SENT", "IN_APP": "DELIVERED"}


def test_withdraw_of_some_kinds_leaves_the_others():
    lead, staff = StaffFactory.create_batch(2)
    (assigned,) = told(staff, about=lead)
    (warned,) = told(staff, about=lead, kind=Kind.SLA_WARNING, context=new_lead(due_at=now()))
    assert withdraw(lead, kinds=[Kind.SLA_WARNING], by=SYSTEM, at=now()) == 1
    assert states(assigned) == {"EMAIL": "QUEUED", "IN_APP": "SENT"}
    assert states(warned) == {"EMAIL": "WITHDRAWN", "PUSH": "SKIPPED", "IN_APP": "WITHDRAWN"}


def test_withdraw_of_nothing_takes_one_statement_and_says_nothing():
    lead, other = StaffFactory.create_batch(2)
    told(other)
    with CaptureQueriesContext(connection) as captured:
        assert withdraw(lead, by=SYSTEM, at=now()) == 0
    assert len(captured) == 1
    assert named("notification.withdrawn") == []


@pytest.mark.django_db(transaction=True)
def test_withdraw_outside_a_transaction_is_refused():
    (made,) = told(StaffFactory())
    with pytest.raises(NotInTransaction):
        withdraw(made.recipient, by=SYSTEM, at=now())
    assert states(made) == {"EMAIL": "QUEUED", "IN_APP": "SENT"}


def test_mark_read_once():
    (made,) = told(StaffFactory())
    first = mark_read(made.pk, made.recipient.pk, by=SYSTEM, at=now())
    again = mark_read(made.pk, made.recipient.pk, by=SYSTEM, at=now())
    assert first.read_at == again.read_at
    assert states(made) == {"EMAIL": "QUEUED", "IN_APP": "DELIVERED"}
    (event,) = named("notification.read")
    assert event.topics == [f"staff.{made.recipient.public_id}"]


def test_mark_read_of_somebody_elses_is_not_found():
    (made,) = told(StaffFactory())
    for reader in (StaffFactory().pk, None):
        with pytest.raises(NotFound):
            mark_read(made.pk, reader, by=SYSTEM, at=now())
    made.refresh_from_db()
    assert made.read_at is None
    assert named("notification.read") == []


def test_mark_read_of_what_was_withdrawn_is_not_found():
    (made,) = told(StaffFactory())
    with transaction.atomic():
        withdraw(made.recipient, by=SYSTEM, at=now())
    with pytest.raises(NotFound):
        mark_read(made.pk, made.recipient.pk, by=SYSTEM, at=now())


def test_mark_all_read_is_one_event_and_leaves_others_alone():
    mine, other = StaffFactory.create_batch(2)
    told(mine, other)
    told(mine)
    assert mark_all_read(mine.pk, by=SYSTEM, at=now()) == 2
    assert mark_all_read(mine.pk, by=SYSTEM, at=now()) == 0
    assert len(named("notification.read")) == 1
    assert bell_of(other.user)["unread"] == 1
    assert Delivery.objects.filter(state="DELIVERED").count() == 2
