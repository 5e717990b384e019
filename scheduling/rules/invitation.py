"""One appointment as the calendars of those invited read it (RFC 5545, 5546, 7986).

The UID is the appointment's for life, and SEQUENCE rises with every change, so that the newest word wins whatever
arrives first. Times are written in the zone of the one invited, with that zone's changes beside them; where the wall
clock reads the same twice that night, in UTC, which cannot be misunderstood.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import Alarm, Calendar, Event, vCalAddress

from scheduling.rules.calendar_text import mail_address, one_line, paragraphs, web_address
from scheduling.rules.vtimezone import is_repeated, vtimezone
from workforce.rules.zones import UnknownZone, zone

PRODUCT = "-//Switchboard//Appointments//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE, LONGEST_NAME, LONGEST_TEXT, LONGEST_ADDRESS = 250, 120, 6_000, 2_000

#: (name, email)
Person = tuple[str, str]


class Method(StrEnum):
    """What the reader's calendar shall do: ask and keep, strike out, or keep without asking."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


class Status(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Invitation:
    """uid          never changes; sequence rises with each change, cancelling included
    zone         whose wall clock the times are written in
    said_at      when this word was said (DTSTAMP); created_at when the appointment was made
    video_url    where one joins; also offered by readers that know no CONFERENCE, if location names it
    """

    uid: str
    sequence: int
    method: Method
    starts_at: datetime
    ends_at: datetime
    said_at: datetime
    summary: str
    zone: str = "UTC"
    description: str = ""
    location: str = ""
    url: str = ""
    video_url: str = ""
    organizer: Person | None = None
    attendees: tuple[Person, ...] = ()
    alarm_minutes: int = 15
    created_at: datetime | None = None
    status: Status = Status.CONFIRMED

    def as_bytes(self) -> bytes:
        return bytes(calendar_of(self).to_ical())

    def as_text(self) -> str:
        return self.as_bytes().decode()

    @property
    def content_type(self) -> str:
        """With the method in it: what makes a part of a mail an invitation (RFC 6047)."""
        return f"{CONTENT_TYPE}; method={self.method.value}"

    @property
    def is_cancelled(self) -> bool:
        return self.method is Method.CANCEL or self.status is Status.CANCELLED


def calendar_of(invitation: Invitation) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", invitation.method.value)
    event = _event(invitation)
    zone_name = _zone_of(invitation)
    if zone_name:
        calendar.add_component(vtimezone(zone_name, invitation.starts_at, invitation.ends_at))
    local = zone(zone_name) if zone_name else UTC
    event.add("dtstart", invitation.starts_at.astimezone(local))
    event.add("dtend", invitation.ends_at.astimezone(local))
    calendar.add_component(event)
    return calendar


def _event(invitation: Invitation) -> Event:
    event = Event()
    event.add("uid", one_line(invitation.uid, LONGEST_LINE))
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", invitation.said_at)
    if invitation.created_at is not None:
        event.add("created", invitation.created_at)
    event.add("last-modified", invitation.said_at)
    event.add("summary", one_line(invitation.summary, LONGEST_LINE))
    event.add("status", (Status.CANCELLED if invitation.is_cancelled else invitation.status).value)
    event.add("transp", "TRANSPARENT" if invitation.is_cancelled else "OPAQUE")
    _add_texts(event, invitation)
    _add_people(event, invitation)
    if invitation.alarm_minutes > 0 and not invitation.is_cancelled:
        event.add_component(_alarm(invitation))
    return event


def _add_texts(event: Event, invitation: Invitation) -> None:
    if description := paragraphs(invitation.description, LONGEST_TEXT):
        event.add("description", description)
    if location := one_line(invitation.location, LONGEST_LINE):
        event.add("location", location)
    if url := web_address(invitation.url, LONGEST_ADDRESS):
        event.add("url", url)
    if video := web_address(invitation.video_url, LONGEST_ADDRESS):
        event.add("conference", video, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})


def _add_people(event: Event, invitation: Invitation) -> None:
    if invitation.organizer and (organizer := _address(invitation.organizer)):
        event["organizer"] = organizer
    if invitation.method is Method.PUBLISH:
        return  # who merely publishes invites nobody (RFC 5546, 3.2.1)
    seen = set()
    for person in invitation.attendees:
        attendee = _address(person)
        if attendee is None or attendee.lower() in seen:
            continue
        seen.add(attendee.lower())
        attendee.params |= {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION"}
        if invitation.method is Method.REQUEST:
            attendee.params["RSVP"] = "TRUE"
        event.add("attendee", attendee, encode=False)


def _address(person: Person) -> vCalAddress | None:
    name, email = person
    address = mail_address(email.strip())
    if not address:
        return None
    found = vCalAddress(f"mailto:{address}")
    # a parameter cannot hold a double quote, and few readers know the caret that RFC 6868 has for it
    if shown := one_line(name.replace('"', "'").replace("^", " "), LONGEST_NAME):
        found.params["CN"] = shown
    return found


def _alarm(invitation: Invitation) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", one_line(invitation.summary, LONGEST_LINE))
    alarm.add("trigger", timedelta(minutes=-invitation.alarm_minutes))
    return alarm


def _zone_of(invitation: Invitation) -> str:
    """The zone to write in, or nothing for UTC."""
    try:
        name = zone(invitation.zone).key
    except UnknownZone:
        return ""
    if name in {"UTC", "Etc/UTC"} or any(is_repeated(name, at) for at in (invitation.starts_at, invitation.ends_at)):
        return ""
    return name
