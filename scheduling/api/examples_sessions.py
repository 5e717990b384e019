"""Complete examples of set-up sessions, for the API documentation."""

from typing import Any

MERCHANT_ID = "merch_01k9a3v7x8e9f0g1h2j3k4m5n9"
TOM = {"id": "staff_01k9a3v7x8e9f0g1h2j3k4m5nb", "name": "Tom Anderson", "email": "tom.a@example.com"}
AGENDA = [
    "Configure payment terminal",
    "Set up receipt printer",
    "Run first test transaction",
    "Verify bank account for payouts",
]

SESSION_EXAMPLE: dict[str, Any] = {
    "merchant_id": MERCHANT_ID,
    "ic_id": TOM["id"],
    "session_type": "HARDWARE_SETUP",
    "scheduled_for": "2026-12-10T14:00:00Z",
    "duration_minutes": 60,
    "timezone": "America/New_York",
    "agenda": AGENDA,
    "meeting_platform": "ZOOM",
    "send_invitations": True,
    "notes": "Merchant has 2 terminals to configure",
}

SESSION: dict[str, Any] = {
    "session_id": "sess_01k9a3v7x8e9f0g1h2j3k4m5nc",
    "queue_entry_id": "icq_01k9a3v7x8e9f0g1h2j3k4m5na",
    "merchant_id": MERCHANT_ID,
    "status": "SCHEDULED",
    "merchant_info": {
        "email": "merchant@example.com",
        "business_name": "John's Restaurant",
        "contact": {"name": "John Doe", "phone": "+15551234567"},
    },
    "ic": TOM,
    "second_host": None,
    "session_details": {
        "session_type": "HARDWARE_SETUP",
        "scheduled_for": "2026-12-10T14:00:00Z",
        "scheduled_for_local": "2026-12-10T09:00:00-05:00",
        "duration_minutes": 60,
        "timezone": "America/New_York",
        "agenda": AGENDA,
        "notes": "Merchant has 2 terminals to configure",
    },
    "meeting": {
        "platform": "ZOOM",
        "status": "READY",
        "meeting_url": "https://zoom.us/j/1234567890",
        "meeting_id": "123 456 7890",
        "meeting_password": "abc123",
        "dial_in_numbers": ["+15551234567"],
    },
    "session_summary": {
        "scheduled_for": "2026-12-10T14:00:00Z",
        "actual_start_time": None,
        "actual_end_time": None,
        "actual_duration_minutes": None,
        "scheduled_duration_minutes": 60,
    },
    "outcome": None,
    "merchant_confirmed": False,
    "rating": None,
    "created_at": "2026-12-09T13:00:00Z",
    "updated_at": "2026-12-09T13:00:00Z",
    "version": 1,
}

SCHEDULED: dict[str, Any] = {
    **SESSION,
    "calendar_events": [
        {
            "recipient": "merchant@example.com",
            "calendar_event_id": SESSION["session_id"],
            "ics_file_url": "https://switchboard.example/session-files/AZ….ics",
            "sent_at": None,
        },
        {
            "recipient": TOM["email"],
            "calendar_event_id": "book_01k9a3v7x8e9f0g1h2j3k4m5nd",
            "ics_file_url": "https://switchboard.example/session-files/BZ….ics",
            "sent_at": None,
        },
    ],
    "notifications_sent": [
        {
            "type": "EMAIL",
            "recipient": "merchant@example.com",
            "template": "IC_SESSION_SCHEDULED",
            "sent_at": None,
            "status": "QUEUED",
        }
    ],
    "queue_updated": {"previous_status": "PENDING", "new_status": "SCHEDULED"},
    "reminders_scheduled": [
        {"reminder_type": "EMAIL", "send_at": "2026-12-10T12:00:00Z", "recipient": "merchant@example.com"},
        {"reminder_type": "SMS", "send_at": "2026-12-10T13:30:00Z", "recipient": "+15551234567"},
    ],
}

LISA = {"id": "staff_01k9a3v7x8e9f0g1h2j3k4m5ne", "name": "Lisa Martinez", "email": "lisa.m@example.com"}

WITH_SECOND_HOST: dict[str, Any] = {
    **SESSION,
    "second_host": LISA,
    "version": 2,
    "calendar_events": [
        *SCHEDULED["calendar_events"],
        {
            "recipient": LISA["email"],
            "calendar_event_id": "book_01k9a3v7x8e9f0g1h2j3k4m5nf",
            "ics_file_url": "https://switchboard.example/session-files/CZ….ics",
            "sent_at": None,
        },
    ],
}

COMPLETED: dict[str, Any] = {
    **SESSION,
    "status": "COMPLETED",
    "session_summary": {
        "scheduled_for": "2026-12-10T14:00:00Z",
        "actual_start_time": "2026-12-10T14:02:00Z",
        "actual_end_time": "2026-12-10T15:15:00Z",
        "actual_duration_minutes": 73,
        "scheduled_duration_minutes": 60,
    },
    "outcome": {
        "status": "SUCCESS",
        "completion_rate": 100,
        "items_completed": ["Terminal 1 configured and tested", "Test transaction successful"],
        "items_pending": [],
        "merchant_satisfaction": 5,
        "requires_followup": False,
        "notes": "All hardware configured. Ready for production.",
    },
    "queue_updated": {"previous_status": "IN_SESSION", "new_status": "COMPLETED", "removed_from_queue": True},
    "progress_updated": {
        "step_number": 9,
        "previous_status": "IN_PROGRESS",
        "new_status": "COMPLETED",
        "journey_completion_percentage": 90,
    },
    "followup_actions": [],
}

FREE_HOURS: dict[str, Any] = {
    "timezone": "America/New_York",
    "ic_id": TOM["id"],
    "days": [
        {
            "date": "2026-12-10",
            "slots": [
                {
                    "start": "2026-12-10T14:00:00Z",
                    "end": "2026-12-10T15:00:00Z",
                    "start_local": "2026-12-10T09:00:00-05:00",
                    "end_local": "2026-12-10T10:00:00-05:00",
                }
            ],
        }
    ],
}
