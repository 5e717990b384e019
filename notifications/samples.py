"""A believable example of every message, for previews and for the test that renders each one."""

from datetime import UTC, datetime
from typing import Any

from notifications.enums import Kind, Priority
from notifications.messages import Message, message_of
from notifications.people import Reader
from notifications.rendering import Rendered, Renderer, renderer

_LEAD = {
    "lead_id": "lead_01jd5n4q3m7v8w9x0y1z2a3b4c",
    "lead_name": "John Doe",
    "business_name": "John's Fine Dining LLC",
}
DUE = datetime(2026, 10, 9, 16, 15, tzinfo=UTC)

STARTS, ENDS = DUE, datetime(2026, 10, 9, 16, 45, tzinfo=UTC)
_INVITATION = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Switchboard//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:call_01jd5n4q3m7v8w9x0y1z2a3b4c@switchboard.test",
        "DTSTAMP:20261001T120000Z",
        "DTSTART:20261009T161500Z",
        "DTEND:20261009T164500Z",
        "SUMMARY:Call",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
)
_CALL = {
    "call_id": "call_01jd5n4q3m7v8w9x0y1z2a3b4c",
    "number": "CALL-2026-001234",
    "topic": "BILLING",
    "starts_at": STARTS,
    "ends_at": ENDS,
    "contact_method": "PHONE",
    "phone": "+15551234567",
    "member_name": "Sarah Johnson",
    "customer_name": "John Doe",
    "company_name": "John's Fine Dining LLC",
    "notes": "The invoice of September names a terminal that we sent back.",
}
_THEIRS = _CALL | {"for_customer": True, "link_version": 1}
_CALENDARS = {
    "google": "https://calendar.google.com/calendar/render?action=TEMPLATE&text=Call",
    "outlook": "https://outlook.live.com/calendar/0/deeplink/compose?subject=Call",
    "office365": "https://outlook.office.com/calendar/0/deeplink/compose?subject=Call",
}
_FLEXIBLE = {"starts_at": None, "ends_at": None, "answer_by": DUE, "preferred_times": "weekday mornings"}
_VIDEO = {"contact_method": "VIDEO", "meeting_url": "https://meet.example.test/abc-defg-hij"}
_MERCHANT = {
    "merchant_id": "merch_01jd5n4q3m7v8w9x0y1z2a3b4c",
    "business_name": "John's Restaurant",
    "contact_name": "John Doe",
    "phone": "+15551234567",
    "support_type": "HARDWARE_SETUP",
}
_SESSION = _MERCHANT | {
    "session_id": "sess_01jd5n4q3m7v8w9x0y1z2a3b4c",
    "starts_at": STARTS,
    "ends_at": datetime(2026, 10, 9, 17, 15, tzinfo=UTC),
    "ic_name": "Tom Anderson",
    "platform": "ZOOM",
    "meeting_url": "https://zoom.example.test/j/1234567890",
    "meeting_id": "123-456-7890",
    "meeting_password": "abc123",
    "dial_in": ["+15551234567"],
    "agenda": [
        "Configure payment terminal",
        "Set up receipt printer",
        "Run first test transaction",
        "Verify bank account for payouts",
    ],
    "notes": "Merchant has 2 terminals to configure",
}
_MERCHANTS_OWN = _SESSION | {"for_merchant": True, "link_version": 1}
_BY_PHONE = {"platform": "PHONE", "meeting_url": "", "meeting_id": "", "meeting_password": "", "dial_in": []}
_LINK_FOLLOWS = {"meeting_url": "", "meeting_id": "", "meeting_password": "", "dial_in": []}
_WAS_AT = datetime(2026, 10, 8, 14, 0, tzinfo=UTC)

CONTEXTS: dict[str, dict[str, Any]] = {
    Kind.NEW_LEAD_ASSIGNED: _LEAD
    | {
        "contact_by": DUE,
        "estimated_value": 75000,
        "phone": "+15551234567",
        "why": "restaurant specialist, lightest load 4 of 25",
        "assigned_by": "Maria Wilson",
    },
    Kind.SLA_WARNING: _LEAD | {"due_at": DUE, "owner_name": "Sarah Johnson"},
    Kind.SLA_BREACH: _LEAD
    | {"due_at": DUE, "owner_name": "Sarah Johnson", "late_by_minutes": 4, "silent_name": "Ann Lee"},
    Kind.LEAD_ACTIVITY: _LEAD | {"activity": "STEP_CHANGED", "detail": "Software Requirements"},
    Kind.QUOTE_APPROVED: _LEAD | {"quote_value": 15000},
    Kind.PAYMENT_COMPLETED: _LEAD | {"amount": 15249.5},
    Kind.ESCALATION: _LEAD | {"reason": "asked for a person twice", "contact_by": DUE},
    Kind.CALLBACK_REMINDER: _LEAD
    | {"callback_at": DUE, "phone": "+15551234567", "note": "wants to compare two terminals"},
    Kind.CALL_CONFIRMED: _THEIRS | {"add_to_calendar": _CALENDARS, "invitation": _INVITATION},
    Kind.CALL_INVITED: _CALL | _VIDEO | {"add_to_calendar": _CALENDARS, "invitation": _INVITATION},
    Kind.CALL_MOVED: _THEIRS | {"was_at": datetime(2026, 10, 8, 14, 0, tzinfo=UTC), "invitation": _INVITATION},
    Kind.CALL_CANCELLED: _THEIRS
    | {"reason": "Sarah is ill", "invitation": _INVITATION.replace("METHOD:REQUEST", "METHOD:CANCEL")},
    Kind.CALL_REMINDER: _THEIRS | _VIDEO,
    Kind.CALL_MISSED: _THEIRS,
    Kind.CALL_TIMES_PROPOSED: _THEIRS
    | _FLEXIBLE
    | {
        "times": [datetime(2026, 10, 9, 16, 15, tzinfo=UTC), datetime(2026, 10, 12, 13, 0, tzinfo=UTC)],
        "valid_until": datetime(2026, 10, 8, 22, 0, tzinfo=UTC),
    },
    Kind.CALL_SURVEY: _THEIRS,
    Kind.CALL_CODE: {"check_id": "guest_01jd5n4q3m7v8w9x0y1z2a3b4c", "version": 1, "valid_until": DUE},
    Kind.CALL_ASSIGNED: _CALL
    | {"why": "speaks English, lightest day of four", "assigned_by": "Maria Wilson", "topic": "OTHER"}
    | {"custom_topic": "Terminal for a food truck"},
    Kind.CALL_MOVED_FOR_TEAM: _CALL | {"was_at": datetime(2026, 10, 8, 14, 0, tzinfo=UTC)},
    Kind.CALL_CANCELLED_FOR_TEAM: _CALL | {"reason": "solved by mail"},
    Kind.CALL_STARTS_SOON: _CALL | _VIDEO,
    Kind.CALL_ANSWER_WARNING: _CALL | _FLEXIBLE,
    Kind.CALL_ANSWER_BREACH: _CALL | _FLEXIBLE | {"late_by_minutes": 4, "silent_name": "Ann Lee"},
    Kind.CALENDAR_UNREADABLE: {
        "staff_id": "staff_01jd5n4q3m7v8w9x0y1z2a3b4c",
        "member_name": "Ann Lee",
        "since": DUE,
        "problem": "GONE",
    },
    Kind.CALL_GIVEN_BACK: _CALL | {"given_to": "Ann Lee", "reason": "you are on leave that day"},
    Kind.SESSION_SCHEDULED: _MERCHANTS_OWN | {"add_to_calendar": _CALENDARS, "invitation": _INVITATION},
    Kind.SESSION_MOVED: _MERCHANTS_OWN | _LINK_FOLLOWS | {"was_at": _WAS_AT, "invitation": _INVITATION},
    Kind.SESSION_CANCELLED: _MERCHANTS_OWN
    | {"reason": "Tom is ill", "invitation": _INVITATION.replace("METHOD:REQUEST", "METHOD:CANCEL")},
    Kind.SESSION_REMINDER: _MERCHANTS_OWN,
    Kind.SESSION_MISSED: _MERCHANTS_OWN | _BY_PHONE,
    Kind.SESSION_LINK: _MERCHANTS_OWN | {"invitation": _INVITATION},
    Kind.SESSION_SURVEY: _MERCHANTS_OWN,
    Kind.MERCHANT_ASSIGNED: _MERCHANT
    | {
        "queue_entry_id": "icq_01jd5n4q3m7v8w9x0y1z2a3b4c",
        "urgency": "HIGH",
        "why": "available, restaurant specialization",
        "assigned_by": "Maria Wilson",
    },
    Kind.SESSION_BOOKED: _SESSION | {"booked_by": "Maria Wilson", "taken_from": "Lisa Martinez"},
    Kind.SESSION_MOVED_FOR_TEAM: _SESSION | {"was_at": _WAS_AT},
    Kind.SESSION_CALLED_OFF: _SESSION | {"reason": "the printer has not come yet"},
    Kind.SESSION_STARTS_SOON: _SESSION | _BY_PHONE,
    Kind.SESSION_HOST_LEFT: _SESSION | {"host_name": "Lisa Martinez", "left": "AWAY"},
}
READER_NAME, ZONE = "Sarah Johnson", "America/New_York"
CUSTOM_MESSAGE = "Restaurant vertical, 12 locations"


def sample(kind: str) -> Message:
    return message_of(kind, CONTEXTS[kind])


def rendered_sample(kind: str, language: str, *, by: Renderer | None = None) -> Rendered:
    return (by or renderer()).render(
        sample(kind), Reader(READER_NAME, language, ZONE), priority=Priority.HIGH, custom_message=CUSTOM_MESSAGE
    )
