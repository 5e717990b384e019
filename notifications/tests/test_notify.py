"""What notify() writes, in how many statements, and what it refuses."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.actor import SYSTEM
from core.clock import now
from events.models import DomainEvent
from events.publish import NotInTransaction
from notifications.actions import notify
from notifications.enums import Kind
from notifications.messages import InvalidMessage
from notifications.models import Delivery, Notification, NotificationRule, Preference, Suppression
from notifications.queries.deliveries import deliveries_json
from notifications.tests.factories import new_lead, told
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 9, 12, 5, tzinfo=UTC)


def statements(captured):
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


def rows():
    return {(row.channel, row.state, row.reason) for row in Delivery.objects.all()}


def tellings():
    return DomainEvent.objects.filter(name="notification.created")


def test_notify_by_rule_of_its_priority():
    staff = StaffFactory(user__phone="+15551234567")
    told(staff, priority="URGENT")
    assert rows() == {
        ("EMAIL", "QUEUED", ""),
        ("SMS", "QUEUED", ""),
        ("PUSH", "SKIPPED", "NO_ADDRESS"),
        ("IN_APP", "SENT", ""),
    }


def test_notify_over_a_channel_that_nothing_carries_is_skipped(settings):
    settings.CARRIERS = {"IN_APP": settings.CARRIERS["IN_APP"]}
    told(StaffFactory())
    assert rows() == {("EMAIL", "SKIPPED", "NO_CARRIER"), ("IN_APP", "SENT", "")}


def test_notify_without_what_somebody_has_switched_off_unless_they_have_to_act():
    staff = StaffFactory(user__phone="")
    Preference.objects.create(staff=staff, muted=["NEW_LEAD_ASSIGNED:EMAIL", "SLA_BREACH:EMAIL"])
    told(staff)
    assert rows() == {("EMAIL", "SKIPPED", "SWITCHED_OFF"), ("IN_APP", "SENT", "")}
    (breach,) = told(staff, kind=Kind.SLA_BREACH, context=new_lead(due_at=AT), channels=["EMAIL"])
    assert [(row.channel, row.state) for row in breach.deliveries_] == [("EMAIL", "QUEUED"), ("IN_APP", "SENT")]


def test_notify_a_number_that_answered_stop_is_skipped():
    staff = StaffFactory(user__phone="+15551234567")
    Suppression.objects.create(channel="SMS", address=staff.phone, why="STOP")
    told(staff, channels=["SMS"])
    assert rows() == {("SMS", "SKIPPED", "OPTED_OUT"), ("IN_APP", "SENT", "")}


def test_notify_by_rule_of_any_priority():
    told(StaffFactory(user__phone=""), kind=Kind.SLA_BREACH, context=new_lead(due_at=AT), priority="LOW")
    assert rows() == {
        ("EMAIL", "QUEUED", ""),
        ("SMS", "SKIPPED", "NO_ADDRESS"),
        ("PUSH", "SKIPPED", "NO_ADDRESS"),
        ("IN_APP", "SENT", ""),
    }


def test_notify_without_a_rule_rings_the_bell():
    NotificationRule.objects.all().delete()
    told(StaffFactory())
    assert rows() == {("IN_APP", "SENT", "")}


def test_notify_with_channels_of_the_caller():
    told(StaffFactory(), channels=["IN_APP", "PUSH"])
    assert rows() == {("PUSH", "SKIPPED", "NO_ADDRESS"), ("IN_APP", "SENT", "")}


@pytest.mark.parametrize("people", [1, 3])
def test_notify_takes_two_statements(people):
    staff = StaffFactory.create_batch(people)
    told(staff[0])  # templates are read once a process
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        notify(Kind.NEW_LEAD_ASSIGNED, staff, context=new_lead(), about=staff[0], priority="HIGH", by=SYSTEM, at=AT)
    assert len(statements(captured)) == 2, statements(captured)


def test_notify_emits_one_event_for_all():
    first, second = StaffFactory.create_batch(2)
    made = told(first, second, at=AT)
    event = tellings().get()
    assert event.payload == {
        "kind": "NEW_LEAD_ASSIGNED",
        "priority": "MEDIUM",
        "notification_ids": [row.public_id for row in made],
        "recipient_ids": [first.public_id, second.public_id],
        "channels": ["EMAIL", "IN_APP"],
        "about_kind": "staff",
        "about_id": first.public_id,
        "outsider_count": 0,
    }
    assert event.topics == sorted([f"staff.{first.public_id}", f"staff.{second.public_id}"])


def test_notify_twice_about_one_occurrence_tells_once():
    first, second = StaffFactory.create_batch(2)
    told(first, dedupe="lead_x:assigned:1")
    again = told(first, second, dedupe="lead_x:assigned:1")
    assert [row.recipient for row in again] == [second]
    assert Notification.objects.count() == 2
    assert told(first, second, dedupe="lead_x:assigned:1") == []
    assert tellings().count() == 2


def test_notify_same_person_twice_in_one_call_tells_once():
    staff = StaffFactory()
    assert len(told(staff, staff)) == 1


def test_notify_returns_what_an_answer_lists_without_a_query():
    staff = StaffFactory(user__phone="+15551234567")
    made = told(staff, priority="URGENT", at=AT)
    with CaptureQueriesContext(connection) as captured:
        listed = deliveries_json(made)
    assert len(captured) == 0
    assert listed == [
        {
            "type": "EMAIL",
            "recipient": staff.public_id,
            "template": "AE_LEAD_ASSIGNMENT",
            "sent_at": None,
            "status": "QUEUED",
        },
        {
            "type": "SMS",
            "recipient": staff.public_id,
            "message": "Urgent: new lead for you: John Doe - John's Fine Dining LLC",
            "sent_at": None,
            "status": "QUEUED",
        },
        {
            "type": "PUSH",
            "recipient": staff.public_id,
            "template": "AE_LEAD_ASSIGNMENT",
            "sent_at": None,
            "status": "SKIPPED",
            "reason": "NO_ADDRESS",
        },
        {
            "type": "IN_APP",
            "recipient": staff.public_id,
            "template": "AE_LEAD_ASSIGNMENT",
            "sent_at": AT,
            "status": "SENT",
        },
    ]


def test_notify_stores_what_it_returns():
    (made,) = told(StaffFactory(), at=AT, overrides={"custom_message": "12 locations"})
    stored = Notification.objects.get()
    for field in Notification._meta.concrete_fields:
        assert getattr(stored, field.attname) == getattr(made, field.attname), field.attname
    for delivery in made.deliveries_:
        kept = Delivery.objects.get(pk=delivery.pk)
        for field in Delivery._meta.concrete_fields:
            assert getattr(kept, field.attname) == getattr(delivery, field.attname), field.attname


def test_notify_with_overridden_subject_keeps_it_on_one_line():
    (made,) = told(StaffFactory(), overrides={"subject": "URGENT:\r\nBcc: x@example.test"})
    assert made.subject == "URGENT: Bcc: x@example.test"


def test_notify_after_its_end_is_expired_and_rings_no_bell():
    told(StaffFactory(), at=AT, expires_at=AT)
    assert rows() == {("EMAIL", "EXPIRED", "TOO_LATE"), ("IN_APP", "EXPIRED", "TOO_LATE")}
    assert Notification.objects.unread().count() == 0


def test_notify_is_due_at_once_even_if_this_clock_is_ahead():
    told(StaffFactory(), at=now() + timedelta(hours=1))
    assert Delivery.objects.due().count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"context": {"lead_id": "lead_x"}},
        {"context": new_lead(surprise=1)},
        {"context": new_lead(lead_name=7)},
        {"context": new_lead(contact_by=datetime(2026, 1, 1))},  # noqa: DTZ001
        {"kind": "PIGEON"},
        {"priority": "SOON"},
        {"channels": ["PIGEON"]},
        {"overrides": {"sender": "x"}},
    ],
)
def test_notify_with_what_no_message_can_be_written_with_writes_nothing(changes):
    with pytest.raises(InvalidMessage):
        told(StaffFactory(), **changes)
    assert (Notification.objects.count(), Delivery.objects.count(), tellings().count()) == (0, 0, 0)


def test_notify_nobody_writes_nothing():
    with transaction.atomic():
        assert (
            notify(
                Kind.NEW_LEAD_ASSIGNED, [], context=new_lead(), about=StaffFactory(), priority="LOW", by=SYSTEM, at=AT
            )
            == []
        )
    assert tellings().count() == 0


@pytest.mark.django_db(transaction=True)
def test_notify_outside_a_transaction_is_refused():
    staff = StaffFactory()
    with pytest.raises(NotInTransaction):
        notify(Kind.NEW_LEAD_ASSIGNED, [staff], context=new_lead(), about=staff, priority="LOW", by=SYSTEM, at=AT)
    assert Notification.objects.count() == 0
