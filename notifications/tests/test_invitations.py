"""Invitations in mails: real parts, exactly as they stood, and never the older one after the newer."""

from email import message_from_bytes
from email.policy import default

import pytest
from django.db import transaction

from core.actor import SYSTEM
from core.clock import now
from core.testing import assert_queries, race
from notifications.actions import claim_delivery, notify, release_abandoned, resend_delivery, settle_delivery
from notifications.enums import Kind
from notifications.messages import InvalidMessage
from notifications.models import Delivery, Notification, OutboxMessage
from notifications.ports import Outcome
from notifications.sending import send_due
from notifications.tests.factories import GUEST, MARIA, a_call, call_context, told_of_call
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


def calendar(method="REQUEST", sequence=0, summary="Llamada: facturación"):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT", "UID:call-1@switchboard.test"]
    lines += [f"SEQUENCE:{sequence}", f"SUMMARY:{summary}", "DESCRIPTION:" + "x" * 60, " " + "y" * 60]
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])


def invited(*people, call, text=None, kind=Kind.CALL_CONFIRMED, **changes):
    context = call_context(call, invitation=calendar() if text is None else text)
    return told_of_call(*people, call=call, kind=kind, context=context, **changes)


def cancelled(*people, call):
    return invited(*people, call=call, kind=Kind.CALL_CANCELLED, text=calendar("CANCEL", 1))


def states(notification):
    return dict(notification.deliveries.values_list("channel", "state"))


def sent():
    return [message_from_bytes(bytes(kept.raw), policy=default) for kept in OutboxMessage.objects.order_by("pk")]


# -- the mail ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_invitation_is_an_alternative_and_a_file(method):
    invited(MARIA, call=a_call(), text=calendar(method))
    send_due("EMAIL")
    (mail,) = sent()
    assert mail.get_content_type() == "multipart/mixed"
    body, file = mail.iter_parts()
    assert body.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in body.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    part = list(body.iter_parts())[-1]
    assert dict(part["Content-Type"].params) == {"method": method, "charset": "utf-8"}
    assert part.get_payload(decode=True) == calendar(method).encode()
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    assert file.get_content_disposition() == "attachment"
    assert file.get_payload(decode=True) == calendar(method).encode()


def test_mail_without_an_invitation_has_no_such_part():
    told_of_call(MARIA, call=a_call())
    send_due("EMAIL")
    (mail,) = sent()
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_invitation_is_kept_as_it_stood():
    (made,) = invited(MARIA, call=a_call())
    assert Notification.objects.get(pk=made.pk).context["invitation"] == calendar()


@pytest.mark.parametrize("text", ["BEGIN:VCALENDAR", calendar("PUBLISH"), calendar("REPLY"), "X-METHOD:REQUEST"])
def test_invitation_that_asks_for_nothing_is_refused(text):
    with pytest.raises(InvalidMessage):
        invited(MARIA, call=a_call(), text=text)
    assert Notification.objects.count() == 0


# -- the order ---------------------------------------------------------------------------------------


def test_newer_invitation_withdraws_an_older_one_that_waits():
    call = a_call()
    (asked,) = invited(MARIA, call=call)
    (gone,) = cancelled(MARIA, call=call)
    assert (states(asked), states(gone)) == ({"EMAIL": "WITHDRAWN"}, {"EMAIL": "QUEUED"})
    assert asked.deliveries.get().reason == "NO_LONGER_NEEDED"
    send_due("EMAIL")
    assert [mail.get_body().get_content().count("cancel") > 0 for mail in sent()] == [True]


def test_newer_invitation_leaves_everybody_and_everything_else_alone():
    call, other, staff = a_call(), a_call(), StaffFactory()
    guest, member = invited(GUEST, staff, call=call)
    (elsewhere,) = invited(MARIA, call=other)
    (plain,) = told_of_call(MARIA, call=call)
    cancelled(MARIA, call=call)
    assert [states(one) for one in (guest, elsewhere, plain)] == [{"EMAIL": "QUEUED"}] * 3
    assert states(member) == {"EMAIL": "QUEUED", "IN_APP": "SENT"}


def test_newer_invitation_of_a_member_leaves_the_bell():
    call, staff = a_call(), StaffFactory()
    (asked,) = invited(staff, call=call)
    cancelled(staff, call=call)
    assert states(asked) == {"EMAIL": "WITHDRAWN", "IN_APP": "SENT"}


def test_invitation_takes_one_statement_more():
    call = a_call()
    invited(MARIA, call=call)
    with assert_queries(3):
        cancelled(MARIA, call=call)


def test_newer_invitation_waits_for_an_older_one_that_is_being_sent():
    call = a_call()
    invited(MARIA, call=call)
    older = claim_delivery("EMAIL", at=now())
    (gone,) = cancelled(MARIA, call=call)
    held = claim_delivery("EMAIL", at=now())
    assert (held.notification_id, held.state, held.attempts) == (gone.pk, "QUEUED", 0)
    assert claim_delivery("EMAIL", at=now()) is None  # not before a moment has passed
    settle_delivery(older, Outcome.sent("x"), at=now())
    Delivery.objects.filter(notification=gone).update(next_try_at=now())
    assert claim_delivery("EMAIL", at=now()).state == "SENDING"


def test_older_invitation_whose_try_failed_is_not_tried_after_the_newer():
    call = a_call()
    (asked,) = invited(MARIA, call=call)
    older = claim_delivery("EMAIL", at=now())
    cancelled(MARIA, call=call)
    settle_delivery(older, Outcome.failed("451 busy", retryable=True), at=now())
    Delivery.objects.update(next_try_at=now())
    assert send_due("EMAIL") == 1
    assert states(asked) == {"EMAIL": "EXPIRED"}


def test_older_invitation_whose_sender_died_is_not_sent_after_the_newer():
    call = a_call()
    (asked,) = invited(MARIA, call=call)
    claim_delivery("EMAIL", at=now())
    cancelled(MARIA, call=call)
    Delivery.objects.filter(notification=asked).update(lease_until=now())
    assert release_abandoned(at=now()) == 1
    assert send_due("EMAIL") == 1
    assert states(asked) == {"EMAIL": "EXPIRED"}


def test_older_invitation_that_was_sent_is_not_sent_once_more():
    call = a_call()
    (asked,) = invited(MARIA, call=call)
    send_due("EMAIL")
    cancelled(MARIA, call=call)
    resend_delivery(asked.deliveries.get(), by=SYSTEM, at=now())
    assert send_due("EMAIL") == 1
    assert states(asked) == {"EMAIL": "EXPIRED"}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_cancelling_against_a_sender_never_leaves_the_older_one_waiting():
    calls = [a_call() for _ in range(12)]
    for call in calls:
        invited(MARIA, call=call)

    def act(number):
        if number == 0:
            return [claim_delivery("EMAIL", at=now()) for _ in calls]
        for call in calls:
            with transaction.atomic():
                notify(
                    Kind.CALL_CANCELLED,
                    [MARIA],
                    context=call_context(call, invitation=calendar("CANCEL", 1)),
                    about=call,
                    priority="MEDIUM",
                    by=SYSTEM,
                    at=now(),
                )
        return []

    race(2, act)
    older = Delivery.objects.filter(notification__kind="CALL_CONFIRMED")
    assert set(older.values_list("state", flat=True)) <= {"WITHDRAWN", "SENDING"}
    assert set(older.filter(state="SENDING").filter(expires_at=None)) == set()
    newer = Delivery.objects.filter(notification__kind="CALL_CANCELLED", state="SENDING")
    busy = older.filter(state="SENDING").values("notification__about_id")
    assert newer.filter(notification__about_id__in=busy).count() == 0
