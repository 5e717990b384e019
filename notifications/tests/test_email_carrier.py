"""Mail over SMTP: sent, failed or unknown, never guessed."""

import pytest
from django.core.mail import send_mail

from notifications.carriers import carrier_of
from notifications.carriers.email import EmailCarrier
from notifications.enums import AttemptOutcome
from notifications.models import OutboxMessage
from notifications.sending import rendered
from notifications.tests.factories import told
from notifications.tests.stand_ins import mail_server
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def sent_by(carrier):
    (made,) = told(StaffFactory())
    return carrier.send(made.deliveries_[0], rendered(made.deliveries_[0]))


@pytest.mark.parametrize(
    ("script", "result", "retryable", "down"),
    [
        ({}, "SENT", False, False),
        ({"RCPT": "550 no such user"}, "FAILED", False, False),
        ({"RCPT": "450 try later"}, "FAILED", True, False),
        ({"MAIL": "550 not from you"}, "FAILED", False, False),
        ({"DATA": "451 busy"}, "FAILED", True, False),
        ({"DATA_END": "554 looks like spam"}, "FAILED", False, False),
        ({"DATA_END": None}, "UNKNOWN", False, False),
    ],
)
def test_send_tells_what_the_server_said(settings, script, result, retryable, down):
    with mail_server(settings, **script):
        carrier = EmailCarrier()
        outcome = sent_by(carrier)
        carrier.close()
    assert (outcome.result, outcome.retryable, outcome.down) == (AttemptOutcome(result), retryable, down)


def test_send_without_a_server_is_a_failure_that_may_pass(settings):
    with mail_server(settings):
        pass  # its port is free again
    outcome = sent_by(EmailCarrier())
    assert (outcome.result, outcome.retryable, outcome.down) == ("FAILED", True, True)


def test_send_uses_one_connection_for_a_run(settings):
    with mail_server(settings) as mails:
        carrier = carrier_of("EMAIL")
        sent_by(carrier)
        connection = carrier.connection.connection
        sent_by(carrier)
        assert carrier.connection.connection is connection
        carrier.close()
    assert len(mails) == 2


def test_outbox_keeps_a_mail_once_per_key():
    (made,) = told(StaffFactory())
    for _ in range(2):
        carrier_of("EMAIL").send(made.deliveries_[0], rendered(made.deliveries_[0]))
    assert OutboxMessage.objects.count() == 1


def test_outbox_takes_every_mail_of_the_house():
    for _ in range(2):
        send_mail("Hello", "text", None, ["x@example.test"], html_message="<p>text</p>")
    kept = OutboxMessage.objects.all()
    assert [(mail.to, mail.subject, mail.text, mail.html) for mail in kept] == [
        ("x@example.test", "Hello", "text", "<p>text</p>")
    ] * 2


def test_bell_has_nothing_to_bring():
    (made,) = told(StaffFactory())
    bell = made.deliveries_[-1]
    carrier = carrier_of("IN_APP")
    assert carrier.send(bell, rendered(bell)).result == "SENT"
    carrier.close()
