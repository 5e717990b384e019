"""What account executives are told about their leads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext

from notifications.enums import Kind
from notifications.messages.base import Message


@dataclass(frozen=True)
class LeadMessage(Message):
    """About a lead: `lead_id` is its public id."""

    lead_id: str
    lead_name: str
    business_name: str

    @property
    def path(self) -> str:
        return f"/leads/{self.lead_id}/"


@dataclass(frozen=True)
class NewLeadAssigned(LeadMessage):
    """You have a new lead. `why` says in words why it is yours, `assigned_by` who gave it, empty for the system."""

    kind = Kind.NEW_LEAD_ASSIGNED
    folder = "new_lead_assigned"
    template = "AE_LEAD_ASSIGNMENT"

    contact_by: datetime | None = None
    estimated_value: float | None = None
    currency: str = "USD"
    phone: str = ""
    why: str = ""
    assigned_by: str = ""


@dataclass(frozen=True)
class SlaWarning(LeadMessage):
    """A deadline comes near. `clock` says which: FIRST_CONTACT or QUOTE_DELIVERY. `owner_name` is empty when nobody
    has the lead."""

    kind = Kind.SLA_WARNING
    folder = "sla_warning"
    template = "AE_SLA_WARNING"

    due_at: datetime
    clock: str = "FIRST_CONTACT"
    owner_name: str = ""


@dataclass(frozen=True)
class SlaBreach(LeadMessage):
    """A deadline has passed. `clock` as in the warning; `late_by_minutes` is set when we noticed late ourselves.

    silent_name  who was told before and has not reacted; empty for the first who is told
    """

    kind = Kind.SLA_BREACH
    folder = "sla_breach"
    template = "AE_SLA_BREACH"

    due_at: datetime
    clock: str = "FIRST_CONTACT"
    owner_name: str = ""
    late_by_minutes: int = 0
    silent_name: str = ""


@dataclass(frozen=True)
class LeadActivity(LeadMessage):
    """Your lead has done something.

    activity  ENQUIRED_AGAIN, QUOTE_VIEWED, STEP_CHANGED, KYB_RESULT, and what its owner owes it: TRY_AGAIN,
              NEXT_STEP_DUE; another one is told in general words
    detail    what more there is to say, such as the step's name; empty when nothing
    """

    kind = Kind.LEAD_ACTIVITY
    folder = "lead_activity"
    template = "AE_LEAD_ACTIVITY"

    activity: str = "ENQUIRED_AGAIN"
    detail: str = ""


@dataclass(frozen=True)
class QuoteApproved(LeadMessage):
    kind = Kind.QUOTE_APPROVED
    folder = "quote_approved"
    template = "AE_QUOTE_APPROVED"

    quote_value: float | None = None
    currency: str = "USD"


@dataclass(frozen=True)
class PaymentCompleted(LeadMessage):
    kind = Kind.PAYMENT_COMPLETED
    folder = "payment_completed"
    template = "AE_PAYMENT_COMPLETED"

    amount: float | None = None
    currency: str = "USD"


@dataclass(frozen=True)
class Escalation(LeadMessage):
    """A lead needs you now. `reason` says in words why."""

    kind = Kind.ESCALATION
    folder = "escalation"
    template = "AE_ESCALATION"

    reason: str = ""
    contact_by: datetime | None = None


@dataclass(frozen=True)
class CallbackReminder(LeadMessage):
    """The lead expects a call soon. `note` is what was agreed. Without a time it is told as something that is due."""

    kind = Kind.CALLBACK_REMINDER
    folder = "callback_reminder"
    template = "AE_CALLBACK_REMINDER"

    callback_at: datetime | None = None
    phone: str = ""
    note: str = ""

    @property
    def texts(self) -> str:
        return self.folder if self.callback_at else LeadActivity.folder

    def words(self) -> dict[str, Any]:
        if self.callback_at:
            return {}
        what = [capfirst(gettext("call back")), self.note or self.phone]
        return {"activity": "NEXT_STEP_DUE", "detail": " · ".join(filter(None, what))}
