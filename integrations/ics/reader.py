"""What is taken in an iCalendar file (RFC 5545): appointments, repeated ones unfolded, and published free/busy times.

Whatever cannot be understood makes the whole file unreadable: an appointment left out would be offered as free.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component

from integrations.ics.repeats import check_repeats, unfolded
from workforce.ports import BusyTime, Reading
from workforce.rules.zones import UnknownZone, zone_of_any_name

MOST_APPOINTMENTS = 20_000
#: what these say is no appointment that keeps somebody
FREE = {"FREE", "WORKINGELSEWHERE"}
DAY = timedelta(days=1)
#: without one of these right, nobody knows when an appointment is
TELLING = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "TRANSP"}
#: such a line is skipped by whoever reads the file
BROKEN = re.compile(rf"^({'|'.join(TELLING)})(?![A-Z0-9-]*[:;])", re.IGNORECASE | re.MULTILINE)


class NotACalendar(ValueError):
    """The words say why, and hold nothing of what stands in the file."""


def read(text: str, start: datetime, end: datetime, *, zone: str) -> Reading:
    """Everything that is taken between two instants. `zone` holds for times that the file leaves without one.

    Raises NotACalendar, or TooMuch where its repetitions are too many.
    """
    if "BEGIN:VCALENDAR" not in text or not text.rstrip().endswith("END:VCALENDAR"):
        raise NotACalendar("It is no calendar, or only the beginning of one.")
    if BROKEN.search(unfolded(text)):
        raise NotACalendar("The time of an appointment cannot be understood.")
    check_repeats(text, end.date())
    calendars = Calendar.from_ical(text, multiple=True)
    busy: set[BusyTime] = set()
    own = zone
    for calendar in calendars:
        own = _settled_zone(calendar) or own
        for time in _taken(calendar, start, end, zone_of_any_name(own)):
            busy.add(time)
            if len(busy) > MOST_APPOINTMENTS:
                raise NotACalendar("It holds more appointments than anybody can keep.")
    name = next((str(calendar["X-WR-CALNAME"]) for calendar in calendars if "X-WR-CALNAME" in calendar), "")
    return Reading(busy=sorted(busy, key=str), zone=own, name=name)


def _taken(calendar: Calendar, start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[BusyTime]:
    for event in calendar.walk("VEVENT"):
        if not _is_understood(event):
            raise NotACalendar("The time of an appointment cannot be understood.")
    for event in recurring_ical_events.of(calendar, components=["VEVENT"]).between(start, end):
        if _keeps(event) and (time := _time(_uid(event), event.start, event.end, zone)):
            yield time
    for publication in calendar.walk("VFREEBUSY"):
        yield from _published(publication, start, end, zone)


def _is_understood(event: Component) -> bool:
    wrong = {(name or "").upper() for name, _ in event.errors}
    return "DTSTART" in event and wrong.isdisjoint(TELLING)


def _keeps(event: Component) -> bool:
    said = {str(event.get(name, "")).upper() for name in ("STATUS", "TRANSP")}
    return said.isdisjoint({"CANCELLED", "TRANSPARENT"}) and (
        str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() not in FREE
    )


def _time(uid: str, start: date | datetime, end: date | datetime, zone: ZoneInfo) -> BusyTime | None:
    """None for what takes no time. Instants in UTC, so that the same ones are equal wherever they come from."""
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        first, until = _day(start), _day(end)
        return BusyTime(uid, starts_on=first, ends_on=max(until, first + DAY))
    begins, ends = _instant(start, zone), _instant(end, zone)
    return BusyTime(uid, begins, ends) if begins < ends else None


def _published(publication: Component, start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[BusyTime]:
    for line in _as_list(publication.get("FREEBUSY")):
        if str(line.params.get("FBTYPE", "BUSY")).upper() == "FREE":
            continue
        begins, ends = line.dt
        time = _time(_uid(publication), begins, begins + ends if isinstance(ends, timedelta) else ends, zone)
        if time and time.starts_at and time.ends_at and time.starts_at < end and time.ends_at > start:
            yield time


def _as_list(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else [value]


def _uid(component: Component) -> str:
    return str(component.get("UID", ""))[:300]


def _instant(moment: datetime, zone: ZoneInfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _settled_zone(calendar: Calendar) -> str:
    """What the calendar calls its own zone, by its usual name; one that nobody knows is no zone."""
    said = str(calendar.pop("X-WR-TIMEZONE", ""))
    try:
        name = zone_of_any_name(said).key
    except UnknownZone:
        return ""
    calendar.add("X-WR-TIMEZONE", name)
    return name
