"""Complete examples of the API's documentation for calls."""

from typing import Any

CALL_ID = "call_01k9a3v7x8e9f0g1h2j3k4m5n6"
CUSTOMER = {"id": "cust_01k9a3v7x8e9f0g1h2j3k4m5n6", "name": "Rosa Alvarez"}
MEMBER = {"id": "staff_01k9a3v7x8e9f0g1h2j3k4m5n6", "name": "Ana Castillo"}

NEW_CALL: dict[str, Any] = {
    "customer_id": CUSTOMER["id"],
    "topic": "BILLING",
    "scheduling_type": "CALENDAR",
    "scheduled_date_time": "2026-12-02T15:00:00Z",
    "timezone": "America/New_York",
    "contact_phone": "+12125550123",
    "phone_type": "OFFICE",
    "phone_extension": "14",
    "backup_phone": "+12125550177",
    "preferred_contact_method": "PHONE",
    "notes": "The October invoice has one line too many.",
    "language_preference": "en",
    "additional_attendees": ["luis@riverside-diner.example"],
}
CALL: dict[str, Any] = {
    "id": CALL_ID,
    "number": "CALL-2026-001234",
    "request_number": "CALL-2026-001234",
    "status": "CONFIRMED",
    "allowed_statuses": ["IN_PROGRESS", "NO_SHOW", "CANCELLED"],
    "customer_id": CUSTOMER["id"],
    "customer": CUSTOMER,
    "company_id": "co_01k9a3v7x8e9f0g1h2j3k4m5n6",
    "company": {"id": "co_01k9a3v7x8e9f0g1h2j3k4m5n6", "name": "Riverside Diner"},
    "contact_name": "Rosa Alvarez",
    "contact_email": "rosa@riverside-diner.example",
    "topic": "BILLING",
    "topic_name": "Billing questions",
    "custom_topic_description": None,
    "notes": "The October invoice has one line too many.",
    "scheduling_type": "CALENDAR",
    "scheduled_date_time": "2026-12-02T15:00:00Z",
    "scheduled_date_time_local": "2026-12-02T10:00:00-05:00",
    "end_date_time": "2026-12-02T15:30:00Z",
    "end_date_time_local": "2026-12-02T10:30:00-05:00",
    "duration_minutes": 30,
    "timezone": "America/New_York",
    "preferred_times": None,
    "urgency_level": None,
    "estimated_response_time": None,
    "answer_by": None,
    "moved_times": 0,
    "contact_phone": "+12125550123",
    "phone_type": "OFFICE",
    "phone_extension": "14",
    "backup_phone": "+12125550177",
    "preferred_contact_method": "PHONE",
    "meeting_url": None,
    "place": None,
    "language_preference": "en",
    "additional_attendees": ["luis@riverside-diner.example"],
    "assigned_team_member_id": MEMBER["id"],
    "assigned_team_member": MEMBER,
    "team": {"id": "team_01k9a3v7x8e9f0g1h2j3k4m5n6", "name": "Customer desk"},
    "proposed_times": [],
    "scheduled_at": "2026-11-30T09:12:00Z",
    "confirmed_at": "2026-11-30T09:12:00Z",
    "answered_at": None,
    "started_at": None,
    "completed_at": None,
    "cancelled_at": None,
    "cancel_reason": None,
    "cancelled_late": False,
    "outcome": None,
    "outcome_notes": None,
    "rating": None,
    "created_at": "2026-11-30T09:12:00Z",
    "updated_at": "2026-11-30T09:12:00Z",
    "version": 1,
    "links": {
        "self": f"/api/v1/call-requests/{CALL_ID}",
        "history": f"/api/v1/call-requests/{CALL_ID}/history",
        "invite": f"/api/v1/call-requests/{CALL_ID}/invite.ics",
        "page": f"https://switchboard.example/calls/{CALL_ID}/",
        "calendars": {
            "google": "https://calendar.google.com/calendar/render?action=TEMPLATE&text=Call%3A+Billing+questions&…",
            "outlook": "https://outlook.live.com/calendar/0/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose&…",
            "office365": "https://outlook.office.com/calendar/0/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose&…",
        },
    },
}
CALL_LISTED = CALL | {"links": {name: link for name, link in CALL["links"].items() if name != "calendars"}}
STARTED = CALL | {
    "status": "IN_PROGRESS",
    "allowed_statuses": ["COMPLETED", "NO_SHOW"],
    "started_at": "2026-12-02T15:01:00Z",
    "updated_at": "2026-12-02T15:01:00Z",
    "version": 2,
}
COMPLETED = STARTED | {
    "status": "COMPLETED",
    "allowed_statuses": [],
    "completed_at": "2026-12-02T15:21:00Z",
    "updated_at": "2026-12-03T08:00:00Z",
    "outcome": "RESOLVED",
    "outcome_notes": "The October invoice is corrected.",
    "rating": {"score": 5, "comment": "Quick and friendly.", "at": "2026-12-03T08:00:00Z"},
    "version": 4,
}
MISSED = CALL | {"status": "NO_SHOW", "allowed_statuses": [], "updated_at": "2026-12-02T15:12:00Z", "version": 2}
CANCELLED = CALL | {
    "status": "CANCELLED",
    "allowed_statuses": [],
    "cancelled_at": "2026-12-01T11:00:00Z",
    "cancel_reason": "The question has been answered.",
    "updated_at": "2026-12-01T11:00:00Z",
    "version": 2,
}
WITH_PROPOSALS = CALL | {
    "status": "PENDING",
    "allowed_statuses": ["CONFIRMED", "CANCELLED"],
    "scheduling_type": "FLEXIBLE",
    "scheduled_date_time": None,
    "scheduled_date_time_local": None,
    "end_date_time": None,
    "end_date_time_local": None,
    "preferred_times": "Weekday mornings",
    "urgency_level": "THIS_WEEK",
    "estimated_response_time": "2026-12-01T09:12:00Z",
    "answer_by": "2026-12-01T09:12:00Z",
    "scheduled_at": None,
    "confirmed_at": None,
    "answered_at": "2026-11-30T10:00:00Z",
    "proposed_times": [
        {
            "id": "prop_01k9a3v7x8e9f0g1h2j3k4m5n6",
            "start": "2026-12-03T16:00:00Z",
            "end": "2026-12-03T16:30:00Z",
            "expires_at": "2026-12-01T10:00:00Z",
        }
    ],
    "version": 3,
}

SLOT = {
    "start": "2026-12-02T15:00:00Z",
    "end": "2026-12-02T15:30:00Z",
    "start_local": "2026-12-02T10:00:00-05:00",
    "end_local": "2026-12-02T10:30:00-05:00",
    "member_count": 3,
}
AVAILABILITY = {
    "timezone": "America/New_York",
    "topic": "BILLING",
    "fallback_pool": False,
    "unavailable": False,
    "days": [{"date": "2026-12-02", "slots": [SLOT]}, {"date": "2026-12-03", "slots": []}],
    "suggestions": None,
}
NEW_HOLD = {
    "customer_id": CUSTOMER["id"],
    "topic": "BILLING",
    "scheduled_date_time": "2026-12-02T15:00:00Z",
    "duration_minutes": 30,
}
HOLD = {
    "id": "hold_01k9a3v7x8e9f0g1h2j3k4m5n6",
    "hold_id": "hold_01k9a3v7x8e9f0g1h2j3k4m5n6",
    "topic": "BILLING",
    "start": "2026-12-02T15:00:00Z",
    "end": "2026-12-02T15:30:00Z",
    "expires_at": "2026-11-30T09:17:00Z",
}
HISTORY = {
    "id": CALL_ID,
    "number": "CALL-2026-001234",
    "status": "CONFIRMED",
    "states": [{"status": "CONFIRMED", "at": "2026-11-30T09:12:00Z", "by": "Rosa Alvarez"}],
    "history": [
        {
            "id": "evt_01k9a3v7x8e9f0g1h2j3k4m5n6",
            "event": "call.moved",
            "what": "was moved from 2026-12-02T15:00:00Z to 2026-12-03T16:00:00Z",
            "at": "2026-12-01T08:30:00Z",
            "by": {"id": "user_01k9a3v7x8e9f0g1h2j3k4m5n6", "name": "Rosa Alvarez"},
            "status": "CONFIRMED",
            "previous_status": None,
            "reason": "A meeting came up.",
            "details": {"starts_at": "2026-12-03T16:00:00Z", "from_starts_at": "2026-12-02T15:00:00Z"},
            "ip": "203.0.113.9",
        }
    ],
}
TOPIC: dict[str, Any] = {
    "id": "topic_01k9a3v7x8e9f0g1h2j3k4m5n6",
    "code": "BILLING",
    "name": "Billing questions",
    "description": "An invoice, a payment, a price.",
    "duration_minutes": 30,
    "slot_interval_minutes": 30,
    "place": None,
    "in_person": False,
    "window_days": 30,
    "min_notice_minutes": 120,
}
TOPIC_CHANGES = {
    "is_active": True,
    "description": "An invoice, a payment, a price.",
    "duration_minutes": 45,
    "slot_interval_minutes": 15,
    "teams": ["team_01k9a3v7x8e9f0g1h2j3k4m5n6"],
    "fallback_teams": [],
    "daily_max": 6,
}
