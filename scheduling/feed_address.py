"""The secret in the address of a calendar: 256 bits, shown once, of which only the digest is kept.

One guess in the dark costs as much as any other, so no slow hash is needed.
"""

import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewAddress:
    url: str  # shown once
    digest: bytes


def new_address() -> NewAddress:
    token = secrets.token_urlsafe(SECRET_BYTES)
    return NewAddress(settings.BASE_URL + reverse("calendar_file", args=[token]), digest_of(token))


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
