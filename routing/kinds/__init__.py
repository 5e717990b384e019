"""What the door asks of each kind of work. An app registers its kind; the door treats them all alike."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from core.actor import Actor
from core.errors import DomainError
from notifications.models import Notification
from routing.enums import ClockKind
from routing.models import WorkItem
from routing.rules.matching import Needs
from workforce.models import Staff


class WorkKind(Protocol):
    """A kind of work: its needs, the names of what happens to it, its refusals, who is told."""

    def needs(self, item: WorkItem) -> Needs: ...

    def moved(self, what: str, item: WorkItem, **facts: Any) -> Any:
        """The event payload for `assigned`, `offered`, `released`, `parked`, `woken`, `score_changed`, `closed`,
        `reopened`, `next_try_due`, `sla_warned`, `sla_breached`, `quote_warned`, `quote_breached`, `breach_passed_on`,
        `reoffered` or `reoffered_in_vain`."""

    def tell_owner(self, item: WorkItem, *, by: Actor, at: datetime) -> list[Notification]: ...

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
    ) -> list[Notification]: ...

    def tell_escalated(self, item: WorkItem, *, reason: str, by: Actor, at: datetime) -> list[Notification]: ...

    def tell_taken_back(self, item: WorkItem, former: Staff, *, by: Actor, at: datetime) -> list[Notification]: ...

    def already_taken(self, item: WorkItem, by: Actor) -> DomainError: ...

    def full(self, staff: Staff, item: WorkItem, by: Actor) -> DomainError: ...

    def is_closed(self, item: WorkItem) -> DomainError: ...


KINDS: dict[str, WorkKind] = {}


def register(name: str, kind: WorkKind) -> None:
    KINDS[name] = kind


def kind_of(item: WorkItem) -> WorkKind:
    return KINDS[item.about_kind]
