"""One appointment, nights in which clocks change, and what strangers write: for tests of calendars."""

from datetime import UTC, datetime, timedelta

from scheduling.rules.invitation import Invitation, Method


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


START = utc(2027, 6, 1, 14)
HALF_HOUR = timedelta(minutes=30)
CALL = Invitation(
    uid="call_01hxyz@switchboard.example",
    sequence=0,
    method=Method.REQUEST,
    starts_at=START,
    ends_at=START + HALF_HOUR,
    said_at=START - timedelta(days=3),
    summary="Billing",
    zone="Europe/Berlin",
    description="Call CALL-1042\nNotes: the invoice of May",
    location="Phone: +49 30 1234567",
    url="https://switchboard.example/calls/call_01hxyz/",
    organizer=("Ada Lovelace", "calls@switchboard.example"),
    attendees=(("Grace Hopper", "grace@example.com"), ("", "boss@example.com")),
    created_at=START - timedelta(days=4),
)


#: zone → an instant in each of the two nights (or the one) in which its clocks change
NIGHTS = {
    "America/New_York": (utc(2027, 3, 14, 7, 0), utc(2027, 11, 7, 6, 0)),
    "Europe/Berlin": (utc(2027, 3, 28, 1, 0), utc(2027, 10, 31, 1, 0)),
    "Australia/Lord_Howe": (utc(2027, 4, 3, 15, 0), utc(2027, 10, 2, 15, 30)),
    "Asia/Kathmandu": (utc(2027, 3, 28, 1, 0), utc(1985, 12, 31, 18, 30)),
    "Pacific/Apia": (utc(2011, 12, 30, 10, 0), utc(2011, 9, 24, 14, 0)),
    "Africa/Casablanca": (utc(2026, 2, 15, 2, 0), utc(2026, 9, 20, 1, 0)),  # the last Ramadan, and the end of it all
    "Europe/Dublin": (utc(2027, 3, 28, 1, 0), utc(2027, 10, 31, 1, 0)),
}

HOSTILE = [
    "x\r\nBEGIN:VEVENT\r\nSUMMARY:injected\r\nEND:VEVENT",
    "x\nATTENDEE:mailto:evil@example.com",
    "x\rATTACH:https://evil.example/",
    "x\x00y\x07z\x1b[31m\x7f",
    "x\u2028BEGIN:VALARM\u2029END:VALARM\x85STATUS:CANCELLED\x0bA:B\x0cC:D\x1cE:F",
    ";,:\\\\n\\,\\;\\N\"'^n^'^^",
    "BEGIN:VEVENT",
    "END:VCALENDAR",
    'Robert "Bob" O\'Neil; DROP, TABLE: x',
    "👩‍👩‍👧‍👦" * 200,
    "ä" * 10_000,
    "\ud800 lone",
    "=?utf-8?q?=0d=0aBcc:_x?=",
    " \t\r\n ",
    "",
]
