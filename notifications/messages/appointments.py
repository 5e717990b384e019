"""What messages about calls and about sessions have in common: a time, facts line by line, links that change it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from notifications.messages.facts import Fact
from notifications.messages.invitations import InvitingMessage
from notifications.messages.links import CALENDARS
from notifications.messages.moments import in_full, in_short


class AppointmentMessage(InvitingMessage, ABC):
    """Its fields are those of a call or of a session: each says for itself which of them must be given.

    add_to_calendar  google, outlook, office365 (or any name to be shown) → address
    """

    starts_at: datetime | None
    ends_at: datetime | None
    add_to_calendar: dict[str, str]

    @property
    def manage_url(self) -> str:
        return self._link("manage")

    @property
    def cancel_url(self) -> str:
        return self._link("cancel", "cancel/")

    @property
    def reschedule_url(self) -> str:
        return self._link("reschedule", "reschedule/")

    @property
    def survey_url(self) -> str:
        return self._link("survey", "survey/")

    @property
    @abstractmethod
    def joining_url(self) -> str:
        """Where it takes place, if that is an address."""

    @abstractmethod
    def _link(self, purpose: str, step: str = "") -> str:
        """An address that opens this and nothing else; empty for readers who may not change it."""

    def words(self) -> dict[str, Any]:
        return {
            "when": in_full(self.starts_at, self.ends_at),
            "when_short": in_short(self.starts_at),
            "facts": [fact for fact in self.facts() if fact.text or fact.lines],
            "calendars": [(CALENDARS.get(name, name), url) for name, url in self.add_to_calendar.items()],
            "manage_url": self.manage_url,
            "cancel_url": self.cancel_url,
            "reschedule_url": self.reschedule_url,
        }

    def facts(self) -> Iterator[Fact]:
        """What it is, line by line; lines without a text are left out."""
        yield Fact(_("When"), in_full(self.starts_at, self.ends_at))
        yield from self.about()

    def about(self) -> Iterator[Fact]:
        """Everything but the time."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Moved(AppointmentMessage):
    """`was_at` is the time that no longer counts."""

    was_at: datetime | None = None

    def facts(self) -> Iterator[Fact]:
        yield Fact(_("New time"), in_full(self.starts_at, self.ends_at))
        yield Fact(_("Before"), in_full(self.was_at))
        yield from self.about()


class Outside(AppointmentMessage):
    """Read by whoever it was agreed with, or by somebody who shall join."""

    @property
    def url(self) -> str:
        return self.manage_url or self.joining_url


class Joining(Outside):
    """It leads to where it takes place, if it can."""

    @property
    def url(self) -> str:
        return self.joining_url or self.manage_url


class Survey(Outside):
    """It asks how it was."""

    @property
    def url(self) -> str:
        return self.survey_url

    def words(self) -> dict[str, Any]:
        return super().words() | {"survey_url": self.survey_url}
