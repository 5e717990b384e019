"""Messages to browsers against a push service over real HTTP."""

from datetime import timedelta

import pytest
import time_machine

from core.clock import now
from core.http import Response
from integrations.tests.conftest import browser, stand, tell
from integrations.web_push import client
from integrations.web_push.encryption import encrypt, point_of
from integrations.web_push.stand_in import browser_auth, browser_key
from integrations.web_push.vapid import authorization
from notifications import conf
from notifications.actions import remove_device
from notifications.models import Delivery, DeliveryAttempt, Device
from notifications.sending import rendered, send_due
from notifications.tests.factories import told
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.usefixtures("rules")


# -- sending -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_message_is_shown_in_every_browser(push, ann):
    for name in ("desk", "phone"):
        browser(ann, push.address, name)
    made, delivery = tell(ann, priority="URGENT", overrides={"custom_message": "12 locations"})
    assert send_due("PUSH") == 1
    assert stand(delivery) == ("SENT", "")
    assert delivery.provider_id == f"{push.address}/message/1"
    message = {
        "tag": made.about_id.hex,
        "id": made.public_id,
        "url": rendered(delivery).url,
        "title": made.subject,
        "body": "12 locations",
        "urgent": True,
    }
    assert push.shown == [("desk", message), ("phone", message)]
    headers = push.requests[0].headers
    assert (headers["ttl"], headers["urgency"], headers["topic"]) == ("14400", "high", made.about_id.hex)
    assert DeliveryAttempt.objects.get().answer.startswith("2 of 2: 201")


@pytest.mark.django_db
def test_browser_that_is_gone_is_forgotten(push, ann):
    kept, gone = browser(ann, push.address, "desk"), browser(ann, push.address, "phone")
    push.gone.add("phone")
    _, delivery = tell(ann)
    send_due("PUSH")
    assert stand(delivery) == ("SENT", "")
    assert list(Device.objects.all()) == [kept]
    assert remove_device(gone, at=now()) is False


@pytest.mark.django_db
def test_last_browser_that_is_gone_ends_it(push, ann):
    browser(ann, push.address, "desk")
    push.gone.add("desk")
    _, delivery = tell(ann)
    send_due("PUSH")
    assert stand(delivery) == ("FAILED", "REFUSED")
    assert Device.objects.count() == 0
    assert [one.state for one in told(ann, channels=["PUSH"])[0].deliveries_] == ["SKIPPED", "SENT"]


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "state"), [(429, "QUEUED"), (503, "QUEUED"), (413, "FAILED"), (403, "FAILED")])
def test_answer_of_the_service_decides(push, ann, status, state):
    browser(ann, push.address, "desk")
    push.says = [status]
    _, delivery = tell(ann)
    send_due("PUSH")
    assert stand(delivery)[0] == state
    assert Device.objects.count() == 1


@pytest.mark.django_db
def test_one_browser_that_is_told_is_enough(push, ann):
    for name in ("desk", "phone"):
        browser(ann, push.address, name)
    push.says = [503]
    _, delivery = tell(ann)
    send_due("PUSH")
    assert stand(delivery) == ("SENT", "")
    assert [name for name, _ in push.shown] == ["phone"]


@pytest.mark.django_db
def test_service_that_is_away_or_silent(push, ann, settings, monkeypatch):
    device = browser(ann, "http://127.0.0.1:9", "desk")
    _, delivery = tell(ann)
    send_due("PUSH")
    assert stand(delivery) == ("QUEUED", "")
    assert DeliveryAttempt.objects.get().outcome == "FAILED"
    monkeypatch.setattr(client, "SECONDS", 0.2)

    async def never(request):
        import asyncio

        await asyncio.sleep(5)

    push.answer = never
    Device.objects.filter(pk=device.pk).update(endpoint=f"{push.address}/send/desk")
    Delivery.objects.filter(pk=delivery.pk).update(next_try_at=now())
    send_due("PUSH")
    assert DeliveryAttempt.objects.latest("id").outcome == "UNKNOWN"


@pytest.mark.django_db
def test_address_that_we_do_not_call_is_removed(push, ann, settings):
    browser(ann, push.address, "desk")
    settings.OUTBOUND_ALLOW_LOOPBACK = False
    _, delivery = tell(ann)
    send_due("PUSH")
    assert stand(delivery) == ("FAILED", "REFUSED")
    assert (Device.objects.count(), push.requests) == (0, [])


@pytest.mark.django_db
def test_later_message_about_the_same_replaces_one_that_waits(push, ann):
    browser(ann, push.address, "phone")
    push.off.add("phone")
    tell(ann)
    tell(ann, overrides={"subject": "Newer"})
    send_due("PUSH")
    push.wake("phone")
    assert [message["title"] for _, message in push.shown] == ["Newer"]


@pytest.mark.django_db
def test_message_is_kept_until_it_expires(push, ann):
    browser(ann, push.address, "desk")
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False):
        _, delivery = tell(ann, expires_at=now() + timedelta(minutes=2))
        assert client.headers_of(delivery, at=now())["TTL"] == "120"


def test_patience_is_what_the_service_asks():
    answer = client.judged(Response(429, headers={"Retry-After": "7"}))
    assert (answer.retryable, answer.not_before) == (True, timedelta(seconds=7))
    assert client.judged(Response(429, headers={"Retry-After": "soon"})).not_before == timedelta(0)
    assert client.together([]).answer == "No browser is left."


@pytest.mark.django_db
def test_person_keeps_their_newest_browsers_and_one_belongs_to_whoever_subscribed_last(push, ann):
    for number in range(conf.MOST_DEVICES + 2):
        browser(ann, push.address, f"browser{number}")
    assert sorted(row.name for row in Device.objects.of(ann.pk)) == [
        f"browser{number}" for number in range(2, conf.MOST_DEVICES + 2)
    ]
    bob = StaffFactory()
    browser(bob, push.address, "browser9")
    assert [row.name for row in Device.objects.of(bob.pk)] == ["browser9"]
    assert Device.objects.of(ann.pk).count() == conf.MOST_DEVICES - 1


def test_service_judges_as_a_real_one_does(push):
    from core.http import client as http_client

    address, at = f"{push.address}/send/desk", now()
    body = encrypt(b"{}", point_of(browser_key("desk")), browser_auth("desk"))
    good = {
        "TTL": "0",
        "Content-Encoding": "aes128gcm",
        "Authorization": authorization(address, at=at),
    }
    with http_client("push", trusted=True) as http:
        assert http.post(address, content=body, headers=good).status_code == 201
        assert http.get(address).status_code == 404
        for change, status in (
            ({"TTL": "soon"}, 400),
            ({"Content-Encoding": "gzip"}, 400),
            ({"Topic": "x" * 33}, 400),
            ({"Authorization": "WebPush x"}, 401),
            ({"Authorization": authorization("https://other.example/", at=at)}, 403),
            ({"Authorization": authorization(address, at=at + timedelta(days=1))}, 403),
        ):
            assert http.post(address, content=body, headers=good | change).status_code == status
        assert http.post(address, content=b"x" * 4097, headers=good).status_code == 413
        assert http.post(address, content=body[:-1] + b"x", headers=good).status_code == 400
