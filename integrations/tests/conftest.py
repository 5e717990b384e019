"""Services of our own over real HTTP, the address at which they reach us, and messages for them."""

from collections.abc import Iterator
from typing import Any

import pytest

from config import vapid
from core.actor import SYSTEM
from core.clock import now
from integrations.asgi import served
from integrations.twilio.stand_in import TwilioStandIn
from integrations.web_push.stand_in import PushStandIn, subscription
from notifications.actions import add_device
from notifications.models import Delivery, Device, Notification
from notifications.tests.factories import ship_rules, told
from workforce.models import Staff
from workforce.tests.factories import StaffFactory

ACCOUNT, TOKEN = "AC" + "0" * 32, "12345"


@pytest.fixture
def twilio(settings) -> Iterator[TwilioStandIn]:
    stand_in = TwilioStandIn(ACCOUNT, TOKEN)
    with served(stand_in) as address:
        settings.TWILIO_URL = address
        settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = ACCOUNT, TOKEN
        settings.TWILIO_FROM = "+15005550006"
        settings.CARRIERS = settings.CARRIERS | {"SMS": "integrations.twilio.client.TwilioCarrier"}
        yield stand_in


@pytest.fixture
def push(settings) -> Iterator[PushStandIn]:
    stand_in = PushStandIn()
    with served(stand_in) as address:
        stand_in.address = address
        settings.VAPID_PRIVATE_KEY = vapid.new_key()
        settings.VAPID_SUBJECT = "mailto:ops@switchboard.test"
        settings.CARRIERS = settings.CARRIERS | {"PUSH": "integrations.web_push.client.WebPushCarrier"}
        yield stand_in


def browser(staff: Staff, service: str, name: str) -> Device:
    """The person's subscription in a browser of that name."""
    given = subscription(service, name)
    return add_device(staff, endpoint=given["endpoint"], **given["keys"], name=name, by=SYSTEM, at=now())


@pytest.fixture
def rules(request, _django_db_helper) -> None:
    """Whoever uses the database has the rules of who is told what."""
    if request.node.get_closest_marker("django_db"):
        ship_rules()


@pytest.fixture
def ann() -> Staff:
    staff: Staff = StaffFactory(user__name="Ann")
    return staff


def tell(staff: Staff, **changes: Any) -> tuple[Notification, Delivery]:
    """A message for the person's browsers, not sent yet."""
    (made,) = told(staff, channels=["PUSH"], **changes)
    return made, Delivery.objects.get(notification=made, channel="PUSH")


def stand(delivery: Delivery) -> tuple[str, str]:
    delivery.refresh_from_db()
    return delivery.state, delivery.reason


@pytest.fixture
def reachable(settings, live_server) -> str:
    """Our own address, where callbacks arrive."""
    settings.BASE_URL = live_server.url
    ship_rules()
    return live_server.url
