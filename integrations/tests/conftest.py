"""Services of our own over real HTTP, the address at which they reach us, and messages for them."""

from collections.abc import Iterator
from typing import Any

import pytest

from config import dev_secrets, vapid
from core.actor import SYSTEM
from core.clock import now
from integrations.asgi import served
from integrations.meetings import google_meet, tokens
from integrations.meetings.played.books import Books
from integrations.meetings.stand_in import MeetingsStandIn
from integrations.tests.meetings import provider, wanted
from integrations.twilio.stand_in import TwilioStandIn
from integrations.web_push.stand_in import PushStandIn, subscription
from notifications.actions import add_device
from notifications.models import Delivery, Device, Notification
from notifications.tests.factories import ship_rules, told
from scheduling.ports import Meeting, Meetings
from workforce.models import Staff
from workforce.tests.factories import StaffFactory

ACCOUNT, TOKEN = "AC" + "0" * 32, "12345"
SERVICE_ACCOUNT_KEY = dev_secrets.new_service_account_key()


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


@pytest.fixture(scope="session")
def meeting_places() -> Iterator[tuple[MeetingsStandIn, str]]:
    """Zoom, Microsoft and Google; one server for all tests, since starting it takes longer than a test."""
    stand_in = MeetingsStandIn(
        zoom={"ACCOUNT_ID": "zoom-account", "CLIENT_ID": "zoom-client", "CLIENT_SECRET": "zoom-secret"},
        teams={"TENANT_ID": "tenant", "CLIENT_ID": "teams-client", "CLIENT_SECRET": "teams-secret"},
        google={"SERVICE_ACCOUNT_EMAIL": "bot@house.test", "SERVICE_ACCOUNT_KEY": SERVICE_ACCOUNT_KEY},
    )
    with served(stand_in) as address:
        yield stand_in, address


@pytest.fixture
def outside(settings, monkeypatch, meeting_places) -> Iterator[MeetingsStandIn]:
    """The same with nothing in their books, who know ann@ and o'neill@; no token of an earlier test is left."""
    stand_in, address = meeting_places
    tokens.drop_all()
    monkeypatch.setattr(google_meet, "LOOK_AGAIN_SECONDS", 0)
    stand_in.books = Books(hosts={"ann@house.test", "o'neill@house.test"})
    stand_in.__post_init__()
    at = {"LOGIN_URL": address, "URL": address}
    settings.ZOOM, settings.TEAMS, settings.GOOGLE = stand_in.zoom | at, stand_in.teams | at, stand_in.google | at
    yield stand_in
    stand_in.__dict__.pop("answer", None)  # a test may have answered itself
    tokens.drop_all()


@pytest.fixture
def made(outside, platform) -> Iterator[tuple[Meetings, Meeting]]:
    """Whoever makes meetings of that platform, and one that is made."""
    with provider(platform) as meetings:
        yield meetings, meetings.create(wanted())


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
