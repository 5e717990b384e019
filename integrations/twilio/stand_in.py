"""Twilio's messages as far as we use them: paths, HTTP Basic, error codes, status callbacks, signed answers.

Numbers with a meaning are Twilio's own magic ones (twilio.com/docs/iam/test-credentials).
"""

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from core.http import client
from core.phone import to_e164
from integrations.asgi import Answer, Request, StandIn
from integrations.twilio.signature import signature
from notifications.rules.segments import size_of

PATH = "/2010-04-01/Accounts/{}/Messages"
LONGEST = 1600
MAGIC = {
    "+15005550001": (21211, "The 'To' number is not a valid phone number."),
    "+15005550002": (21612, "The 'To' number is not currently reachable."),
    "+15005550003": (21408, "Permission to send an SMS has not been enabled for the region."),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (21614, "'To' number is not a valid mobile number"),
}
#: taken, and cannot be delivered afterwards (error 30003, unreachable handset)
UNREACHABLE = "+15005550010"

Keep = Callable[[dict[str, str]], None]


@dataclass
class Behaviour:
    """busy     answer so many requests with 429
    silent   take the message and hang up, so many times
    words    the status callbacks of a message, in the order in which they are sent
    twice    send each callback twice
    at_once  call back before the request is answered
    """

    busy: int = 0
    silent: int = 0
    words: tuple[str, ...] = ("sent", "delivered")
    twice: bool = False
    at_once: bool = False


@dataclass
class TwilioStandIn(StandIn):
    """`messages` is what it took, oldest first; `keep` hears of each."""

    account: str
    token: str
    keep: Keep = lambda message: None
    behaviour: Behaviour = field(default_factory=Behaviour)

    def __post_init__(self) -> None:
        super().__init__()
        self.messages: list[dict[str, str]] = []
        self.stopped: set[str] = set()
        self.called_back: list[tuple[str, int]] = []

    async def answer(self, request: Request) -> Answer:
        path = PATH.format(self.account)
        if not self._is_authentic(request):
            return _error(401, 20003, "Authenticate")
        if request.method == "POST" and request.path == f"{path}.json":
            return await self._create(request.form)
        if request.method == "GET" and request.path.startswith(f"{path}/"):
            sid = request.path.removeprefix(f"{path}/").removesuffix(".json")
            found = [message for message in self.messages if message["sid"] == sid]
            return Answer.json(200, self._json(found[0])) if found else _error(404, 20404, "Not found")
        return _error(404, 20404, f"The requested resource {request.path} was not found")

    async def _create(self, form: dict[str, str]) -> Answer:
        if self.behaviour.busy:
            self.behaviour.busy -= 1
            return _error(429, 20429, "Too Many Requests", **{"retry-after": "2"})
        if refused := self._refusal(form):
            return _error(400, *refused)
        message = {**form, "sid": f"SM{uuid4().hex}", "status": "queued", "created": formatdate()}
        self.messages.append(message)
        await asyncio.to_thread(self.keep, message)
        if self.behaviour.at_once:
            await self._call_back(message)
        else:
            self.later(self._call_back(message))
        if self.behaviour.silent:
            self.behaviour.silent -= 1
            return Answer(hang_up=True)
        return Answer.json(201, self._json(message))

    def _refusal(self, form: dict[str, str]) -> tuple[int, str] | None:
        to, body = form.get("To", ""), form.get("Body", "")
        if not to:
            return 21604, "A 'To' phone number is required."
        if not form.get("From") and not form.get("MessagingServiceSid"):
            return 21603, "A 'From' phone number is required."
        if not body:
            return 21602, "Message body is required."
        if len(body) > LONGEST:
            return 21617, "The concatenated message body exceeds the 1600 character limit."
        if not 1 <= int(form.get("ValidityPeriod", "14400")) <= 36_000:
            return 21621, "ValidityPeriod is out of range."
        if to in self.stopped:
            return MAGIC["+15005550004"]
        if to in MAGIC:
            return MAGIC[to]
        return None if to == UNREACHABLE or _is_number(to) else MAGIC["+15005550001"]

    async def _call_back(self, message: dict[str, str]) -> None:
        words = ("sent", "undelivered") if message["To"] == UNREACHABLE else self.behaviour.words
        for word in words:
            form = {
                "MessageSid": message["sid"],
                "SmsSid": message["sid"],
                "MessageStatus": word,
                "SmsStatus": word,
                "To": message["To"],
                "From": message.get("From", ""),
                "AccountSid": self.account,
                "ApiVersion": "2010-04-01",
            }
            if word in {"undelivered", "failed"}:
                form["ErrorCode"] = "30003"
            message["status"] = word
            for _ in range(2 if self.behaviour.twice else 1):
                await asyncio.to_thread(self.call, message.get("StatusCallback", ""), form)

    def call(self, url: str, form: dict[str, str], token: str | None = None) -> int:
        """A signed call to a webhook; returns the status, 0 when there was none."""
        if not url:
            return 0
        body = urlencode(form).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature(token or self.token, url, form.items()),
        }
        with client("twilio-stand-in", trusted=True) as http:
            status = http.post(url, content=body, headers=headers).status_code
        self.called_back.append((form.get("MessageStatus", ""), status))
        return status

    def text_from(self, number: str, body: str, url: str) -> int:
        """Somebody answers: Twilio keeps STOP itself too, and tells us at `url`."""
        word = body.strip().upper()
        if word in {"STOP", "START"}:
            (self.stopped.add if word == "STOP" else self.stopped.discard)(number)
        return self.call(url, {"MessageSid": f"SM{uuid4().hex}", "From": number, "To": "+15005550006", "Body": body})

    def _is_authentic(self, request: Request) -> bool:
        wanted = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        return request.headers.get("authorization") == f"Basic {wanted}"

    def _json(self, message: dict[str, str]) -> dict[str, Any]:
        return {
            "sid": message["sid"],
            "account_sid": self.account,
            "to": message["To"],
            "from": message.get("From"),
            "messaging_service_sid": message.get("MessagingServiceSid"),
            "body": message["Body"],
            "status": message["status"],
            "num_segments": str(size_of(message["Body"]).segments),
            "direction": "outbound-api",
            "api_version": "2010-04-01",
            "price": None,
            "error_code": None,
            "error_message": None,
            "date_created": message["created"],
            "uri": f"{PATH.format(self.account)}/{message['sid']}.json",
        }


def _error(status: int, code: int, message: str, **headers: str) -> Answer:
    body = {"code": code, "message": message, "more_info": f"https://www.twilio.com/docs/errors/{code}"}
    return Answer.json(status, body | {"status": status}, **headers)


def _is_number(text: str) -> bool:
    try:
        return to_e164(text) == text
    except ValueError:
        return False
