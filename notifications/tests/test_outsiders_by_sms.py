"""Text messages to people who have no account here: the same carriers and states as for members, STOP by number."""

from datetime import timedelta

import pytest

from core.actor import SYSTEM
from core.clock import moved, now
from events.models import DomainEvent
from events.timers import fire_due
from notifications.actions import opt_in, opt_out, remind, resend_delivery, take_report
from notifications.enums import Kind, Reminder, ReportedState
from notifications.messages import InvalidMessage
from notifications.models import Delivery, Notification, OutboxMessage, Suppression
from notifications.people import Outsider
from notifications.ports import Outcome
from notifications.sending import send_due
from notifications.tests.factories import GUEST, MARIA, a_session, session_context, told_of_session
from notifications.tests.stand_ins import ScriptedCarrier
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
STOP = "Answered STOP"


def ways(notification):
    rows = notification.deliveries.order_by("channel")
    return [(row.channel, row.address, row.state, row.reason) for row in rows]


def sms(notification):
    return notification.deliveries.get(channel="SMS")


def test_outsider_with_a_number_is_told_by_text_too_where_the_rule_says_so():
    with_phone, without = told_of_session(MARIA, GUEST, session=a_session())
    assert ways(with_phone) == [("EMAIL", MARIA.email, "QUEUED", ""), ("SMS", MARIA.phone, "QUEUED", "")]
    assert ways(without) == [("EMAIL", GUEST.email, "QUEUED", ""), ("SMS", "", "SKIPPED", "NO_ADDRESS")]
    (moved_,) = told_of_session(MARIA, session=a_session(), kind=Kind.SESSION_MOVED)
    assert ways(moved_) == [("EMAIL", MARIA.email, "QUEUED", "")]


def test_text_to_an_outsider_goes_out_in_their_language_and_zone():
    session = a_session()
    context = session_context(session, ic_name="Tom Anderson", for_merchant=True)
    (made,) = told_of_session(MARIA, session=session, context=context)
    assert send_due("SMS") == 1
    kept = OutboxMessage.objects.get(channel="SMS")
    assert kept.to == MARIA.phone
    assert kept.text.startswith(
        "Su sesion de puesta en marcha esta programada para el 10 de octubre a las 09:00 -05 con"
    )
    assert [row[2] for row in ways(made)] == ["QUEUED", "SENT"]
    event = DomainEvent.objects.get(name="delivery.settled")
    assert (event.payload["channel"], event.payload["state"], event.payload["recipient_id"]) == ("SMS", "SENT", "")
    assert MARIA.phone not in str(event.payload)


def test_providers_report_about_a_text_to_an_outsider_is_taken():
    (made,) = told_of_session(MARIA, session=a_session())
    send_due("SMS")
    take_report(sms(made).key, provider_id="SM1", word="delivered", state=ReportedState.DELIVERED, at=now())
    assert sms(made).state == "DELIVERED"


def test_text_to_an_outsider_that_fails_is_tried_again_and_can_be_sent_once_more():
    (made,) = told_of_session(MARIA, session=a_session())
    busy = ScriptedCarrier(Outcome.failed("503", retryable=True))
    assert send_due("SMS", busy) == 1
    assert sms(made).state == "QUEUED"
    Delivery.objects.update(next_try_at=now())
    assert send_due("SMS", ScriptedCarrier(Outcome.failed("21211 no number", retryable=False))) == 1
    assert (sms(made).state, sms(made).reason) == ("FAILED", "REFUSED")
    resend_delivery(sms(made), by=SYSTEM, at=now())
    assert send_due("SMS") == 1
    assert sms(made).state == "SENT"


# -- STOP --------------------------------------------------------------------------------------------


def test_number_that_answered_stop_gets_no_text_and_its_person_still_gets_mails():
    opt_out("SMS", MARIA.phone, why=STOP, at=now())
    (made,) = told_of_session(MARIA, session=a_session())
    assert ways(made) == [("EMAIL", MARIA.email, "QUEUED", ""), ("SMS", MARIA.phone, "SKIPPED", "OPTED_OUT")]
    opt_in("SMS", MARIA.phone, at=now())
    (again,) = told_of_session(MARIA, session=a_session())
    assert sms(again).state == "QUEUED"


def test_stop_counts_for_what_waits_and_for_everybody_behind_the_number():
    (made,) = told_of_session(MARIA, session=a_session())
    opt_out("SMS", MARIA.phone, why=STOP, at=now())
    assert send_due("SMS") == 0
    assert (sms(made).state, sms(made).reason) == ("SKIPPED", "OPTED_OUT")
    partner = Outsider("Pablo", "pablo@customer.test", MARIA.phone)
    member = StaffFactory(user__phone=MARIA.phone)
    told = told_of_session(partner, member, session=a_session())
    assert [(sms(row).state, sms(row).reason) for row in told] == [("SKIPPED", "OPTED_OUT")] * 2


def test_provider_that_knows_of_a_stop_ends_texts_to_that_number():
    (made,) = told_of_session(MARIA, session=a_session())
    assert send_due("SMS", ScriptedCarrier(Outcome.stopped("21610"))) == 1
    assert (sms(made).state, sms(made).reason) == ("FAILED", "OPTED_OUT")
    assert list(Suppression.objects.values_list("channel", "address")) == [("SMS", MARIA.phone)]


@pytest.mark.parametrize(
    "phone", ["+1-212-555-0147", "2125550147", "+0125550147", "+1212", "+1212555014７", "+12125550147\r\nBcc: x"]
)
def test_outsider_whose_number_could_not_be_recognised_is_refused(phone):
    with pytest.raises(InvalidMessage):
        Outsider("Maria", MARIA.email, phone)


# -- later -------------------------------------------------------------------------------------------


def test_reminder_reaches_an_outsider_by_text_alone_when_it_is_asked_for():
    session, at = a_session(), now()
    remind(
        Kind.SESSION_REMINDER,
        [MARIA],
        reminder=Reminder.HALF_HOUR_BEFORE,
        due_at=at + timedelta(hours=1),
        starts_at=at + timedelta(hours=2),
        context=session_context(session, for_merchant=True),
        about=session,
        priority="MEDIUM",
        by=SYSTEM,
        at=at,
        channels=["SMS"],
    )
    with moved(timedelta(hours=1)):
        fire_due()
        assert send_due("SMS") == 1
    assert ways(Notification.objects.get()) == [("SMS", MARIA.phone, "SENT", "")]
    assert OutboxMessage.objects.get().text.startswith("Recordatorio: su sesion")
