"""The text of an API key: `sb_<environment>_<key id>_<secret>_<check sum>`.

Prefix and environment let secret scanners and people recognise a key; the check sum (CRC-32 of all before it) refuses
a mistyped or truncated one without a look into the database. The secret has 256 bits, of which only
HMAC-SHA256(pepper, secret) is stored: one guess in the dark costs as much as any other, so no slow hash is needed.
"""

import hashlib
import hmac
import secrets
import zlib
from dataclasses import dataclass

from django.conf import settings

BRAND = "sb"
KEY_ID_BYTES = 6
SECRET_BYTES = 32
LONGEST = 200


@dataclass(frozen=True, slots=True)
class NewKey:
    key_id: str
    text: str  # shown once
    digest: bytes


def new_key() -> NewKey:
    key_id, secret = secrets.token_hex(KEY_ID_BYTES), secrets.token_hex(SECRET_BYTES)
    body = f"{BRAND}_{settings.ENVIRONMENT}_{key_id}_{secret}"
    return NewKey(key_id, f"{body}_{_checksum(body)}", _digest(secret))


def read_key(text: str) -> tuple[str, bytes] | None:
    """(key id, digest of the secret) of a well-formed key of this environment, else None."""
    body, _, checksum = text.rpartition("_")
    if len(text) > LONGEST or not hmac.compare_digest(checksum.encode(), _checksum(body).encode()):
        return None
    head, key_id, secret = (["", "", "", *body.rsplit("_", 2)])[-3:]
    if head != f"{BRAND}_{settings.ENVIRONMENT}" or not secret:
        return None
    return key_id, _digest(secret)


def _digest(secret: str) -> bytes:
    return hmac.new(settings.API_KEY_PEPPER.encode(), secret.encode(), hashlib.sha256).digest()


def _checksum(body: str) -> str:
    return f"{zlib.crc32(body.encode()):08x}"
