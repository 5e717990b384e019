"""How Twilio signs what it sends us, and how we tell.

X-Twilio-Signature = base64(HMAC-SHA1(auth token, URL as called with its query + each form field, sorted by name, name
and value without anything between)). Source: twilio.com/docs/usage/security.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable


def signature(token: str, url: str, form: Iterable[tuple[str, str]]) -> str:
    """`form` as it was sent: nothing trimmed; a name that comes twice counts twice."""
    text = url + "".join(name + value for name, value in sorted(set(form)))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def is_signed(token: str, url: str, form: Iterable[tuple[str, str]], given: str) -> bool:
    return bool(token) and hmac.compare_digest(signature(token, url, form).encode(), given.encode())
