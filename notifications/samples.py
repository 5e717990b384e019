"""A believable example of every message, for previews and for the test that renders each one."""

from datetime import UTC, datetime
from typing import Any

from notifications.enums import Kind, Priority
from notifications.messages import Message, message_of
from notifications.rendering import Reader, Rendered, Renderer, renderer

_LEAD = {
    "lead_id": "lead_01jd5n4q3m7v8w9x0y1z2a3b4c",
    "lead_name": "John Doe",
    "business_name": "John's Fine Dining LLC",
}
DUE = datetime(2026, 10, 9, 16, 15, tzinfo=UTC)

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
}
READER_NAME, ZONE = "Sarah Johnson", "America/New_York"
CUSTOM_MESSAGE = "Restaurant vertical, 12 locations"


def sample(kind: str) -> Message:
    return message_of(kind, CONTEXTS[kind])


def rendered_sample(kind: str, language: str, *, by: Renderer | None = None) -> Rendered:
    return (by or renderer()).render(
        sample(kind), Reader(READER_NAME, language, ZONE), priority=Priority.HIGH, custom_message=CUSTOM_MESSAGE
    )
