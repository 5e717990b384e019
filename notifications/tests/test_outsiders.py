"""Telling people who have no account here: customers, guests, whoever is invited."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from core.actor import SYSTEM
from core.clock import now
from core.testing import assert_queries
from events.models import DomainEvent
from notifications.actions import claim_delivery, opt_out, resend_delivery
from notifications.messages import InvalidMessage
from notifications.models import Notification, NotificationRule, OutboxMessage
from notifications.people import Outsider, Reader
from notifications.queries.deliveries import deliveries_json, delivery_status
from notifications.sending import send_due
from notifications.tests.factories import GUEST, MARIA, a_call, call_context, told_of_call
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 9, 12, 5, tzinfo=UTC)
STARTS = datetime(2026, 10, 9, 16, 15, tzinfo=UTC)


def ways(notification):
    return [(row.channel, row.address, row.state, row.reason) for row in notification.deliveries_]


def stored(notification):
    return dict(notification.deliveries.values_list("channel", "state"))


def named(name):
    return list(DomainEvent.objects.filter(name=name).order_by("id"))


# -- what is written ---------------------------------------------------------------------------------


def test_outsider_is_told_by_email_alone():
    (made,) = told_of_call(MARIA, call=a_call())
    assert ways(made) == [("EMAIL", "maria@customer.test", "QUEUED", "")]
    kept = Notification.objects.get()
    assert (kept.recipient, kept.outsider) == (None, MARIA.as_json())
    assert kept.stranger == MARIA
    assert kept.recipient_public_id == ""
    assert kept.subject == made.subject


def test_outsider_has_no_bell_and_no_push_even_when_asked_for():
    (made,) = told_of_call(MARIA, call=a_call(), channels=["EMAIL", "PUSH", "IN_APP"])
    assert ways(made) == [("EMAIL", "maria@customer.test", "QUEUED", "")]


def test_outsider_gets_a_text_message_when_it_is_asked_for():
    with_phone, without = told_of_call(MARIA, GUEST, call=a_call(), channels=["SMS"])
    assert ways(with_phone) == [("SMS", "+12125550147", "QUEUED", "")]
    assert ways(without) == [("SMS", "", "SKIPPED", "NO_ADDRESS")]


def test_outsider_over_a_channel_that_nothing_carries_is_skipped(settings):
    settings.CARRIERS = {"IN_APP": settings.CARRIERS["IN_APP"]}
    (made,) = told_of_call(MARIA, call=a_call())
    assert ways(made) == [("EMAIL", "maria@customer.test", "SKIPPED", "NO_CARRIER")]


def test_outsider_whom_no_channel_reaches_is_left_out():
    NotificationRule.objects.filter(kind="CALL_CONFIRMED").update(channels=["PUSH"])
    assert told_of_call(MARIA, call=a_call()) == []
    staff = StaffFactory()
    (made,) = told_of_call(MARIA, staff, call=a_call())
    assert made.recipient == staff
    assert Notification.objects.count() == 1
    assert len(named("notification.created")) == 1


def test_outsider_who_does_not_want_mails_is_skipped():
    opt_out("EMAIL", MARIA.email, why="asked us", at=now())
    (made,) = told_of_call(MARIA, call=a_call())
    assert ways(made) == [("EMAIL", "maria@customer.test", "SKIPPED", "OPTED_OUT")]


def test_outsider_too_late_is_written_as_expired():
    (made,) = told_of_call(MARIA, call=a_call(), at=AT, expires_at=AT)
    assert ways(made) == [("EMAIL", "maria@customer.test", "EXPIRED", "TOO_LATE")]


@pytest.mark.parametrize("pairs", [1, 3])
def test_notify_of_both_kinds_of_people_takes_two_statements(pairs):
    staff = StaffFactory.create_batch(pairs)
    outsiders = [Outsider(f"Guest {number}", f"g{number}@guest.test") for number in range(pairs)]
    call = a_call()
    told_of_call(GUEST, call=call)  # templates are read once a process
    with assert_queries(2):
        made = told_of_call(*staff, *outsiders, call=call)
    assert [row.recipient for row in made] == [*staff, *[None] * pairs]


def test_notify_of_both_kinds_is_one_event_that_names_members_only():
    staff = StaffFactory()
    call = a_call()
    made = told_of_call(staff, MARIA, call=call)
    (event,) = named("notification.created")
    assert event.payload == {
        "kind": "CALL_CONFIRMED",
        "priority": "MEDIUM",
        "notification_ids": [row.public_id for row in made],
        "recipient_ids": [staff.public_id],
        "channels": ["EMAIL", "IN_APP"],
        "about_kind": "call",
        "about_id": call.public_id,
        "outsider_count": 1,
    }
    assert event.topics == [f"staff.{staff.public_id}"]
    assert MARIA.email not in str(event.payload)


def test_notify_of_one_occurrence_tells_an_address_once():
    call, staff = a_call(), StaffFactory(user__email="maria@customer.test")
    told_of_call(MARIA, call=call, dedupe="call_x:confirmed")
    shouting = Outsider("MARIA", "Maria@Customer.TEST")
    again = told_of_call(shouting, GUEST, staff, call=call, dedupe="call_x:confirmed")
    assert [row.recipient or row.stranger for row in again] == [GUEST, staff]
    assert told_of_call(MARIA, GUEST, call=call, dedupe="call_x:confirmed") == []
    assert len(told_of_call(MARIA, call=call, dedupe="call_x:moved")) == 1
    assert len(told_of_call(MARIA, call=call)) == 1


def test_notify_same_address_twice_in_one_call_tells_once():
    assert len(told_of_call(MARIA, Outsider("M", "MARIA@customer.test"), call=a_call())) == 1


def test_answer_lists_an_outsiders_deliveries_by_address():
    guest = Outsider("Guy Guest", "guy@guest.test", "+12125550147")
    made = told_of_call(guest, call=a_call(), channels=["EMAIL", "SMS"])
    assert deliveries_json(made) == [
        {
            "type": "EMAIL",
            "recipient": "guy@guest.test",
            "template": "CALL_CONFIRMATION",
            "sent_at": None,
            "status": "QUEUED",
        },
        {
            "type": "SMS",
            "recipient": "+12125550147",
            "message": "We have your request for a call: CALL-2026-001234",
            "sent_at": None,
            "status": "QUEUED",
        },
    ]
    assert [status["recipient"] for status in delivery_status(made[0])] == ["guy@guest.test", "+12125550147"]


@pytest.mark.parametrize("email", ["", "maria", "ma ria@x.test", "a@b@c", "a@x.test\r\nBcc: b@x.test", "a,b@x.test"])
def test_outsider_without_an_address_is_refused(email):
    with pytest.raises(InvalidMessage):
        Outsider("Maria", email)


@pytest.mark.parametrize(
    ("language", "spoken"),
    [("es", "es"), ("es-mx", "es"), ("fr-CA", "fr"), ("pt", "en"), ("", "en"), ("x" * 900, "en")],
)
def test_outsider_is_written_to_in_a_language_that_is_spoken_here(language, spoken):
    assert Outsider("M", "m@x.test", language=language).reader == Reader("M", spoken, "UTC")


@pytest.mark.parametrize("columns", [{"recipient": None, "outsider": None}, {"outsider": MARIA.as_json()}])
def test_notification_has_exactly_one_reader(columns):
    (made,) = told_of_call(StaffFactory(), call=a_call())
    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.filter(pk=made.pk).update(**columns)


# -- how it goes out ---------------------------------------------------------------------------------


def test_mail_to_an_outsider_is_in_their_language_and_zone():
    call = a_call()
    told_of_call(MARIA, call=call, context=call_context(call, starts_at=STARTS, for_customer=True))
    assert send_due("EMAIL") == 1
    kept = OutboxMessage.objects.get()
    assert kept.to == "maria@customer.test"
    assert "11:15 -05 (America/Bogota)" in kept.text
    assert "Hola, María Ruiz:" in kept.text
    (event,) = named("delivery.settled")
    assert (event.payload["recipient_id"], event.payload["state"]) == ("", "SENT")


def test_claiming_for_an_outsider_takes_the_same_queries_as_for_a_member():
    told_of_call(MARIA, call=a_call())
    with assert_queries(4):
        assert claim_delivery("EMAIL", at=now()).state == "SENDING"


def test_outsider_who_stops_mails_meanwhile_is_skipped():
    (made,) = told_of_call(MARIA, call=a_call())
    opt_out("EMAIL", MARIA.email, why="asked us", at=now())
    assert send_due("EMAIL") == 0
    assert stored(made) == {"EMAIL": "SKIPPED"}


def test_delivery_to_an_outsider_can_be_sent_once_more():
    (made,) = told_of_call(MARIA, call=a_call())
    send_due("EMAIL")
    resend_delivery(made.deliveries.get(), by=SYSTEM, at=now())
    assert send_due("EMAIL") == 1
    assert OutboxMessage.objects.count() == 2
