"""What a lead tells the door: its needs, its events, its refusals, who hears of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from accounts.scopes import Scope
from core.actor import Actor
from core.errors import DomainError, ErrorCode
from notifications.actions import notify
from notifications.enums import Kind
from notifications.models import Notification
from routing import events
from routing.enums import AssignmentReason, ClockKind, Cohort, Queue
from routing.kinds import Subject
from routing.models import Lead, QueueEntry, WorkItem
from routing.models.work_item import WorkItemQuerySet
from routing.policies import can_override_capacity, can_reassign
from routing.queries.line import visible_to
from routing.queries.on_duty import on_duty
from routing.rules.matching import Candidate, Needs
from workforce.models import Staff
from workforce.queries.load import load_of


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

    def settle_place(self, item: WorkItem, *, is_open: bool, at: datetime) -> None:
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
        return notify(
            Kind.NEW_LEAD_ASSIGNED,
            [item.owner],
            context={
                "lead_id": lead.public_id,
                "lead_name": lead.contact_name,
                "business_name": lead.business_name,
                "contact_by": item.due_at if item.contact_met_at is None else None,
                "estimated_value": lead.quote_value_estimate,
                "phone": lead.contact_phone,
                "why": item.decision.sentence if item.decision else item.assignment_notes[:200],
                "assigned_by": "" if item.decision or by.user_id == item.owner_id else by.name,
            },
            about=item,
            priority=item.priority,
            by=by.on(item.journey_id),
            at=at,
            dedupe=f"{item.public_id}:assigned:{item.version}",
        )

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
        lead, due_at = _lead(item), item.promise(clock).due_at
        assert due_at is not None
        context: dict[str, Any] = {
            "lead_id": lead.public_id,
            "lead_name": lead.contact_name,
            "business_name": lead.business_name,
            "clock": clock.value,
            "due_at": due_at,
            "owner_name": item.owner.name if item.owner else "",
        }
        if what == "breach":
            context |= {"late_by_minutes": int((at - due_at).total_seconds() // 60), "silent_name": silent}
        return notify(
            Kind.SLA_WARNING if what == "warning" else Kind.SLA_BREACH,
            to or ([item.owner] if item.owner and item.owner.user.is_active else on_duty(item)),
            context=context,
            about=item,
            priority=item.priority,
            by=by.on(item.journey_id),
            at=at,
            dedupe=f"{item.public_id}:{clock}:{what}:{due_at.isoformat()}",
        )

    def tell_escalated(self, item: WorkItem, *, reason: str, by: Actor, at: datetime) -> list[Notification]:
        """The owner hears that the lead needs a person now; who is on duty, where nobody has it yet."""
        lead = _lead(item)
        return notify(
            Kind.ESCALATION,
            [item.owner] if item.owner else on_duty(item),
            context={
                "lead_id": lead.public_id,
                "lead_name": lead.contact_name,
                "business_name": lead.business_name,
                "reason": reason,
                "contact_by": item.due_at if item.contact_met_at is None else None,
            },
            about=item,
            priority=item.priority,
            by=by.on(item.journey_id),
            at=at,
            dedupe=f"{item.public_id}:escalated:{item.version}",
        )

    def tell_taken_back(self, item: WorkItem, former: Staff, *, by: Actor, at: datetime) -> list[Notification]:
        """Who had it hears that somebody else has it now."""
        lead = _lead(item)
        assert item.owner is not None
        return notify(
            Kind.LEAD_ACTIVITY,
            [former],
            context={
                "lead_id": lead.public_id,
                "lead_name": lead.contact_name,
                "business_name": lead.business_name,
                "activity": "TAKEN_BACK",
                "detail": item.owner.name,
            },
            about=item,
            priority=item.priority,
            by=by.on(item.journey_id),
            at=at,
            dedupe=f"{item.public_id}:taken back:{item.version}",
        )

    def already_taken(self, item: WorkItem, by: Actor) -> DomainError:
        assert item.owner is not None
        return DomainError(
            ErrorCode.LEAD_ALREADY_ASSIGNED,
            f"{item.owner.name} has this lead already.",
            {
                "lead_id": _lead(item).public_id,
                "assigned_to": {"id": item.owner.public_id, "name": item.owner.name},
                "assigned_at": item.assigned_at,
                "can_reassign": can_reassign(by, item),
            },
        )

    def not_taken(self, item: WorkItem) -> DomainError:
        return DomainError(ErrorCode.LEAD_NOT_ASSIGNED, _("Nobody has this at present, so it cannot be released."))

    def full(self, staff: Staff, item: WorkItem, by: Actor) -> DomainError:
        load = load_of(staff.pk, item.queue)
        return DomainError(
            ErrorCode.AE_CAPACITY_EXCEEDED,
            f"{staff.name} has no room: {load.taken} of {load.places} leads.",
            {
                "ae_id": staff.public_id,
                "current_assigned": load.taken,
                "max_capacity": load.places,
                "can_override": can_override_capacity(by),
            },
        )

    def is_closed(self, item: WorkItem) -> DomainError:
        return DomainError(
            ErrorCode.QUEUE_ENTRY_CLOSED,
            "This lead is closed. Reopen it first.",
            {"lead_id": _lead(item).public_id, "outcome": item.outcome, "closed_at": item.closed_at},
        )


def _lead(item: WorkItem) -> Lead:
    return item.queue_entry.lead
