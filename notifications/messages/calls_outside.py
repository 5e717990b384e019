"""What customers, guests and attendees are told about their calls."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext as _

from core.links import short_code
from notifications.enums import Kind
from notifications.messages.appointments import Joining, Moved, Outside, Survey
from notifications.messages.base import Message
from notifications.messages.calls import CallMessage
from notifications.messages.facts import Fact, telephone
from notifications.messages.links import key_of
from notifications.messages.moments import clock_time, in_full, on_its_day

#: where a call is asked for
BOOKING_PATH = "/schedule-call/"
#: what a guest's code is made for, see core.links.fits_code
CODE = "call.guest"


class CallOutside(Outside, CallMessage):
    """Read by whoever asked for the call, or by somebody who shall join it."""

    def facts(self) -> Iterator[Fact]:
        if self.starts_at is None:
            yield Fact(_("We answer by"), in_full(self.answer_by))
            yield Fact(_("Times that suit you"), self.preferred_times)
        yield from super().facts()

    def about(self) -> Iterator[Fact]:
        """What one customer wrote is not passed on to others."""
        yield Fact(_("Topic"), self.topic_in_full if self.for_customer else self.topic_name)
        yield from self.where()
        if self.for_customer and self.contact_method != "IN_PERSON":
            yield telephone(_("Your phone"), self.phone)
        yield Fact(_("With"), self.member_name)
        if self.for_customer:
            yield Fact(_("Your notes"), self.notes)
        yield Fact(_("Number"), self.number)

    @property
    def booking_url(self) -> str:
        return settings.BASE_URL + BOOKING_PATH if self.for_customer else ""


@dataclass(frozen=True, kw_only=True)
class CallConfirmed(CallOutside):
    """Your call stands at starts_at, or, without one, the team will be in touch by answer_by."""

    kind = Kind.CALL_CONFIRMED
    folder = "call_confirmed"
    template = "CALL_CONFIRMATION"


@dataclass(frozen=True, kw_only=True)
class CallInvited(CallOutside):
    """A customer wants the reader in the call."""

    kind = Kind.CALL_INVITED
    folder = "call_invited"
    template = "CALL_INVITATION"


@dataclass(frozen=True, kw_only=True)
class CallMoved(Moved, CallOutside):
    kind = Kind.CALL_MOVED
    folder = "call_moved"
    template = "CALL_RESCHEDULED"


@dataclass(frozen=True, kw_only=True)
class CallCancelled(CallOutside):
    """starts_at is the time that falls away; `reason` what was given for it."""

    kind = Kind.CALL_CANCELLED
    folder = "call_cancelled"
    template = "CALL_CANCELLED"

    reason: str = ""

    @property
    def url(self) -> str:
        return self.booking_url

    def about(self) -> Iterator[Fact]:
        yield Fact(_("Topic"), self.topic_in_full if self.for_customer else self.topic_name)
        yield Fact(_("Number"), self.number)


@dataclass(frozen=True, kw_only=True)
class CallReminder(Joining, CallOutside):
    kind = Kind.CALL_REMINDER
    folder = "call_reminder"
    template = "CALL_REMINDER"


@dataclass(frozen=True, kw_only=True)
class CallMissed(CallOutside):
    """Nobody came; they may book another."""

    kind = Kind.CALL_MISSED
    folder = "call_missed"
    template = "CALL_NO_SHOW"

    @property
    def url(self) -> str:
        return self.booking_url


@dataclass(frozen=True, kw_only=True)
class CallTimesProposed(CallOutside):
    """Choose one of these. `times` are beginnings, kept free until `valid_until`."""

    kind = Kind.CALL_TIMES_PROPOSED
    folder = "call_times_proposed"
    template = "CALL_TIMES_PROPOSED"

    times: list[datetime]
    valid_until: datetime | None = None

    @property
    def url(self) -> str:
        return self.pick_url

    def words(self) -> dict[str, Any]:
        return super().words() | {
            "choices": [on_its_day(at) for at in self.times],
            "valid_when": on_its_day(self.valid_until),
            "pick_url": self.pick_url,
        }

    def facts(self) -> Iterator[Fact]:
        yield Fact(_("Your zone"), get_current_timezone_name())
        yield from self.about()


@dataclass(frozen=True, kw_only=True)
class CallSurvey(Survey, CallOutside):
    kind = Kind.CALL_SURVEY
    folder = "call_survey"
    template = "CALL_SURVEY"

    def about(self) -> Iterator[Fact]:
        yield Fact(_("Topic"), self.topic_in_full if self.for_customer else self.topic_name)
        yield Fact(_("With"), self.member_name)
        yield Fact(_("Number"), self.number)


@dataclass(frozen=True, kw_only=True)
class CallCode(Message):
    """A guest proves an address. The code is worked out for each writing, as whoever checks it does: no row holds it.

    check_id, version  public id and version of what is being proved:
                       core.links.fits_code(CODE, key, version, typed) judges what was typed
    """

    kind = Kind.CALL_CODE
    folder = "call_code"
    template = "CALL_CODE"

    check_id: str
    version: int
    valid_until: datetime

    @property
    def path(self) -> str:
        return BOOKING_PATH

    @property
    def url(self) -> str:
        return ""  # the page that asks for it is open

    def words(self) -> dict[str, Any]:
        return {
            "code": short_code(CODE, key_of(self.check_id), self.version),
            "valid_time": clock_time(self.valid_until),
        }
