"""Complete examples of merchants and the IC queue, for the API documentation."""

from typing import Any

from routing.api.examples import LEAD_ID

MERCHANT_ID = "merch_01k9a3v7x8e9f0g1h2j3k4m5n9"
IC_ENTRY_ID = "icq_01k9a3v7x8e9f0g1h2j3k4m5na"
TOM = {"id": "staff_01k9a3v7x8e9f0g1h2j3k4m5nb", "name": "Tom Anderson", "email": "tom.a@example.com"}

MERCHANT_EXAMPLE = {
    "lead_id": LEAD_ID,
    "external_id": "shop-1207",
    "email": "merchant@example.com",
    "business_name": "John's Restaurant",
    "business_category": "RESTAURANT",
    "contact": {
        "name": "John Doe",
        "phone": "+1-555-123-4567",
        "email": "merchant@example.com",
        "preferred_contact_method": "PHONE",
    },
    "cohort": "ASSISTED",
    "region": "US",
    "language": "en",
    "timezone": "America/New_York",
    "current_step": 9,
}

SUPPORT_EXAMPLE = {
    "merchant_id": MERCHANT_ID,
    "support_type": "HARDWARE_SETUP",
    "requested_services": ["Terminal setup", "Printer configuration", "First test transaction"],
    "estimated_session_duration_minutes": 45,
    "complexity": "MEDIUM",
    "requires_technical_specialist": False,
    "hardware_info": {
        "delivery_date": "2026-10-06T14:30:00Z",
        "items": [
            {"sku": "LS-TERMINAL-001", "name": "Terminal", "quantity": 2, "setup_status": "NOT_STARTED"},
            {"sku": "LS-PRINTER-001", "name": "Receipt printer", "quantity": 2, "setup_status": "NOT_STARTED"},
        ],
    },
    "blockers": [
        {
            "type": "HARDWARE_SETUP_NOT_STARTED",
            "description": "Hardware delivered but set-up not begun",
            "severity": "MEDIUM",
        }
    ],
    "preferred_schedule": {
        "days": ["MONDAY", "TUESDAY", "WEDNESDAY"],
        "time_range": "9AM-5PM",
        "timezone": "America/New_York",
    },
}

IC_ENTRY = {
    "queue_entry_id": IC_ENTRY_ID,
    "merchant_id": MERCHANT_ID,
    "lead_id": LEAD_ID,
    "status": "PENDING",
    "support_type": "HARDWARE_SETUP",
    "urgency": "HIGH",
    "cohort": {"type": "ASSISTED", "setup_plan": "FREE_IC"},
    "merchant_info": {
        "email": "merchant@example.com",
        "business_name": "John's Restaurant",
        "business_category": "RESTAURANT",
        "contact": {
            "name": "John Doe",
            "phone": "+15551234567",
            "email": "merchant@example.com",
            "preferred_contact_method": "PHONE",
        },
    },
    "onboarding_context": {
        "current_step": 9,
        "step_name": "Hardware Setup",
        "journey_status": "SETTING_UP",
        "days_in_step": 3,
        "completion_percentage": 80,
        "blockers": SUPPORT_EXAMPLE["blockers"],
    },
    "support_details": {
        "requested_services": SUPPORT_EXAMPLE["requested_services"],
        "estimated_session_duration_minutes": 45,
        "complexity": "MEDIUM",
        "requires_technical_specialist": False,
    },
    "hardware_info": SUPPORT_EXAMPLE["hardware_info"],
    "session_info": None,
    "timing": {
        "added_to_queue_at": "2026-10-08T10:00:00Z",
        "wait_time_hours": 50,
        "preferred_schedule": SUPPORT_EXAMPLE["preferred_schedule"],
        "parked_until": None,
        "park_reason": None,
    },
    "assignment": {
        "assigned_to": None,
        "assigned_at": None,
        "over_capacity": False,
        "auto_assign_eligible": True,
        "suggested_ic": {
            "id": TOM["id"],
            "name": "Tom Anderson",
            "reason": "hardware set-up specialist, lightest load: 2 of 8",
        },
    },
    "created_at": "2026-10-08T10:00:00Z",
}

IC_SUMMARY = {
    "total_in_queue": 36,
    "by_status": {"PENDING": 15, "SCHEDULED": 18, "IN_SESSION": 3, "COMPLETED": 2},
    "by_support_type": {
        "DATA_IMPORT": 12,
        "HARDWARE_SETUP": 16,
        "INTEGRATION": 5,
        "TRAINING": 0,
        "TROUBLESHOOTING": 0,
        "GENERAL": 3,
    },
    "by_urgency": {"CRITICAL": 2, "HIGH": 10, "MEDIUM": 18, "LOW": 6},
    "average_wait_time_hours": 28,
    "longest_wait_time_hours": 72,
}

IC_ASSIGNED: dict[str, Any] = {
    "queue_entry_id": IC_ENTRY_ID,
    "merchant_id": MERCHANT_ID,
    "assignment": {
        "assigned_to": {**TOM, "phone": None},
        "assigned_at": "2026-10-08T16:00:00Z",
        "assigned_by": {"id": TOM["id"], "name": "Tom Anderson"},
        "assignment_reason": "MANUAL",
        "notes": "Knows the till",
        "over_capacity": False,
        "decision_id": None,
    },
    "status": "PENDING",
    "urgency": "HIGH",
    "support_type": "HARDWARE_SETUP",
    "notifications_sent": [],
    "merchant_info": {
        "email": "merchant@example.com",
        "business_name": "John's Restaurant",
        "contact": {"name": "John Doe", "phone": "+15551234567"},
    },
    "session_info": None,
}

MERCHANT = {
    "merchant_id": MERCHANT_ID,
    "external_id": "shop-1207",
    "lead_id": LEAD_ID,
    "email": "merchant@example.com",
    "business_name": "John's Restaurant",
    "business_category": "RESTAURANT",
    "contact": {
        "name": "John Doe",
        "phone": "+15551234567",
        "email": "merchant@example.com",
        "preferred_contact_method": "PHONE",
    },
    "cohort": {"type": "ASSISTED", "setup_plan": "FREE_IC"},
    "region": "US",
    "language": "en",
    "timezone": "America/New_York",
    "onboarding": {
        "journey_status": "SETTING_UP",
        "current_step": 9,
        "step_name": "Hardware Setup",
        "step_started_at": "2026-10-05T09:00:00Z",
        "completion_percentage": 80,
        "steps": [
            {
                "step_number": 9,
                "step_name": "Hardware Setup",
                "status": "IN_PROGRESS",
                "started_at": "2026-10-05T09:00:00Z",
                "completed_at": None,
            }
        ],
    },
    "queue_entries": [IC_ENTRY],
    "created_at": "2026-10-01T09:00:00Z",
    "updated_at": "2026-10-05T09:00:00Z",
    "version": 3,
}
