"""What a lead tells the door: its needs, its events, its refusals, who hears of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from accounts.scopes import Scope
from core.actor import Actor
from core.errors import DomainError, ErrorCode
from notifications.enums import Kind
from notifications.models import Notification
from routing import events
from routing.enums import AssignmentReason, ClockKind, Cohort, Queue
from routing.kinds import Subject
from routing.kinds.refusals import already_taken, full
from routing.kinds.telling import how_assigned, tell
from routing.models import Lead, QueueEntry, WorkItem
from routing.models.work_item import WorkItemQuerySet
from routing.queries.line import visible_to
from routing.queries.on_duty import answerable_for, on_duty
from routing.rules.matching import Candidate, Needs
from workforce.models import Staff


class LeadKind:
    """Registered under "lead"."""

    warning, breach = Kind.SLA_WARNING, Kind.SLA_BREACH
    related: tuple[str, ...] = ("queue_entry__lead",)
    read_scope: str = Scope.AE_QUEUE_READ
    EVENTS: ClassVar[dict[str, type]] = {
        "assigned": events.LeadAssigned,
        "offered": events.LeadOffered,
        "released": events.LeadReleased,
        "parked": events.LeadParked,
        "woken": events.LeadWoken,
        "score_changed": events.LeadScoreChanged,
        "closed": events.LeadClosed,
        "reopened": events.LeadReopened,
        "next_try_due": events.LeadNextTryDue,
        "sla_warned": events.LeadSlaWarned,
        "sla_breached": events.LeadSlaBreached,
        "quote_warned": events.LeadQuoteWarned,
        "quote_breached": events.LeadQuoteBreached,
        "breach_passed_on": events.LeadBreachPassedOn,
        "reoffered": events.LeadReoffered,
        "reoffered_in_vain": events.LeadReofferedInVain,
    }

    def needs(self, item: WorkItem) -> Needs:
        """A specialist for its business, somebody who speaks its language; a managed lead is a VIP."""
        lead = _lead(item)
        return Needs(skill=lead.business_category, language=lead.language, vip=lead.cohort == Cohort.MANAGED)

    def people(self, item: WorkItem, at: datetime) -> Sequence[Candidate] | None:
        return None

    def place_for(self, item: WorkItem) -> str:
        return item.queue

    def take_time(self, item: WorkItem, to: Staff, *, by: Actor, at: datetime) -> None:
        """A lead has no hour of its own."""

    def settle_entry(self, item: WorkItem, *, is_open: bool, at: datetime) -> None:
        """A lead that has come back since waits in another entry, and this one stays closed."""
        entries = QueueEntry.objects.filter(work_item=item)
        if is_open:
            lead = Lead.objects.select_for_update().get(pk=item.queue_entry.lead_id)  # an enquiry waits, or is seen
            if lead.entries.filter(is_open=True).exists():
                raise DomainError(
                    ErrorCode.INVALID_TRANSITION, _("This lead has come back and is in the queue already.")
                )
        entries.update(is_open=is_open)

    def subject(self, item: WorkItem) -> Subject:
        lead = _lead(item)
        return Subject(lead.business_name, reverse("lead", args=[lead.public_id]))

    def id_of(self, item: WorkItem) -> str:
        return _lead(item).public_id

    def visible_to(self, by: Actor) -> WorkItemQuerySet:
        return visible_to(Queue.AE, by, team_view=True)

    def moved(self, what: str, item: WorkItem, **facts: Any) -> Any:
        return self.EVENTS[what](
            lead_id=_lead(item).public_id,
            queue_entry_id=item.queue_entry.public_id,
            team_id=item.team.public_id,
            **facts,
        )

    def tell_owner(self, item: WorkItem, *, by: Actor, at: datetime) -> list[Notification]:
        """The owner hears that the lead is theirs, with the reason and the deadline."""
        lead = _lead(item)
        assert item.owner is not None
        if item.assignment_reason == AssignmentReason.ESCALATION:
            return self.tell_escalated(item, reason=item.assignment_notes, by=by, at=at)
        more = {"contact_by": _contact_by(item), "estimated_value": lead.quote_value_estimate}
        context = _named(lead) | more | {"phone": lead.contact_phone} | how_assigned(item, by)
        occasion = f"assigned:{item.version}"
        return tell(Kind.NEW_LEAD_ASSIGNED, [item.owner], item, context, occasion=occasion, by=by, at=at)

    def tell_clock(
        self,
        what: str,
        item: WorkItem,
        clock: ClockKind,
        *,
        to: Sequence[Staff] | None = None,
        silent: str = "",
        by: Actor,
        at: datetime,
    ) -> list[Notification]:
        """The owner hears of the deadline; who is on duty, where there is none or the owner's login is closed.

        to, silent  somebody else instead, because the one of that name has not reacted
        """
        due_at = item.promise(clock).due_at
        assert due_at is not None
        owner = item.owner.name if item.owner else ""
        context = _named(_lead(item)) | {"clock": clock.value, "due_at": due_at, "owner_name": owner}
        if what == "breach":
            context |= {"late_by_minutes": int((at - due_at).total_seconds() // 60), "silent_name": silent}
        kind = self.warning if what == "warning" else self.breach
        occasion = f"{clock}:{what}:{due_at.isoformat()}"
        return tell(kind, to or answerable_for(item), item, context, occasion=occasion, by=by, at=at)

    def tell_escalated(self, item: WorkItem, *, reason: str, by: Actor, at: datetime) -> list[Notification]:
        """The owner hears that the lead needs a person now; who is on duty, where nobody has it yet."""
        people = [item.owner] if item.owner else on_duty(item)
        context = _named(_lead(item)) | {"reason": reason, "contact_by": _contact_by(item)}
        return tell(Kind.ESCALATION, people, item, context, occasion=f"escalated:{item.version}", by=by, at=at)

    def tell_taken_back(self, item: WorkItem, former: Staff, *, by: Actor, at: datetime) -> list[Notification]:
        """Who had it hears that somebody else has it now."""
        assert item.owner is not None
        context = _named(_lead(item)) | {"activity": "TAKEN_BACK", "detail": item.owner.name}
        return tell(Kind.LEAD_ACTIVITY, [former], item, context, occasion=f"taken back:{item.version}", by=by, at=at)

    def already_taken(self, item: WorkItem, by: Actor) -> DomainError:
        ids = {"lead_id": _lead(item).public_id}
        return already_taken(ErrorCode.LEAD_ALREADY_ASSIGNED, item, by, what="lead", **ids)

    def not_taken(self, item: WorkItem) -> DomainError:
        return DomainError(ErrorCode.LEAD_NOT_ASSIGNED, _("Nobody has this at present, so it cannot be released."))

    def full(self, staff: Staff, item: WorkItem, by: Actor) -> DomainError:
        return full(ErrorCode.AE_CAPACITY_EXCEEDED, staff, item, by, what="leads", who="ae")

    def is_closed(self, item: WorkItem) -> DomainError:
        return DomainError(
            ErrorCode.QUEUE_ENTRY_CLOSED,
            "This lead is closed. Reopen it first.",
            {"lead_id": _lead(item).public_id, "outcome": item.outcome, "closed_at": item.closed_at},
        )


def _lead(item: WorkItem) -> Lead:
    return item.queue_entry.lead


def _named(lead: Lead) -> dict[str, Any]:
    """What every message about a lead says of it."""
    return {"lead_id": lead.public_id, "lead_name": lead.contact_name, "business_name": lead.business_name}


def _contact_by(item: WorkItem) -> datetime | None:
    return item.due_at if item.contact_met_at is None else None
