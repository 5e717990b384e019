"""What happens to leads and to their place in the queue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfLead:
    lead_id: str

    def subject(self) -> tuple[str, str]:
        return "lead", self.lead_id


@event("lead.received")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadReceived(_OfLead):
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
class LeadEnquiredAgain(_OfLead):
    """The same business came back while its entry is open: empty fields are filled, wait and priority stay."""

    sentence: ClassVar[str] = _("enquired again")

    owner_id: str
    team_id: str
    filled: list[str]


@event("lead.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadChanged(_OfLead):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfEntry(_OfLead):
    queue_entry_id: str
    team_id: str


@event("lead.queued")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadQueued(_OfEntry):
    """It waits for an AE, with a score and, unless its cohort has none, a deadline."""

    sentence: ClassVar[str] = _("scored {score}: {parts_text}")

    score: int
    priority: str
    parts: dict[str, int]
    contact_by: datetime | None
    quote_by: datetime | None


@event("lead.assigned")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadAssigned(_OfEntry):
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
class LeadOffered(_OfEntry):
    sentence: ClassVar[str] = _("was offered to {staff_name}")

    staff_id: str
    staff_name: str
    until: datetime


@event("lead.released")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadReleased(_OfEntry):
    """Back in line, with the wait it already had."""

    sentence: ClassVar[str] = _("went back to the queue: {reason}")

    previous_owner_id: str
    reason: str


@event("lead.parked")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadParked(_OfEntry):
    sentence: ClassVar[str] = _("is parked: {reason}")

    until: datetime
    reason: str
    previous_owner_id: str


@event("lead.woken")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadWoken(_OfEntry):
    sentence: ClassVar[str] = _("is back in the queue")


@event("lead.score_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadScoreChanged(_OfEntry):
    """Waiting made it more pressing."""

    sentence: ClassVar[str] = _("scored {score} for waiting")

    owner_id: str
    score: int
    priority: str


@event("lead.contact_logged")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadContactLogged(_OfEntry):
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


@event("lead.closed")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadClosed(_OfEntry):
    sentence: ClassVar[str] = _("closed: {outcome}")

    owner_id: str
    outcome: str
    close_reason: str = ""
    reason_label: str = ""
    in_sla_figures: bool = True


@event("lead.next_try_due")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadNextTryDue(_OfEntry):
    """Nobody has answered so far, and by the cadence it is time to try again."""

    sentence: ClassVar[str] = _("is to be tried again")

    owner_id: str
    attempts: int


@event("lead.reopened")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadReopened(_OfEntry):
    sentence: ClassVar[str] = _("opened again")


@event("lead.sla_warned")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSlaWarned(_OfEntry):
    """Four fifths of the time to first contact are gone. Once per clock."""

    sentence: ClassVar[str] = _("is at risk: contact due")

    owner_id: str
    contact_by: datetime


@event("lead.sla_breached")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSlaBreached(_OfEntry):
    """Nobody made contact in time. Once per clock; `late_by_seconds` is how late this was noticed."""

    sentence: ClassVar[str] = _("missed its contact deadline")

    owner_id: str
    contact_by: datetime
    late_by_seconds: float


@event("lead.quote_warned")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadQuoteWarned(_OfEntry):
    """Four fifths of the time to the quote are gone. Once per clock."""

    sentence: ClassVar[str] = _("is at risk: quote due")

    owner_id: str
    quote_by: datetime


@event("lead.quote_breached")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeadQuoteBreached(_OfEntry):
    """No quote went out in time. Once per clock; `late_by_seconds` is how late this was noticed."""

    sentence: ClassVar[str] = _("missed its quote deadline")

    owner_id: str
    quote_by: datetime
    late_by_seconds: float


@event("policy.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanged:
    """Work of this queue is matched by a new version from now on; the former one stays for its decisions."""

    sentence: ClassVar[str] = _("version {version} is in force: {steps}")

    policy_id: str
    queue: str
    team_id: str
    version: int
    overflow: bool
    contact_needs_connection: bool
    clock_in_team_hours: bool
    reoffer_after_minutes: float | None
    steps: list[str]

    def subject(self) -> tuple[str, str]:
        return "policy", self.policy_id


@event("policy.dropped")
@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyDropped:
    """A team has no policy of its own any more: its work is matched as that of every other team of the queue."""

    sentence: ClassVar[str] = _("is no longer in force: the team goes by the policy of all teams")

    policy_id: str
    queue: str
    team_id: str
    version: int

    def subject(self) -> tuple[str, str]:
        return "policy", self.policy_id
