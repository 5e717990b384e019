"""What this app needs from whoever keeps the members' own calendars: one small protocol, one class per provider.

Which class reads which provider stands in the setting CALENDARS. Our own bookings need none: they are rows here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from workforce.enums import CalendarProblem


class BusyTime(NamedTuple):
    """One stretch that is taken there: two instants, or whole days of the calendar's zone with the end left out.

    `uid` tells one appointment from another; what it is about is nobody's business here.
    """

    uid: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    starts_on: date | None = None
    ends_on: date | None = None


class CalendarRef(NamedTuple):
    """Which calendar is meant. `zone` is its member's: for days and times that the calendar leaves without one."""

    address: str
    zone: str
    etag: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that is taken between the asked instants. `busy` is None when nothing has changed since `etag`."""

    busy: Sequence[BusyTime] | None
    zone: str = ""
    name: str = ""
    etag: str = ""


class CalendarError(Exception):
    """The calendar could not be read: what is taken is unknown, never free.

    not_before  it asks to be left alone for so long
    """

    def __init__(self, problem: CalendarProblem, words: str, *, not_before: timedelta = timedelta(0)) -> None:
        super().__init__(words)
        self.problem, self.words, self.not_before = problem, words, not_before


class Calendars(Protocol):
    """The calendars of one provider. Answers within conf.CALENDAR_TIMEOUT; what goes wrong is a CalendarError.

    A failure that concerns one calendar only, told inside an answer that is well otherwise, is a CalendarError too.
    """

    def busy(self, calendar: CalendarRef, start: datetime, end: datetime) -> Reading: ...

    def close(self) -> None:
        """The run is over: let go of connections."""
        ...
