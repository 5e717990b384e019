"""What the routing API specification shows of the AE queue: two leads, their entries, and who asks."""

import re
from datetime import UTC, datetime, timedelta

from accounts.enums import Role
from accounts.tests.factories import ApiKeyFactory, UserFactory, bearer
from core import clock
from core.testing import Api
from routing.models import WorkItem

QUEUE = "/api/v1/queues/ae"
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)  # a Monday

DINING = {
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
    "source": {"channel": "WEBSITE", "campaign_id": "spring_2025", "utm_source": "google"},
    "quote_value_estimate": 75000,
    "current_step": 2,
}
RETAIL = {
    "email": "owner@retailstore.com",
    "business_name": "Boutique Retail Co",
    "business_category": "RETAIL",
    "contact": {"name": "Jane Smith", "phone": "+1-555-987-6543"},
    "profile": {"annual_revenue": 750000, "number_of_locations": 3},
    "quote_value_estimate": 15000,
    "current_step": 4,
}


class Fits:
    """Equal to every text of that form."""

    def __init__(self, form: str) -> None:
        self.form = form

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and re.fullmatch(self.form, other) is not None

    def __repr__(self) -> str:
        return f"<{self.form}>"

    __hash__ = None


def id_of(kind: str) -> Fits:
    return Fits(f"{kind}_[0-9a-z]{{26}}")


def at(minutes: float) -> Fits:
    """That many minutes after noon; the clock ticks on while the test runs."""
    begin = NOON + timedelta(minutes=minutes)
    return Fits(f"{begin:%Y-%m-%dT%H:%M}:[0-5]\\d(\\.\\d+)?Z")


def api_of(staff):
    """Signed in at this moment: use it inside of `moment(…)`."""
    return Api(bearer(staff.user))


def admin(role=Role.ADMIN):
    return Api(bearer(UserFactory(name="Queue Manager", roles=[role])))


def system(*scopes):
    return Api(f"Api-Key {ApiKeyFactory(name='CRM', scopes=list(scopes)).secret_text}")


def moment(minutes):
    return clock.moved(to=NOON + timedelta(minutes=minutes))


def send(lead, minutes, **own):
    """The lead arrives over the API; its path and its item."""
    with moment(minutes):
        answer = system("system:routing").post("/api/v1/leads", lead | own, key=True)
    assert answer.status_code == 201, answer.content
    return answer.json()["lead_id"], WorkItem.objects.get(queue_entry__lead__email=(lead | own)["email"])


def assign(api, lead_id, **wish):
    return api.post(f"{QUEUE}/{lead_id}/assign", wish, key=True)


PENDING = {
    "queue_entry_id": id_of("qe"),
    "lead_id": id_of("lead"),
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
        "source": {"channel": "WEBSITE", "campaign_id": "spring_2025", "utm_source": "google"},
    },
    "timing": {
        "added_to_queue_at": at(0),
        "wait_time_minutes": 5,
        "sla_contact_by": at(15),
        "sla_status": "ON_TIME",
        "time_until_sla_breach_minutes": 9,  # 9 and a part: whole minutes that are left
        "time_since_sla_breach_minutes": None,
        "parked_until": None,
        "park_reason": None,
    },
    "assignment": {
        "assigned_to": None,
        "assigned_at": None,
        "over_capacity": False,
        "auto_assign_eligible": True,
        "suggested_ae": {"id": id_of("staff"), "name": "Sarah Johnson", "reason": Fits(".*estaurant specialist.*")},
    },
    "communication_history": [],
    "created_at": at(0),
}

ASSIGNED = {
    "queue_entry_id": id_of("qe"),
    "lead_id": id_of("lead"),
    "status": "ASSIGNED",
    "priority": "HIGH",  # MEDIUM there; by its own formula 20 + 20 and 20 for having waited
    "cohort": {"type": "ASSISTED", "selling_plan": "AE_GUIDED", "setup_plan": "FREE_IC"},
    "lead_info": {
        "email": "owner@retailstore.com",
        "business_name": "Boutique Retail Co",
        "business_category": "RETAIL",
        "contact": {
            "name": "Jane Smith",
            "phone": "+15559876543",
            "email": "owner@retailstore.com",
            "preferred_contact_method": None,
        },
        "profile": {"annual_revenue": 750000, "number_of_locations": 3, "region": None},
    },
    "context": {
        "current_step": 4,
        "step_name": "Software Requirements",
        "kyb_status": "APPROVED",
        "quote_value_estimate": 15000,
        "source": {"channel": None, "campaign_id": None, "utm_source": None},
    },
    "timing": {
        "added_to_queue_at": at(-30),
        "wait_time_minutes": 35,
        "sla_contact_by": at(0),  # 30 minutes for ASSISTED, by the table of thresholds; 15 in the example there
        "sla_status": "BREACHED",
        "time_until_sla_breach_minutes": None,
        "time_since_sla_breach_minutes": 5,
        "parked_until": None,
        "park_reason": None,
    },
    "assignment": {
        "assigned_to": {
            "id": id_of("staff"),
            "name": "Mike Wilson",
            "email": "mike.w@example.com",
            "phone": "+15551112222",
        },
        "assigned_at": at(-28),
        "over_capacity": False,
        "auto_assign_eligible": False,
        "suggested_ae": None,
    },
    "communication_history": [
        {
            "id": id_of("notif"),
            "type": "ASSIGNMENT_NOTIFICATION",
            "timestamp": at(-28),
            "sent_to": id_of("staff"),
            "outcome": None,
            "logged_by": None,
        }
    ],
    "created_at": at(-30),
}


def only(entry, template):
    """The fields that the specification knows, at every depth; others may be there besides."""
    if not isinstance(template, dict) or not isinstance(entry, dict):
        return entry
    return {name: only(entry.get(name), value) for name, value in template.items()}
