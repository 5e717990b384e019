"""A provider of calendars that says what a test wants: another implementation of the port, in this process."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from workforce.enums import CalendarProblem
from workforce.ports import CalendarError, CalendarRef, Reading


@dataclass
class Provider:
    """`says` is what each address answers: a Reading, or an exception to raise. `asked` is what was asked, in order."""

    says: ClassVar[dict[str, Reading | Exception]] = {}
    asked: ClassVar[list[tuple[CalendarRef, datetime, datetime]]] = []
    closed: ClassVar[int] = 0

    ADDRESS: ClassVar[str] = "https://calendars.test/ana.ics"
    PATH: ClassVar[str] = "workforce.tests.calendars.Provider"

    def busy(self, calendar: CalendarRef, start: datetime, end: datetime) -> Reading:
        self.asked.append((calendar, start, end))
        said = self.says.get(calendar.address, CalendarError(CalendarProblem.GONE, "It answered 404."))
        if isinstance(said, Exception):
            raise said
        return said

    def close(self) -> None:
        type(self).closed += 1
