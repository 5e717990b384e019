"""Text messages against the stand-in over real HTTP: what is sent, and what each answer makes of a delivery."""

import socket
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from core.actor import SYSTEM
from core.clock import now
from events.models import DomainEvent
from integrations.tests.conftest import ACCOUNT, stand
from integrations.twilio.client import VALID_SECONDS, _patience, form_of, judged
from integrations.twilio.stand_in import MAGIC
from notifications import conf
from notifications.actions import opt_in, resend_delivery
from notifications.models import Delivery, DeliveryAttempt, Suppression
from notifications.sending import rendered, send_due
from notifications.tests.factories import ship_rules, told
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
PHONE = "+12125550123"


@pytest.fixture(autouse=True)
def rules(db):
    ship_rules()


def text(phone=PHONE, **changes):
    told(StaffFactory(user__phone=phone), channels=["SMS"], **changes)
    return Delivery.objects.filter(channel="SMS").latest("id")


def answers():
    return list(DeliveryAttempt.objects.order_by("id").values_list("outcome", "answer"))


def test_message_is_sent_as_twilio_wants_it(twilio):
    delivery = text()
    assert send_due("SMS") == 1
    assert stand(delivery) == ("SENT", "")
    (taken,) = twilio.messages
    assert delivery.provider_id == taken["sid"]
    assert {name: taken[name] for name in ("To", "From", "Body", "StatusCallback", "ValidityPeriod")} == {
        "To": PHONE,
        "From": "+15005550006",
        "Body": rendered(delivery).sms,
        "StatusCallback": f"{settings.BASE_URL}/hooks/twilio/status?delivery={delivery.key}",
        "ValidityPeriod": str(VALID_SECONDS),
    }
    (request,) = twilio.requests
    assert request.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert answers() == [("SENT", "queued")]


def test_message_of_a_service_names_the_service(twilio, settings):
    settings.TWILIO_FROM = "MG" + "1" * 32
    text()
    send_due("SMS")
    assert twilio.messages[0]["MessagingServiceSid"] == "MG" + "1" * 32
    assert "From" not in twilio.messages[0]


@pytest.mark.parametrize(("left", "seconds"), [(90, "90"), (0, "1"), (90_000, "36000")])
def test_message_is_valid_until_it_expires(twilio, left, seconds):
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    delivery = text()
    delivery.expires_at = at + timedelta(seconds=left)
    assert form_of(delivery, rendered(delivery), at=at)["ValidityPeriod"] == seconds


def test_second_round_has_a_key_of_its_own(twilio):
    delivery = text()
    send_due("SMS")
    resend_delivery(delivery, by=SYSTEM, at=now())
    send_due("SMS")
    assert twilio.messages[1]["StatusCallback"].endswith(f"?delivery={delivery.public_id}-2")


def test_number_that_answered_stop_is_kept_and_not_written_to_again(twilio):
    twilio.stopped.add(PHONE)
    staff = StaffFactory(user__phone=PHONE)
    told(staff, channels=["SMS"])
    told(staff, channels=["SMS"])
    first, second = Delivery.objects.filter(channel="SMS").order_by("id")
    send_due("SMS")
    assert (stand(first), stand(second)) == (("FAILED", "OPTED_OUT"), ("SKIPPED", "OPTED_OUT"))
    assert Suppression.objects.get().address == PHONE
    assert len(twilio.requests) == 1
    (event,) = DomainEvent.objects.filter(name="address.suppressed")
    assert (event.payload, event.personal) == ({"channel": "SMS"}, {"address": PHONE})
    assert opt_in("SMS", PHONE, at=now()) is True
    assert opt_in("SMS", PHONE, at=now()) is False
    assert DomainEvent.objects.filter(name="address.released").count() == 1


def test_busy_provider_is_left_alone_as_long_as_it_asks(twilio):
    twilio.behaviour.busy = 1
    delivery = text()
    send_due("SMS")
    assert stand(delivery) == ("QUEUED", "")
    assert answers() == [("FAILED", "429 20429 Too Many Requests")]
    assert twilio.messages == []


@pytest.mark.parametrize("number", [number for number, (code, _) in MAGIC.items() if code != 21610])
def test_number_that_cannot_be_reached_is_refused_for_good(twilio, number):
    delivery = text(number)
    send_due("SMS")
    assert stand(delivery) == ("FAILED", "REFUSED")
    assert answers()[0][1].startswith(f"400 {MAGIC[number][0]} ")
    assert Suppression.objects.count() == 0


def test_provider_that_takes_it_and_hangs_up_leaves_it_unknown_and_it_is_repeated(twilio):
    twilio.behaviour.silent = 1
    delivery = text()
    send_due("SMS")
    assert stand(delivery) == ("QUEUED", "")
    assert answers()[0][0] == "UNKNOWN"
    Delivery.objects.update(next_try_at=now())
    send_due("SMS")
    assert stand(delivery) == ("SENT", "")
    assert len(twilio.messages) == 2  # nobody could know


def test_silent_provider_is_unknown(twilio, monkeypatch):
    monkeypatch.setattr(conf, "PROVIDER_TIMEOUT", timedelta(seconds=0.2))

    async def never(request):
        import asyncio

        await asyncio.sleep(5)

    twilio.answer = never
    text()
    send_due("SMS")
    assert answers()[0][0] == "UNKNOWN"


def test_wrong_credentials_use_up_nobodys_tries(twilio, settings):
    settings.TWILIO_AUTH_TOKEN = "wrong"
    for _ in range(5):
        text()
    assert send_due("SMS") == conf.DOWN_AFTER
    assert set(Delivery.objects.filter(channel="SMS").values_list("state", flat=True)) == {"QUEUED"}
    assert answers()[0] == ("FAILED", "401 20003 Authenticate")


def test_nobody_there_is_a_failure_that_may_pass(twilio, settings):
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        settings.TWILIO_URL = f"http://127.0.0.1:{line.getsockname()[1]}"
        delivery = text()
        send_due("SMS")
    assert stand(delivery) == ("QUEUED", "")
    assert answers()[0][0] == "FAILED"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (500, b"oops", ("UNKNOWN", False, False)),
        (503, b"", ("FAILED", True, True)),
        (201, b"{}", ("UNKNOWN", False, False)),
        (201, b"[]", ("UNKNOWN", False, False)),
        (400, b"<html>", ("FAILED", False, False)),
    ],
)
def test_answer_is_judged(status, body, outcome):
    from core.http import Response

    found = judged(Response(status, content=body))
    assert (found.result, found.retryable, found.down) == outcome


@pytest.mark.parametrize(("said", "seconds"), [("7", 7), ("", 0), ("soon", 0), ("86400", 3600), ("9" * 30, 0)])
def test_patience_is_what_the_provider_asks_within_reason(said, seconds):
    from core.http import Response

    assert _patience(Response(429, headers={"Retry-After": said})) == timedelta(seconds=seconds)
