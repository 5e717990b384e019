"""Who is told: members by their account, everybody else by an address that somebody gave."""

import re
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.conf import settings
from django.utils.translation import get_supported_language_variant

from notifications.messages.base import InvalidMessage

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_ADDRESS = re.compile(r"[^\s@<>,;:\"\x00-\x1f\x7f]+@[^\s@<>,;:\"\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose words a message is written in."""

    name: str
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class Outsider:
    """A customer, a guest, somebody who is invited: as they were known when they were told.

    email     names the person: the same occurrence is told to an address once
    phone     E.164, so that whoever answers STOP is known by it; empty: no text messages
    language  one that is not spoken here is answered in the house's own

    Raises InvalidMessage when nothing can be sent there: input is judged by whoever takes it.
    """

    name: str
    email: str
    phone: str = ""
    language: str = "en"
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.email):
            raise InvalidMessage("an outsider has no address")
        if self.phone and not _NUMBER.fullmatch(self.phone):
            raise InvalidMessage("an outsider's phone is not E.164")

    @property
    def key(self) -> str:
        return self.email.lower()

    @property
    def reader(self) -> Reader:
        try:
            language = get_supported_language_variant(self.language)
        except LookupError:
            language = settings.LANGUAGE_CODE
        return Reader(self.name, language, self.zone)

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(**stored)

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name else self.email
