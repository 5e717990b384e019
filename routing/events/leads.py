"""What happens to leads and to their place in the queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event
from routing.events.about import OfEntry, OfLead


@event("lead.received")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadReceived(OfLead):
    """A new business wants to buy. Self-serve ones wait in no queue: then there is no entry."""

    personal: ClassVar[tuple[str, ...]] = ("email", "contact_name")
    sentence: ClassVar[str] = _("arrived from {channel}")

    business_name: str
    email: str
    contact_name: str
    cohort: str
    channel: str
    region: str
    campaign_id: str


@event("lead.enquired_again")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadEnquiredAgain(OfLead):
    """The same business came back while its entry is open: empty fields are filled, wait and priority stay."""

    sentence: ClassVar[str] = _("enquired again")

    owner_id: str
    team_id: str
    filled: list[str]


@event("lead.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadChanged(OfLead):
    """What is known of it was corrected. `before` and `after` hold the changed fields only, names and addresses apart.

    `score` and `priority` are those of its open entry after the change, None and "" without one.
    """

    personal: ClassVar[tuple[str, ...]] = ("contact_before", "contact_after")
    sentence: ClassVar[str] = _("was changed: {fields}")

    owner_id: str
    team_id: str
    fields: list[str]
    before: dict[str, Any]
    after: dict[str, Any]
    contact_before: dict[str, Any]
    contact_after: dict[str, Any]
    version: int
    score: int | None
    priority: str


@event("lead.escalated")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadEscalated(OfLead):
    """A self-serve lead needs a person: it takes a place in the queue."""

    sentence: ClassVar[str] = _("was escalated: {reason}")

    reason: str


@event("lead.queued")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadQueued(OfEntry):
    """It waits for an AE, with a score and, unless its cohort has none, a deadline."""

    sentence: ClassVar[str] = _("scored {score}: {parts_text}")

    score: int
    priority: str
    parts: dict[str, int]
    contact_by: datetime | None
    quote_by: datetime | None


@event("lead.assigned")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadAssigned(OfEntry):
    """It has an owner. `decision_id` names the decision when the engine chose."""

    sentence: ClassVar[str] = _("went to {owner_name}")

    owner_id: str
    owner_name: str
    previous_owner_id: str
    reason: str
    notes: str
    decision_id: str
    over_capacity: bool


@event("lead.offered")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadOffered(OfEntry):
    sentence: ClassVar[str] = _("was offered to {staff_name}")

    staff_id: str
    staff_name: str
    until: datetime


@event("lead.released")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadReleased(OfEntry):
    """Back in line, with the wait it already had."""

    sentence: ClassVar[str] = _("went back to the queue: {reason}")

    previous_owner_id: str
    reason: str


@event("lead.parked")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadParked(OfEntry):
    sentence: ClassVar[str] = _("is parked: {reason}")

    until: datetime
    reason: str
    previous_owner_id: str


@event("lead.woken")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadWoken(OfEntry):
    sentence: ClassVar[str] = _("is back in the queue")


@event("lead.score_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadScoreChanged(OfEntry):
    """Waiting made it more pressing."""

    sentence: ClassVar[str] = _("scored {score} for waiting")

    owner_id: str
    score: int
    priority: str


@event("lead.contact_logged")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadContactLogged(OfEntry):
    """Somebody reached it, or tried to. The first one stops the first-contact clock."""

    sentence: ClassVar[str] = _("{communication_type}: {outcome}")

    communication_id: str
    owner_id: str
    communication_type: str
    outcome: str
    first_attempt: bool
    previous_status: str
    new_status: str
    attempts: int = 0
    next_try_at: datetime | None = None


@event("lead.activity_recorded")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadActivityRecorded(OfEntry):
    """Another system says what the lead did. Without an entry ids are empty; `changed` names what followed from it."""

    sentence: ClassVar[str] = _("{activity}")

    owner_id: str
    activity: str
    occurred_at: datetime
    amount: float | None
    step: int | None
    forced: bool
    kyb_status: str
    changed: list[str]


@event("lead.closed")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadClosed(OfEntry):
    sentence: ClassVar[str] = _("closed: {outcome}")

    owner_id: str
    outcome: str
    close_reason: str = ""
    reason_label: str = ""
    in_sla_figures: bool = True
    value: float = 0


@event("lead.reopened")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadReopened(OfEntry):
    sentence: ClassVar[str] = _("opened again")
