"""Sends to every browser of a person: POST to the address that the browser's push service gave it (RFC 8030).

A later message about the same thing replaces one that has not arrived yet (Topic) and, in the browser, one that has
(tag). One that was withdrawn is closed the same way.
"""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from core import clock
from core.http import CANNOT_CONNECT, HTTPError, Refused, Response, client
from integrations.web_push.encryption import b64decode, encrypt
from integrations.web_push.vapid import authorization
from notifications.actions import remove_device
from notifications.enums import AttemptOutcome, Priority
from notifications.models import Delivery, Device
from notifications.ports import Outcome
from notifications.rendering import Rendered

#: of one call: all browsers of a person together stay within a sender's lease
SECONDS = 5.0
#: how long a service keeps it for a browser that is off, in seconds
KEPT_SECONDS = 4 * 3600
MOST_KEPT = 28 * 24 * 3600
URGENCY = {Priority.URGENT: "high", Priority.HIGH: "high", Priority.MEDIUM: "normal", Priority.LOW: "low"}
GONE = (404, 410)
MOST_PATIENCE = timedelta(hours=1)


class WebPushCarrier:
    """Addresses come from browsers, so each is guarded as any that users type."""

    def __init__(self) -> None:
        self.http = client("web-push", total_seconds=SECONDS)
        self.tokens: dict[str, str] = {}

    def send(self, delivery: Delivery, message: Rendered) -> Outcome:
        """SENT when one browser's service took it; those that are gone are removed."""
        at = clock.now()
        text = json.dumps(payload_of(delivery, message), separators=(",", ":")).encode()
        headers = headers_of(delivery, at=at)
        member = delivery.notification.recipient_id
        devices = list(Device.objects.of(member)) if member else []  # nobody outside has any
        tries = [self._send(device, text, headers, at) for device in devices]
        return together(tries)

    def _send(self, device: Device, text: bytes, headers: dict[str, str], at: datetime) -> Outcome:
        try:
            body = encrypt(text, b64decode(device.p256dh), b64decode(device.auth))
            signed = headers | {"Authorization": self._authorization(device.endpoint, at)}
            response = self.http.post(device.endpoint, content=body, headers=signed)
        except (ValueError, Refused) as problem:  # no key of a browser, or an address that we do not call
            remove_device(device, at=at)
            return Outcome.failed(repr(problem), retryable=False)
        except CANNOT_CONNECT as problem:
            return Outcome.failed(repr(problem), retryable=True, down=True)
        except HTTPError as problem:
            return Outcome.unknown(repr(problem))
        if response.status_code in GONE:
            remove_device(device, at=at)
        return judged(response)

    def _authorization(self, endpoint: str, at: datetime) -> str:
        origin = "/".join(urlsplit(endpoint)[:2])
        if origin not in self.tokens:
            self.tokens[origin] = authorization(endpoint, at=at)
        return self.tokens[origin]

    def close(self) -> None:
        self.http.close()


def payload_of(delivery: Delivery, message: Rendered) -> dict[str, Any]:
    """What the service worker reads: a message to show, or the name of one to take away."""
    notification = delivery.notification
    about: dict[str, Any] = {"tag": notification.about_id.hex, "id": notification.public_id, "url": message.url}
    if delivery.is_closing:
        return about | {"close": True, "title": message.closing}
    return about | {"title": message.subject, "body": message.note, "urgent": notification.priority == Priority.URGENT}


def headers_of(delivery: Delivery, *, at: datetime) -> dict[str, str]:
    left = int((delivery.expires_at - at).total_seconds()) if delivery.expires_at else KEPT_SECONDS
    return {
        "TTL": str(min(max(left, 0), MOST_KEPT)),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "Urgency": URGENCY[Priority(delivery.notification.priority)],
        "Topic": delivery.notification.about_id.hex,  # 32 letters, as many as are allowed
    }


def judged(response: Response) -> Outcome:
    """201: taken. 404, 410: the browser is gone. 429 and 5xx may pass. The rest is our mistake: nothing repeats it."""
    words = f"{response.status_code} {response.text[:200]}".strip()
    if response.is_success:
        return Outcome.sent(response.headers.get("Location", "")[:200], words)
    wait = _patience(response)
    if response.status_code == 429 or response.is_server_error:
        return Outcome.failed(words, retryable=True, not_before=wait)
    return Outcome.failed(words, retryable=False)


def together(tries: list[Outcome]) -> Outcome:
    """Told on one is told; else whatever still may succeed decides."""
    words = "; ".join(one.answer for one in tries) or "No browser is left."
    sent = [one for one in tries if one.result == AttemptOutcome.SENT]
    if sent:
        return Outcome.sent(sent[0].provider_id or "accepted", f"{len(sent)} of {len(tries)}: {words}")
    if any(one.result == AttemptOutcome.UNKNOWN for one in tries):
        return Outcome.unknown(words)
    again = [one for one in tries if one.retryable]
    return Outcome.failed(
        words,
        retryable=bool(again),
        down=bool(again) and all(one.down for one in again),
        not_before=max((one.not_before for one in again), default=timedelta(0)),
    )


def _patience(response: Response) -> timedelta:
    text = response.headers.get("Retry-After", "")
    return min(timedelta(seconds=int(text)), MOST_PATIENCE) if text.isdecimal() and len(text) < 9 else timedelta(0)
