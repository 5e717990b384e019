"""Addresses that messages lead to.

Links are signed anew for each writing, so no row holds one; raising an object's link version revokes every link that
went out.
"""

from uuid import UUID

from django.conf import settings

from core.ids import SEPARATOR, parse_public_id
from core.links import link_token
from notifications.messages.base import InvalidMessage

#: the web calendars that an appointment can be added to
CALENDARS = {"google": "Google Calendar", "outlook": "Outlook", "office365": "Office 365"}


def signed_address(place: str, purpose: str, public_id: str, version: int, step: str = "") -> str:
    """Where whoever holds it may do that one thing without logging in. Raises InvalidMessage."""
    return f"{settings.BASE_URL}/{place}/{link_token(purpose, key_of(public_id), version)}/{step}"


def web_address(text: str) -> str:
    """Only a web address is made a link; everything else stays text."""
    is_web = text.startswith(("https://", "http://")) and not any(letter.isspace() for letter in text)
    return text if is_web else ""


def key_of(public_id: str) -> UUID:
    """The key inside, whatever the prefix. Raises InvalidMessage."""
    key = parse_public_id(public_id.rpartition(SEPARATOR)[0], public_id)
    if key is None:
        raise InvalidMessage(f"{public_id!r} is no public id")
    return key
