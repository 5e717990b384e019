"""The stand-ins of a demo world: what they take stands in the local outbox."""

import pytest
from django.core.management import CommandError, call_command

from integrations.asgi import served
from notifications.models import Delivery, Device, OutboxMessage
from notifications.sending import send_due
from notifications.tests.factories import ship_rules, told
from workforce.tests.factories import StaffFactory


@pytest.fixture
def outside(settings):
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM = "AC1", "secret", "+15005550006"
    settings.CARRIERS = settings.CARRIERS | {
        "SMS": "integrations.twilio.client.TwilioCarrier",
        "PUSH": "integrations.web_push.client.WebPushCarrier",
    }
    from integrations import stand_ins

    stand_ins.twilio.account, stand_ins.twilio.token = "AC1", "secret"
    stand_ins.twilio.behaviour.words = ()
    with served(stand_ins.application) as address:
        settings.TWILIO_URL = f"{address}/twilio"
        yield address


@pytest.mark.django_db(transaction=True)
def test_what_the_stand_ins_take_stands_in_the_outbox(outside):
    ship_rules()
    ann = StaffFactory(user__email="ann@demo.test", user__phone="+12125550123")
    call_command("stand_in_browsers", f"{outside}/push")
    told(ann, channels=["SMS", "PUSH"])
    for channel in ("SMS", "PUSH"):
        send_due(channel)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"SENT"}
    text, push = OutboxMessage.objects.order_by("-channel")
    assert (text.channel, text.to) == ("SMS", "+12125550123")
    assert text.text.startswith("New lead for you")
    assert (push.channel, push.to) == ("PUSH", "ann")
    assert push.subject == "New lead for you: John Doe - John's Fine Dining LLC"


@pytest.mark.django_db
def test_browsers_move_with_their_service(settings):
    StaffFactory(user__email="ann@demo.test")
    for port in (1, 2, 2):
        call_command("stand_in_browsers", f"http://127.0.0.1:{port}/push")
    assert Device.objects.get().endpoint == "http://127.0.0.1:2/push/send/ann"
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("stand_in_browsers", "http://127.0.0.1:3/push")
    assert Device.objects.get().endpoint == "http://127.0.0.1:2/push/send/ann"
