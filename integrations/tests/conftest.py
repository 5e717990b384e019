"""A Twilio of our own over real HTTP, and the address at which it reaches us."""

from collections.abc import Iterator

import pytest

from integrations.asgi import served
from integrations.twilio.stand_in import TwilioStandIn
from notifications.tests.factories import ship_rules

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
def reachable(settings, live_server) -> str:
    """Our own address, where callbacks arrive."""
    settings.BASE_URL = live_server.url
    ship_rules()
    return live_server.url
