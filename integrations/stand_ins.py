"""Every stand-in of this house in one process, for a demo world: what they take appears in /dev/outbox.

    uvicorn integrations.stand_ins:application

Twilio answers under /twilio, the push service under /push, Zoom, Teams and Meet under /meetings; calendars are
published under /calendars.
"""

from typing import Any
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402  (after the settings are loaded)
from django.db import connection  # noqa: E402

from integrations.asgi import mounted  # noqa: E402
from integrations.ics.stand_in import CalendarsStandIn, a_weeks_appointments  # noqa: E402
from integrations.meetings.stand_in import MeetingsStandIn  # noqa: E402
from integrations.twilio.stand_in import TwilioStandIn  # noqa: E402
from integrations.web_push.stand_in import PushStandIn  # noqa: E402
from notifications.enums import Channel  # noqa: E402
from notifications.models import OutboxMessage  # noqa: E402


def _keep(key: str, channel: str, to: str, subject: str, text: str) -> None:
    try:
        OutboxMessage.objects.create(key=key, channel=channel, to=to, subject=subject[:500], text=text)
    finally:
        connection.close()  # threads come and go


def keep_text(message: dict[str, str]) -> None:
    _keep(message["sid"], Channel.SMS, message["To"], message["Body"], message["Body"])


def keep_push(browser: str, message: dict[str, Any]) -> None:
    title, body = message["title"], message.get("body", "")
    _keep(f"push-{uuid4().hex}", Channel.PUSH, browser, f"{title}: {body}" if body else title, message["url"])


def played(given: dict[str, str]) -> dict[str, str]:
    """The settings of a provider that is played here; none when the provider itself is asked."""
    return given if given["URL"].endswith("/meetings") else {}


twilio = TwilioStandIn(settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, keep=keep_text)
push = PushStandIn(keep=keep_push)
calendars = CalendarsStandIn(make=a_weeks_appointments)
meetings = MeetingsStandIn(zoom=played(settings.ZOOM), teams=played(settings.TEAMS), google=played(settings.GOOGLE))
application = mounted(twilio=twilio, push=push, calendars=calendars, meetings=meetings)
