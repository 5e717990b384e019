"""A push service and the browsers that trust it.

It judges what a real one judges: TTL, encoding, size, the signed token with its audience and age. Each browser's keys
follow from its name, so that a world can hold subscriptions before the service runs.
"""

import asyncio
import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from integrations.asgi import Answer, Request, StandIn
from integrations.web_push.encryption import CURVE, b64decode, b64encode, decrypt, point_of, private_key

LARGEST = 4096
OLDEST = 24 * 3600

Keep = Callable[[str, dict[str, Any]], None]


def browser_key(name: str) -> ec.EllipticCurvePrivateKey:
    return private_key(hashlib.sha256(f"key of {name}".encode()).digest())


def browser_auth(name: str) -> bytes:
    return hashlib.sha256(f"secret of {name}".encode()).digest()[:16]


def subscription(service: str, name: str) -> dict[str, Any]:
    """What PushManager.subscribe() gives in that browser."""
    return {
        "endpoint": f"{service}/send/{name}",
        "expirationTime": None,
        "keys": {"p256dh": b64encode(point_of(browser_key(name))), "auth": b64encode(browser_auth(name))},
    }


@dataclass
class PushStandIn(StandIn):
    """`shown` is what arrived, oldest first; `waiting` what each browser that is off will get, by topic.

    off   browsers that are off: their messages wait, and a later one replaces an earlier one of its topic
    gone  browsers that have unsubscribed
    says  statuses to answer instead of taking a message, each once
    """

    keep: Keep = lambda browser, message: None
    off: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    says: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[str, dict[str, Any]]] = []
        self.waiting: dict[tuple[str, str], dict[str, Any]] = {}

    async def answer(self, request: Request) -> Answer:
        _, _, browser = request.path.partition("/send/")
        if request.method != "POST" or not browser:
            return Answer(404, b"no such subscription")
        if self.says:
            return Answer(self.says.pop(0), b"later", {"retry-after": "7"})
        if browser in self.gone:
            return Answer(410, b"unsubscribed")
        if problem := _refusal(request):
            return Answer(*problem)
        try:
            message = json.loads(decrypt(request.body, browser_key(browser), browser_auth(browser)))
        except (InvalidTag, ValueError):
            return Answer(400, b"cannot be read by this browser")
        topic = request.headers.get("topic", "")
        if browser in self.off:
            self.waiting[browser, topic] = message
        else:
            self.shown.append((browser, message))
            await asyncio.to_thread(self.keep, browser, message)
        number = len(self.requests)
        return Answer(201, b"", {"location": f"http://{request.headers['host']}/message/{number}"})

    def wake(self, browser: str) -> None:
        """The browser is on again and gets what waits."""
        self.off.discard(browser)
        for key in [key for key in self.waiting if key[0] == browser]:
            self.shown.append((browser, self.waiting.pop(key)))


def _refusal(request: Request) -> tuple[int, bytes] | None:
    headers = request.headers
    if not headers.get("ttl", "").isdecimal():
        return 400, b"TTL is required"
    if headers.get("content-encoding") != "aes128gcm":
        return 400, b"Content-Encoding must be aes128gcm"
    if len(request.body) > LARGEST:
        return 413, b"too large"
    if len(headers.get("topic", "")) > 32:
        return 400, b"Topic is too long"
    return _token_refusal(headers.get("authorization", ""), f"http://{headers['host']}")


def _token_refusal(given: str, audience: str) -> tuple[int, bytes] | None:
    scheme, _, rest = given.partition(" ")
    parts = dict(part.strip().partition("=")[::2] for part in rest.split(","))
    if scheme != "vapid" or not {"t", "k"} <= set(parts):
        return 401, b"no VAPID token"
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, b64decode(parts["k"]))
        claims = jwt.decode(parts["t"], key, algorithms=["ES256"], audience=audience, options={"require": ["exp"]})
    except (ValueError, jwt.PyJWTError) as problem:
        return 403, repr(problem).encode()
    if claims["exp"] - time.time() > OLDEST or not str(claims.get("sub", "")).startswith(("mailto:", "https:")):
        return 403, b"exp too far ahead, or no sub"
    return None
