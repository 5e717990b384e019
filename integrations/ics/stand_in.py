"""A place where calendars are published, as Google and Outlook do: one file for each name, ETag, and bad days."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from integrations.asgi import Answer, Request, StandIn

#: a life beside the work: a weekly sport, a daily walk, and a day off each spring
APPOINTMENTS = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Stand-in//Calendars//EN
X-WR-CALNAME:Private ({name})
BEGIN:VEVENT
UID:sport-{name}
DTSTART:20260105T160000
DURATION:PT1H30M
RRULE:FREQ=WEEKLY;BYDAY=TU,TH
SUMMARY:Climbing
END:VEVENT
BEGIN:VEVENT
UID:walk-{name}
DTSTART:20260105T120000
DURATION:PT45M
RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR
SUMMARY:Walk
END:VEVENT
BEGIN:VEVENT
UID:spring-{name}
DTSTART;VALUE=DATE:20260402
RRULE:FREQ=YEARLY
SUMMARY:Birthday
END:VEVENT
END:VCALENDAR
"""


def a_weeks_appointments(name: str) -> str | None:
    """Anybody's calendar in a demo world; times are on the wall clock of whoever owns it."""
    return APPOINTMENTS.format(name=name).replace("\n", "\r\n") if name.isalnum() else None


@dataclass
class Behaviour:
    """status   answer so, instead of with the calendar
    headers  with these
    silent   hang up so many times
    cut      send only so many bytes of the file
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    silent: int = 0
    cut: int | None = None


@dataclass
class CalendarsStandIn(StandIn):
    """`/<name>.ics` is `files[name]`; `make` brings what is not there yet."""

    files: dict[str, str] = field(default_factory=dict)
    make: Callable[[str], str | None] = lambda name: None
    behaviour: Behaviour = field(default_factory=Behaviour)

    def __post_init__(self) -> None:
        super().__init__()

    async def answer(self, request: Request) -> Answer:
        if self.behaviour.silent:
            self.behaviour.silent -= 1
            return Answer(hang_up=True)
        if self.behaviour.status != 200:
            return Answer(self.behaviour.status, b"", dict(self.behaviour.headers))
        name = request.path.strip("/").removesuffix(".ics")
        text = self.files.get(name) or self.make(name)
        if text is None:
            return Answer(404, b"no such calendar")
        body = text.encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if request.headers.get("if-none-match") == etag:
            return Answer(304, b"", {"etag": etag})
        headers = {"content-type": "text/calendar; charset=utf-8", "etag": etag}
        return Answer(200, body[: self.behaviour.cut], headers | self.behaviour.headers)
