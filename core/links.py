"""Links of mails: whoever holds one may do one thing with one object, without logging in, and nothing is stored.

A token is the object's key, a version and a signature over both and the purpose. The object keeps the version that
counts: raising it revokes every link that went out before. A link of one purpose opens nothing else, and who may read
the database cannot make one.
"""

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "core.links"
HIGHEST_VERSION = 2**32 - 1
DIGITS = 6
_KEY, _VERSION = 16, 4
_SIGNED = _KEY + _VERSION
_SIZE = _SIGNED + hashlib.sha256().digest_size
LENGTH = -(-_SIZE * 4 // 3)  # of every token, in characters
_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{LENGTH}}}")


@dataclass(frozen=True, slots=True)
class Link:
    """What a token says. The reader still has to ask whether that version counts."""

    key: UUID
    version: int


def link_token(purpose: str, key: UUID, version: int) -> str:
    """The token, safe in an address as it is.

    purpose  what it opens, such as "call.cancel"; never part of the token
    version  from 0 to HIGHEST_VERSION
    """
    signed = key.bytes + version.to_bytes(_VERSION, "big")
    return _written(signed + _signature(purpose, signed, settings.SECRET_KEY))


def read_link(purpose: str, token: object) -> Link | None:
    """What stands in a token of this purpose; None for any other text. Tokens of a former SECRET_KEY count as long as
    it stands in SECRET_KEY_FALLBACKS."""
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        return None
    data = urlsafe_b64decode(token + "=" * (-LENGTH % 4))
    if _written(data) != token:  # the last letter's spare bits: one object, version and purpose have one token
        return None
    signed, signature = data[:_SIGNED], data[_SIGNED:]
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    # every secret is tried, whichever fits: the time tells nothing
    fitting = [constant_time_compare(_signature(purpose, signed, secret), signature) for secret in secrets]
    if not any(fitting):
        return None
    return Link(UUID(bytes=signed[:_KEY]), int.from_bytes(signed[_KEY:], "big"))


def short_code(purpose: str, key: UUID, version: int) -> str:
    """Six digits to be typed in, for what cannot be a link. As with links nothing is stored: whoever checks counts the
    tries, and raises the version when they are used up, which is also a new code."""
    return _digits(purpose, key, version, settings.SECRET_KEY)


def fits_code(purpose: str, key: UUID, version: int, code: object) -> bool:
    """Whether it is that code, typed with or without blanks."""
    typed = "".join(code.split()) if isinstance(code, str) else ""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    fitting = [constant_time_compare(_digits(purpose, key, version, secret), typed) for secret in secrets]
    return any(fitting)


def _digits(purpose: str, key: UUID, version: int, secret: str | bytes) -> str:
    signed = key.bytes + version.to_bytes(_VERSION, "big")
    number = int.from_bytes(_signature(f"code:{purpose}", signed, secret), "big")
    return f"{number % 10**DIGITS:0{DIGITS}}"


def _written(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _signature(purpose: str, signed: bytes, secret: str | bytes) -> bytes:
    # what is signed has one length, so no other purpose can come to the same bytes
    return salted_hmac(SALT, purpose.encode() + signed, secret=secret, algorithm="sha256").digest()
