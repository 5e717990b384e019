"""What happens to merchants, and to the help they wait for."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event
from routing.enums import SupportType


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMerchant:
    merchant_id: str

    def subject(self) -> tuple[str, str]:
        return "merchant", self.merchant_id


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSupport(OfMerchant):
    """One need of the merchant; `owner_id` "" while nobody has it."""

    queue_entry_id: str
    team_id: str
    owner_id: str


@event("merchant.received")
@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantReceived(OfMerchant):
    """A business is to be set up. `lead_id` "" when it was no lead of ours."""

    personal: ClassVar[tuple[str, ...]] = ("email", "contact_name")
    sentence: ClassVar[str] = _("is to be set up")

    business_name: str
    email: str
    contact_name: str
    cohort: str
    lead_id: str


@event("merchant.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantChanged(OfMerchant):
    """What is known of it was corrected. `before` and `after` hold the changed fields only."""

    personal: ClassVar[tuple[str, ...]] = ("before", "after")
    sentence: ClassVar[str] = _("was changed: {fields}")

    fields: list[str]
    before: dict[str, Any]
    after: dict[str, Any]
    version: int


@event("merchant.progressed")
@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantProgressed(OfMerchant):
    """One of its steps stands otherwise. `current_step` and `completion` are those after it."""

    sentence: ClassVar[str] = _("{step_name} is {new_status}")

    step: int
    step_name: str
    previous_status: str
    new_status: str
    current_step: int
    completion: int


@event("support.requested")
@dataclass(frozen=True, slots=True, kw_only=True)
class SupportRequested(OfSupport):
    """It waits for an IC."""

    sentence: ClassVar[str] = _("needs help: {support_type}")

    support_type: str
    score: int
    urgency: str
    parts: dict[str, int]

    @staticmethod
    def shown(fields: dict[str, Any]) -> dict[str, str]:
        return {"support_type": str(SupportType(fields["support_type"]).label)}


@event("support.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SupportChanged(OfSupport):
    """What is needed was told again, or the step it is about has moved on."""

    sentence: ClassVar[str] = _("was changed: {fields}")

    fields: list[str]
    score: int
    urgency: str


@event("support.assigned")
@dataclass(frozen=True, slots=True, kw_only=True)
class SupportAssigned(OfSupport):
    """It has an owner. `decision_id` names the decision when the engine chose."""

    sentence: ClassVar[str] = _("went to {owner_name}")

    owner_name: str
    previous_owner_id: str
    reason: str
    notes: str
    decision_id: str
    over_capacity: bool


@event("support.released")
@dataclass(frozen=True, slots=True, kw_only=True)
class SupportReleased(OfSupport):
    """Back in line, with the wait it already had."""

    sentence: ClassVar[str] = _("went back to the queue: {reason}")

    previous_owner_id: str
    reason: str


@event("support.closed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SupportClosed(OfSupport):
    sentence: ClassVar[str] = _("closed: {outcome}")

    outcome: str


@event("support.queue_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class SupportQueueChanged(OfSupport):
    """Anything else of its place in the queue: `what` says which, such as score_changed, parked, woken."""

    sentence: ClassVar[str] = _("place in line: {what}")

    what: str
    facts: dict[str, Any]
