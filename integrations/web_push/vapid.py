"""Who we are to a push service: a token signed with our key (RFC 8292)."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import jwt
from django.conf import settings

from integrations.web_push.encryption import b64decode, b64encode, point_of, private_key

#: at most 24 hours; services whose clock is off refuse a token at the very limit
LIFE = timedelta(hours=12)


def authorization(endpoint: str, *, at: datetime) -> str:
    """The header for one push service: good for every subscription of the same origin."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": at + LIFE, "sub": settings.VAPID_SUBJECT}
    key = private_key(b64decode(settings.VAPID_PRIVATE_KEY))
    return f"vapid t={jwt.encode(claims, key, algorithm='ES256')}, k={b64encode(point_of(key))}"
