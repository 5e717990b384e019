"""Each message and what it needs to be written: checked when notify() is called, not when a worker renders it.

A message's folder in `templates/messages/` holds subject.txt, text.txt and body.html.
"""

from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, ClassVar, Self, get_args, get_type_hints

from notifications.enums import Kind


class InvalidMessage(ValueError):
    """The caller gave a message what it cannot be written with: a mistake in code, never in anybody's input."""


@dataclass(frozen=True)
class Message:
    """What templates know. Subclasses add fields; a field without default must be given."""

    kind: ClassVar[Kind]
    folder: ClassVar[str]
    #: the name that API answers give it
    template: ClassVar[str]
    #: after a try whose outcome nobody knows: alerts prefer a repeat
    repeat_when_unknown: ClassVar[bool] = True

    @property
    def path(self) -> str:
        """The page it leads to."""
        raise NotImplementedError

    @classmethod
    def checked(cls, context: Mapping[str, Any]) -> Self:
        """From a caller's dictionary or from the stored one. Raises InvalidMessage."""
        hints = _hints(cls)  # type: ignore[arg-type]  # a class is hashable
        known = {field.name: field for field in fields(cls)}
        unknown = sorted(set(context) - set(known))
        missing = sorted(name for name, field in known.items() if field.default is MISSING and name not in context)
        if unknown or missing:
            raise InvalidMessage(f"{cls.kind}: unknown {unknown}, missing {missing}")
        return cls(**{name: cls._value(name, hints[name], value) for name, value in context.items()})

    @classmethod
    def _value(cls, name: str, hint: Any, value: Any) -> Any:
        wanted = get_args(hint) if isinstance(hint, UnionType) else (hint,)
        if datetime in wanted and isinstance(value, str):
            value = datetime.fromisoformat(value)
        if float in wanted and not isinstance(value, bool) and hasattr(value, "__float__"):
            value = float(value)  # amounts come as int or Decimal too
        if not isinstance(value, wanted):
            raise InvalidMessage(f"{cls.kind}: {name} is {type(value).__name__}, not {hint}")
        if isinstance(value, datetime) and value.tzinfo is None:
            raise InvalidMessage(f"{cls.kind}: {name} has no zone")
        return value

    def as_json(self) -> dict[str, Any]:
        return {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(self).items()
        }


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
    """The lead expects a call soon. `note` is what was agreed."""

    kind = Kind.CALLBACK_REMINDER
    folder = "callback_reminder"
    template = "AE_CALLBACK_REMINDER"

    callback_at: datetime
    phone: str = ""
    note: str = ""


@cache
def _hints(message: type[Message]) -> dict[str, Any]:
    return get_type_hints(message)


MESSAGES: dict[str, type[Message]] = {
    message.kind: message
    for message in (
        NewLeadAssigned,
        SlaWarning,
        SlaBreach,
        LeadActivity,
        QuoteApproved,
        PaymentCompleted,
        Escalation,
        CallbackReminder,
    )
}


def message_of(kind: str, context: Mapping[str, Any]) -> Message:
    """The checked message of that kind. Raises InvalidMessage."""
    if kind not in MESSAGES:
        raise InvalidMessage(f"{kind} has no message")
    return MESSAGES[kind].checked(context)
