"""Sends text messages: POST /2010-04-01/Accounts/{AccountSid}/Messages.json, form-encoded, HTTP Basic.

Twilio honours no key of ours: after a timeout nobody knows whether the message was taken, and the alert is repeated.
The status callback carries our delivery's key, so that a report of the first one stops the repeat.
"""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from core import clock
from core.http import CANNOT_CONNECT, HTTPError, Response, client
from notifications import conf
from notifications.models import Delivery
from notifications.ports import Outcome
from notifications.rendering import Rendered

#: Twilio keeps trying a phone that is off for so long, in seconds; later nobody is helped by an alert
VALID_SECONDS = 4 * 3600
LEAST_VALID, MOST_VALID = 1, 36_000
#: error codes: the recipient answered STOP; too many requests; our credentials are wrong
OPTED_OUT, TOO_MANY, NOT_US = 21610, 20429, 20003
MOST_PATIENCE = timedelta(hours=1)


class TwilioCarrier:
    def __init__(self) -> None:
        self.http = client("twilio", trusted=True, total_seconds=conf.PROVIDER_TIMEOUT.total_seconds())
        account = settings.TWILIO_ACCOUNT_SID
        self.url = f"{settings.TWILIO_URL}/2010-04-01/Accounts/{account}/Messages.json"
        self.auth = (account, settings.TWILIO_AUTH_TOKEN)

    def send(self, delivery: Delivery, message: Rendered) -> Outcome:
        form = form_of(delivery, message, at=clock.now())
        try:
            response = self.http.post(self.url, data=form, auth=self.auth)
        except CANNOT_CONNECT as problem:
            return Outcome.failed(repr(problem), retryable=True, down=True)
        except HTTPError as problem:
            return Outcome.unknown(repr(problem))
        return judged(response)

    def close(self) -> None:
        self.http.close()


def form_of(delivery: Delivery, message: Rendered, *, at: datetime) -> dict[str, str]:
    left = (delivery.expires_at - at).total_seconds() if delivery.expires_at else VALID_SECONDS
    sender = settings.TWILIO_FROM
    return {
        "To": delivery.address,
        "MessagingServiceSid" if sender.startswith("MG") else "From": sender,
        "Body": message.sms,
        "StatusCallback": f"{settings.BASE_URL}{reverse('twilio_status')}?{urlencode({'delivery': delivery.key})}",
        "ValidityPeriod": str(int(min(max(left, LEAST_VALID), MOST_VALID))),
    }


def judged(response: Response) -> Outcome:
    """Taken (2xx), refused for now or for good (4xx), or nobody knows (5xx, or an answer that is none)."""
    body = _json(response)
    code = body.get("code")
    words = f"{response.status_code} {code or ''} {body.get('message') or response.text[:200]}"
    if response.is_success:
        return Outcome.sent(str(body["sid"]), f"{body.get('status')}") if body.get("sid") else Outcome.unknown(words)
    if code == OPTED_OUT:
        return Outcome.stopped(words)
    if response.status_code == 429 or code == TOO_MANY:
        return Outcome.failed(words, retryable=True, down=True, not_before=_patience(response))
    if response.status_code == 401 or code == NOT_US:
        return Outcome.failed(words, retryable=True, down=True)  # our mistake, not this message's
    if response.status_code == 503:
        return Outcome.failed(words, retryable=True, down=True, not_before=_patience(response))
    if response.is_client_error:
        return Outcome.failed(words, retryable=False)
    return Outcome.unknown(words)


def _json(response: Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _patience(response: Response) -> timedelta:
    text = response.headers.get("Retry-After", "")
    return min(timedelta(seconds=int(text)), MOST_PATIENCE) if text.isdecimal() and len(text) < 9 else timedelta(0)
