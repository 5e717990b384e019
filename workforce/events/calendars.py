"""What happens to members' calendars outside."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfCalendar:
    """A member's own calendar elsewhere. Its address is a secret of theirs."""

    calendar_id: str
    staff_id: str
    provider: str

    def subject(self) -> tuple[str, str]:
        return "cal", self.calendar_id


@event("calendar.connected")
@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarConnected(_OfCalendar):
    sentence: ClassVar[str] = _("an own calendar was connected")


@event("calendar.disconnected")
@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDisconnected(_OfCalendar):
    sentence: ClassVar[str] = _("the own calendar counts no more")


@event("calendar.lost")
@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLost(_OfCalendar):
    """It could not be read for longer than the grace: what is taken there is unknown. Once in each outage."""

    sentence: ClassVar[str] = _("the own calendar cannot be read: {problem}")

    problem: str
    since: datetime


@event("calendar.regained")
@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRegained(_OfCalendar):
    sentence: ClassVar[str] = _("the own calendar can be read again")
