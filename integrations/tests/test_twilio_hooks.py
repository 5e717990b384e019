"""What Twilio tells us, over real HTTP: signed, repeated, out of order, before our own record, STOP and START."""

import time

import pytest

from core.clock import now
from core.testing import race
from integrations.metrics import REFUSED
from integrations.tests.conftest import TOKEN, stand
from integrations.twilio.signature import is_signed, signature
from integrations.twilio.stand_in import UNREACHABLE
from notifications import conf
from notifications.actions import claim_delivery, release_abandoned, take_report
from notifications.models import Delivery, DeliveryAttempt, DeliveryReport, Suppression
from notifications.sending import send_due
from notifications.tests.factories import told
from workforce.tests.factories import StaffFactory

PHONE = "+12125550123"


def text(phone=PHONE):
    told(StaffFactory(user__phone=phone), channels=["SMS"])
    return Delivery.objects.filter(channel="SMS").latest("id")


def heard(twilio, count):
    """Wait until so many callbacks were answered."""
    deadline = time.monotonic() + 15
    while len(twilio.called_back) < count and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [status for _, status in twilio.called_back] == [204] * count


def test_signature_is_twilios():
    """The example of Twilio's documentation."""
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature("12345", url, form.items()) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert is_signed("12345", url, form.items(), "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert not is_signed("12345", url + "&", form.items(), "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert not is_signed("", url, form.items(), signature("", url, form.items()))
    assert not is_signed("12345", url, form.items(), "é")


@pytest.mark.django_db(transaction=True)
def test_message_is_delivered_when_the_phone_has_it(twilio, reachable):
    delivery = text()
    send_due("SMS")
    heard(twilio, 2)
    assert stand(delivery) == ("DELIVERED", "")
    assert delivery.provider_id == twilio.messages[0]["sid"]
    assert [(row.word, row.state, row.round) for row in delivery.reports.all()] == [
        ("sent", "SENT", 1),
        ("delivered", "DELIVERED", 1),
    ]


@pytest.mark.django_db(transaction=True)
def test_reports_in_any_order_and_twice_end_in_the_same_state(twilio, reachable):
    twilio.behaviour.words, twilio.behaviour.twice = ("delivered", "undelivered", "sent", "queued"), True
    delivery = text()
    send_due("SMS")
    heard(twilio, 8)
    assert stand(delivery) == ("DELIVERED", "")
    assert delivery.reports.count() == 3


@pytest.mark.django_db(transaction=True)
def test_message_that_cannot_be_delivered_is_a_dead_letter(twilio, reachable):
    delivery = text(UNREACHABLE)
    send_due("SMS")
    heard(twilio, 2)
    assert stand(delivery) == ("FAILED", "NOT_DELIVERED")
    assert delivery.reports.get(word="undelivered").error == "30003"
    assert Delivery.objects.dead().get() == delivery


@pytest.mark.django_db(transaction=True)
def test_report_before_our_own_record_counts(twilio, reachable):
    """The phone rings before the provider has answered us."""
    twilio.behaviour.at_once = True
    delivery = text()
    send_due("SMS")
    heard(twilio, 2)
    assert stand(delivery) == ("DELIVERED", "")
    assert DeliveryAttempt.objects.get().outcome == "SENT"


@pytest.mark.django_db(transaction=True)
def test_report_of_a_message_whose_sender_heard_nothing_stops_the_repeat(twilio, reachable):
    twilio.behaviour.silent = 1
    delivery = text()
    send_due("SMS")
    heard(twilio, 2)
    assert stand(delivery) == ("DELIVERED", "")
    Delivery.objects.filter(state="QUEUED").update(next_try_at=now())
    assert send_due("SMS") == 0
    assert len(twilio.messages) == 1


@pytest.mark.django_db(transaction=True)
def test_report_of_a_message_whose_sender_died_stops_the_repeat(twilio, reachable, monkeypatch):
    """Killed between send and record: the lease ends, and the report has said it all."""
    monkeypatch.setattr(conf, "LEASE", conf.LEASE * 0)
    delivery = text()
    claimed = claim_delivery("SMS", at=now())
    take_report(claimed.key, provider_id="SM1", word="sent", state="SENT", at=now())
    assert stand(delivery) == ("SENDING", "")
    assert release_abandoned(at=now()) == 1
    assert stand(delivery) == ("SENT", "")
    assert send_due("SMS") == 0


@pytest.mark.django_db
def test_report_of_an_earlier_round_changes_nothing_and_one_of_nobody_is_ignored():
    delivery = text()
    Delivery.objects.filter(pk=delivery.pk).update(round=2)
    take_report(delivery.public_id, provider_id="SM1", word="delivered", state="DELIVERED", at=now())
    assert stand(delivery) == ("QUEUED", "")
    for key in ("", "nonsense", "dlv_" + "0" * 26):
        assert take_report(key, provider_id="SM1", word="sent", state="SENT", at=now()) is None
    assert DeliveryReport.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_reports_at_the_same_moment_are_kept_once(twilio, reachable):
    delivery = text()
    send_due("SMS")
    heard(twilio, 2)

    def report(_):
        take_report(delivery.key, provider_id="SM1", word="delivered", state="DELIVERED", at=now())

    race(4, report)
    assert DeliveryReport.objects.filter(provider_id="SM1").count() == 1
    assert stand(delivery) == ("DELIVERED", "")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_senders_send_each_message_once(twilio, reachable):
    twilio.behaviour.words = ()
    keys = sorted(text().key for _ in range(8))
    race(2, lambda _: send_due("SMS"))
    assert sorted(one["StatusCallback"].partition("=")[2] for one in twilio.messages) == keys


@pytest.mark.django_db(transaction=True)
def test_unsigned_calls_leave_nothing_but_a_count(twilio, reachable):
    delivery = text()
    url = f"{reachable}/hooks/twilio/status?delivery={delivery.key}"
    before = REFUSED.labels("twilio")._value.get()
    form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
    assert twilio.call(url, form, token="another") == 401
    assert twilio.call(url, form | {str(number): "" for number in range(300)}) == 401
    assert twilio.call(url, form | {"x": "y" * 70_000}) == 413
    assert REFUSED.labels("twilio")._value.get() == before + 2
    assert (stand(delivery), DeliveryReport.objects.count()) == (("QUEUED", ""), 0)
    assert twilio.call(url, form | {"MessageStatus": "queued"}) == 204
    assert (stand(delivery), DeliveryReport.objects.count()) == (("QUEUED", ""), 0)


@pytest.mark.django_db(transaction=True)
def test_stop_is_obeyed_and_start_lifts_it(twilio, reachable):
    url = f"{reachable}/hooks/twilio/inbound"
    assert twilio.text_from(PHONE, " stop ", url) == 200
    assert twilio.text_from(PHONE, "STOP", url) == 200
    assert Suppression.objects.get().why == "Answered STOP"
    assert [row.state for row in told(StaffFactory(user__phone=PHONE), channels=["SMS"])[0].deliveries_] == [
        "SKIPPED",
        "SENT",
    ]
    assert twilio.text_from(PHONE, "What is this about?", url) == 200
    assert twilio.text_from("nobody", "STOP", url) == 200
    assert Suppression.objects.count() == 1
    assert twilio.text_from(PHONE, "Start", url) == 200
    assert Suppression.objects.count() == 0


def test_stand_in_speaks_as_twilio_does(twilio, settings):
    from core.http import client

    where = f"{settings.TWILIO_URL}/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT_SID}/Messages"
    auth = (settings.TWILIO_ACCOUNT_SID, TOKEN)
    good = {"To": PHONE, "From": "+15005550006", "Body": "é" * 200}
    with client("twilio", trusted=True) as http:
        made = http.post(f"{where}.json", data=good, auth=auth)
        assert (made.status_code, made.json()["status"], made.json()["num_segments"]) == (201, "queued", "2")
        assert http.get(f"{where}/{made.json()['sid']}.json", auth=auth).json()["body"] == "é" * 200
        assert http.get(f"{where}/SM0.json", auth=auth).json()["code"] == 20404
        assert http.get(where, auth=auth).status_code == 404
        for change, code in (
            ({"To": ""}, 21604),
            ({"From": ""}, 21603),
            ({"Body": ""}, 21602),
            ({"Body": "x" * 1601}, 21617),
            ({"ValidityPeriod": "0"}, 21621),
            ({"To": "12"}, 21211),
        ):
            refused = http.post(f"{where}.json", data=good | change, auth=auth)
            assert (refused.status_code, refused.json()["code"]) == (400, code)
