"""What a merchant's need for help tells the door: its needs, its events, its refusals, who hears of it.

Registered under "support" by scheduling, which adds what its session needs.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop as _

from accounts.scopes import Scope
from core.actor import Actor
from core.errors import DomainError, ErrorCode
from notifications.enums import Kind
from notifications.models import Notification
from routing import events
from routing.enums import URGENCY, ClockKind, Cohort, Priority, Queue
from routing.kinds import Subject
from routing.kinds.refusals import already_taken, full
from routing.kinds.telling import how_assigned, tell
from routing.models import IcEntry, WorkItem
from routing.models.work_item import WorkItemQuerySet
from routing.queries.line import visible_to
from routing.rules.matching import Candidate, Needs
from workforce.models import Staff


class SupportKind:
    """No clock is promised, so nobody is warned of one."""

    warning, breach = Kind.SLA_WARNING, Kind.SLA_BREACH
    related: tuple[str, ...] = ("ic_entry__merchant",)
    read_scope: str = Scope.IC_QUEUE_READ

    def needs(self, item: WorkItem) -> Needs:
        """Who knows this kind of help, and speaks the merchant's language; somebody senior where it is managed or
        asks for a specialist."""
        entry = item.ic_entry
        merchant = entry.merchant
        senior = entry.needs_specialist or merchant.cohort == Cohort.MANAGED
        return Needs(skill=entry.support_type, language=merchant.language, vip=senior)

    def people(self, item: WorkItem, at: datetime) -> Sequence[Candidate] | None:
        return None

    def place_for(self, item: WorkItem) -> str:
        return item.queue

    def take_time(self, item: WorkItem, to: Staff, *, by: Actor, at: datetime) -> None:
        """Whoever schedules sessions registers a kind that moves the session along."""

    def settle_entry(self, item: WorkItem, *, is_open: bool, at: datetime) -> None:
        entry = item.ic_entry
        others = IcEntry.objects.filter(merchant=entry.merchant_id, support_type=entry.support_type, is_open=True)
        if is_open and others.exclude(pk=entry.pk).exists():
            raise DomainError(ErrorCode.INVALID_TRANSITION, _("The merchant waits for the same help already."))
        IcEntry.objects.filter(pk=entry.pk).update(is_open=is_open)
        entry.is_open = is_open

    def subject(self, item: WorkItem) -> Subject:
        entry = item.ic_entry
        name = f"{entry.merchant.business_name} · {entry.get_support_type_display()}"
        return Subject(name, reverse("merchant", args=[entry.merchant.public_id]))

    def id_of(self, item: WorkItem) -> str:
        return item.ic_entry.public_id

    def visible_to(self, by: Actor) -> WorkItemQuerySet:
        return visible_to(Queue.IC, by, team_view=True)

    def moved(self, what: str, item: WorkItem, **facts: Any) -> Any:
        named = about(item)
        if "owner_id" in facts:
            named["owner_id"] = facts.pop("owner_id")
        match what:
            case "assigned":
                return events.SupportAssigned(**named, **facts)
            case "released":
                return events.SupportReleased(**named, **facts)
            case "closed":
                return events.SupportClosed(**named, outcome=facts["outcome"])
        return events.SupportQueueChanged(**named, what=what, facts=facts)

    def tell_owner(self, item: WorkItem, *, by: Actor, at: datetime) -> list[Notification]:
        """The IC hears that the merchant is theirs, and why."""
        entry = item.ic_entry
        merchant = entry.merchant
        assert item.owner is not None
        context = {
            "merchant_id": merchant.public_id,
            "queue_entry_id": entry.public_id,
            "business_name": merchant.business_name,
            "contact_name": merchant.contact_name,
            "phone": merchant.contact_phone,
            "support_type": entry.support_type,
            "urgency": URGENCY[Priority(item.priority)],
            **how_assigned(item, by),
        }
        occasion = f"assigned:{item.version}"
        return tell(Kind.MERCHANT_ASSIGNED, [item.owner], item, context, occasion=occasion, by=by, at=at)

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
        return []

    def tell_escalated(self, item: WorkItem, *, reason: str, by: Actor, at: datetime) -> list[Notification]:
        return self.tell_owner(item, by=by, at=at) if item.owner else []

    def tell_taken_back(self, item: WorkItem, former: Staff, *, by: Actor, at: datetime) -> list[Notification]:
        return []

    def already_taken(self, item: WorkItem, by: Actor) -> DomainError:
        return already_taken(ErrorCode.MERCHANT_ALREADY_ASSIGNED, item, by, what="merchant", **_ids(item))

    def not_taken(self, item: WorkItem) -> DomainError:
        return DomainError(ErrorCode.MERCHANT_NOT_ASSIGNED, _("Nobody has this at present, so it cannot be released."))

    def full(self, staff: Staff, item: WorkItem, by: Actor) -> DomainError:
        return full(ErrorCode.IC_CAPACITY_EXCEEDED, staff, item, by, what="merchants", who="ic")

    def is_closed(self, item: WorkItem) -> DomainError:
        return DomainError(
            ErrorCode.QUEUE_ENTRY_CLOSED,
            "This is done. Ask for help again with POST /queues/ic.",
            {**_ids(item), "outcome": item.outcome, "closed_at": item.closed_at},
        )


def about(item: WorkItem) -> dict[str, Any]:
    """What every event of a need names."""
    return {
        **_ids(item),
        "team_id": item.team.public_id,
        "owner_id": item.owner.public_id if item.owner else "",
    }


def _ids(item: WorkItem) -> dict[str, str]:
    return {"merchant_id": item.ic_entry.merchant.public_id, "queue_entry_id": item.ic_entry.public_id}
