"""Complete examples for the API documentation."""

LEAD_ID = "lead_01k9a3v7x8e9f0g1h2j3k4m5n6"
ENTRY_ID = "qe_01k9a3v7x8e9f0g1h2j3k4m5n7"
SARAH = {
    "id": "staff_01k9a3v7x8e9f0g1h2j3k4m5n8",
    "name": "Sarah Johnson",
    "email": "sarah.j@example.com",
    "phone": "+15559876543",
}

LEAD_EXAMPLE = {
    "external_id": "crm-4711",
    "email": "merchant@example.com",
    "business_name": "John's Fine Dining LLC",
    "business_category": "RESTAURANT",
    "contact": {
        "name": "John Doe",
        "phone": "+1-555-123-4567",
        "email": "merchant@example.com",
        "preferred_contact_method": "PHONE",
    },
    "profile": {"annual_revenue": 2500000, "number_of_locations": 12, "region": "US"},
    "source": {"channel": "WEBSITE", "campaign_id": "spring", "utm_source": "google"},
    "quote_value_estimate": 75000,
    "current_step": 2,
}

LEAD_RECEIVED = {
    "lead_id": LEAD_ID,
    "queue_entry_id": ENTRY_ID,
    "cohort": "MANAGED",
    "priority": "HIGH",
    "contact_by": "2026-10-09T12:15:00Z",
    "assigned_to": None,
    "decision_id": None,
}

QUEUE_ENTRY = {
    "queue_entry_id": ENTRY_ID,
    "lead_id": LEAD_ID,
    "status": "PENDING",
    "priority": "HIGH",
    "cohort": {"type": "MANAGED", "selling_plan": "AE_NEGOTIATED", "setup_plan": "PAID_IC"},
    "lead_info": {
        "email": "merchant@example.com",
        "business_name": "John's Fine Dining LLC",
        "business_category": "RESTAURANT",
        "contact": {
            "name": "John Doe",
            "phone": "+15551234567",
            "email": "merchant@example.com",
            "preferred_contact_method": "PHONE",
        },
        "profile": {"annual_revenue": 2500000, "number_of_locations": 12, "region": "US"},
    },
    "context": {
        "current_step": 2,
        "step_name": "Account Creation",
        "kyb_status": None,
        "quote_value_estimate": 75000,
        "currency": "USD",
        "source": {"channel": "WEBSITE", "campaign_id": "spring", "utm_source": "google"},
    },
    "timing": {
        "added_to_queue_at": "2026-10-09T12:00:00Z",
        "parked_until": None,
        "park_reason": None,
        "wait_time_minutes": 5,
        "sla_contact_by": "2026-10-09T12:15:00Z",
        "sla_status": "ON_TIME",
        "time_until_sla_breach_minutes": 10,
        "time_since_sla_breach_minutes": None,
        "quote_by": "2026-10-09T14:00:00Z",
        "quote_status": "ON_TIME",
    },
    "assignment": {
        "assigned_to": None,
        "assigned_at": None,
        "over_capacity": False,
        "auto_assign_eligible": True,
        "suggested_ae": {
            "id": SARAH["id"],
            "name": "Sarah Johnson",
            "reason": "Restaurant specialist, lightest load: 4 of 25",
        },
    },
    "communication_history": [
        {
            "id": "comm_01k9a3v7x8e9f0g1h2j3k4m5n9",
            "type": "PHONE_CALL",
            "timestamp": "2026-10-09T12:04:00Z",
            "sent_to": None,
            "outcome": "NO_ANSWER",
            "logged_by": SARAH["id"],
        }
    ],
    "created_at": "2026-10-09T12:00:00Z",
}

LEAD = {**QUEUE_ENTRY, "external_id": "crm-4711", "updated_at": "2026-10-09T12:00:00Z", "version": 7}

QUEUE_SUMMARY = {
    "total_in_queue": 47,
    "by_status": {"PENDING": 12, "ASSIGNED": 28, "CONTACTED": 7, "CLOSED": 0},
    "by_priority": {"URGENT": 3, "HIGH": 15, "MEDIUM": 22, "LOW": 7},
    "sla_metrics": {
        "within_sla": 35,
        "at_risk": 8,
        "breached": 4,
        "average_wait_time_minutes": 12,
        "longest_wait_time_minutes": 45,
    },
    "estimated_total_value": 1250000,
    "currency": "USD",
}

ASSIGNED = {
    "queue_entry_id": ENTRY_ID,
    "lead_id": LEAD_ID,
    "assignment": {
        "assigned_to": SARAH,
        "assigned_at": "2026-10-09T12:05:00Z",
        "assigned_by": {"id": SARAH["id"], "name": "Sarah Johnson"},
        "assignment_reason": "MANUAL",
        "notes": None,
        "over_capacity": False,
        "decision_id": None,
    },
    "status": "ASSIGNED",
    "priority": "HIGH",
    "sla": {"contact_by": "2026-10-09T12:15:00Z", "time_to_contact_minutes": 10},
    "scheduled_callback": None,
    "notifications_sent": [
        {
            "type": "EMAIL",
            "recipient": SARAH["id"],
            "template": "AE_LEAD_ASSIGNMENT",
            "status": "QUEUED",
            "sent_at": None,
        }
    ],
    "lead_info": {
        "email": "merchant@example.com",
        "business_name": "John's Fine Dining LLC",
        "contact": {"name": "John Doe", "phone": "+15551234567"},
    },
    "next_actions": [
        {
            "action": "CONTACT_LEAD",
            "description": "Contact lead within 10 minutes",
            "due_by": "2026-10-09T12:15:00Z",
            "priority": "HIGH",
        },
        {
            "action": "LOG_COMMUNICATION",
            "description": "Log outcome of initial contact",
            "url": f"/api/v1/queues/ae/{LEAD_ID}/communication",
        },
    ],
}

CONTACT_LOGGED = {
    "communication_id": "comm_01k9a3v7x8e9f0g1h2j3k4m5n9",
    "lead_id": LEAD_ID,
    "queue_entry_id": ENTRY_ID,
    "communication_type": "PHONE_CALL",
    "outcome": "CONNECTED",
    "duration_minutes": 15,
    "logged_at": "2026-10-09T12:10:00Z",
    "logged_by": {"id": SARAH["id"], "name": "Sarah Johnson"},
    "queue_status_updated": {
        "previous_status": "ASSIGNED",
        "new_status": "CONTACTED",
        "updated_at": "2026-10-09T12:10:00Z",
    },
    "sla_metrics": {
        "contact_sla_met": True,
        "time_to_first_contact_minutes": 10,
        "sla_threshold_minutes": 15,
        "time_to_connection_minutes": 10,
        "connected_at": "2026-10-09T12:10:00Z",
    },
    "next_steps_created": [
        {
            "action_id": "act_01k9a3v7x8e9f0g1h2j3k4m5nc",
            "action": "GENERATE_QUOTE",
            "due_date": "2026-10-10T12:00:00Z",
            "status": "PENDING",
        },
        {
            "action_id": "act_01k9a3v7x8e9f0g1h2j3k4m5nd",
            "action": "SCHEDULE_FOLLOWUP",
            "scheduled_for": "2026-10-12T14:00:00Z",
            "status": "PENDING",
            "calendar_event_id": "book_01k9a3v7x8e9f0g1h2j3k4m5ne",
        },
    ],
}

DECISION = {
    "decision_id": "dec_01k9a3v7x8e9f0g1h2j3k4m5na",
    "kind": "ASSIGNMENT",
    "about": {"kind": "lead", "id": LEAD_ID},
    "lead_id": LEAD_ID,
    "decided_at": "2026-10-09T12:00:00Z",
    "policy": {"id": "pol_01k9a3v7x8e9f0g1h2j3k4m5nb", "version": 1},
    "winner": {"id": SARAH["id"], "name": "Sarah Johnson"},
    "sentence": "Online, restaurant specialist, lightest load: 4 of 25",
    "overflowed": False,
    "needs": {"skill": "RESTAURANT", "language": "", "vip": True, "previous_owner": "", "excluded": []},
    "candidates": [
        {"id": SARAH["id"], "name": "Sarah Johnson", "assigned": 4, "places": 25, "rank": 1, "reason": "4 of 25"}
    ],
}

ACTION = {
    "action_id": "act_01k9a3v7x8e9f0g1h2j3k4m5nc",
    "action": "GENERATE_QUOTE",
    "status": "PENDING",
    "due_date": "2026-10-10T12:00:00Z",
    "scheduled_for": None,
    "calendar_event_id": None,
    "is_callback": False,
    "note": "two locations, integrated payments",
    "lead_id": LEAD_ID,
    "queue_entry_id": ENTRY_ID,
    "business_name": "John's Fine Dining LLC",
    "contact": {"name": "John Doe", "phone": "+15551234567"},
    "assigned_to": {"id": SARAH["id"], "name": "Sarah Johnson"},
    "communication_id": "comm_01k9a3v7x8e9f0g1h2j3k4m5n9",
    "created_at": "2026-10-09T12:10:00Z",
    "settled_at": None,
    "settled_because": None,
}

BATCH = {
    "batch_id": "batch_01k9a3v7x8e9f0g1h2j3k4m5nc",
    "kind": "AUTO_ASSIGN",
    "state": "DONE",
    "total": 40,
    "done": 38,
    "failed": 2,
    "started_by": {"id": SARAH["id"], "name": "Sarah Johnson"},
    "created_at": "2026-10-09T12:00:00Z",
    "finished_at": "2026-10-09T12:00:04Z",
}
BATCH_ROW = {"row": 1, "state": "DONE", "data": LEAD_ID, "result": {"result": "assigned", "to": SARAH["id"]}}
