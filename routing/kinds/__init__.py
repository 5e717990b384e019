"""What the door asks of each kind of work. An app registers its kind; the door treats them all alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from core.actor import Actor
from core.errors import DomainError
from notifications.enums import Kind
from notifications.models import Notification
from routing.conf import ADMIN_SCOPE
from routing.enums import ClockKind
from routing.models import WorkItem
from routing.models.work_item import WorkItemQuerySet
from routing.rules.matching import Candidate, Needs
from workforce.models import Staff


@dataclass(frozen=True, slots=True)
class Subject:
    """What a piece of work is about: what people call it, and the page that shows it."""

    name: str
    url: str


class WorkKind(Protocol):
    """A kind of work: its needs, the names of what happens to it, its refusals, who is told.

    warning, breach  what is told about its clocks, so that it can be taken back when they are met
    related          what `needs` and `subject` read, as select_related takes it: many items are read at once
    read_scope       who holds it looks at such work over the API
    """

    warning: Kind
    breach: Kind
    related: tuple[str, ...]
    read_scope: str

    def needs(self, item: WorkItem) -> Needs: ...

    def people(self, item: WorkItem, at: datetime) -> Sequence[Candidate] | None:
        """Who is asked, as the engine sees them for this very item; None: everybody of its team, as they are."""

    def place_for(self, item: WorkItem) -> str:
        """For which work it takes a place: its queue's, or one without a limit where something else is the room."""
        ...

    def take_time(self, item: WorkItem, to: Staff, *, by: Actor, at: datetime) -> None:
        """What belongs to the item moves to who is about to get it, such as its hour in their calendar. Raises a
        DomainError when that cannot be; nothing has changed then."""

    def settle_entry(self, item: WorkItem, *, is_open: bool, at: datetime) -> None:
        """The item has just been closed or opened again: what hangs on it follows. Before it is opened this raises
        when it cannot be."""

    def subject(self, item: WorkItem) -> Subject: ...

    def id_of(self, item: WorkItem) -> str:
        """The public id by which the API's addresses take it."""
        ...

    def visible_to(self, by: Actor) -> WorkItemQuerySet:
        """Items of this kind that the actor may look at."""

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

    def not_taken(self, item: WorkItem) -> DomainError:
        """There is nothing to release."""
        ...

    def full(self, staff: Staff, item: WorkItem, by: Actor) -> DomainError: ...

    def is_closed(self, item: WorkItem) -> DomainError: ...


KINDS: dict[str, WorkKind] = {}
#: queue → the kind that waits in it
IN_QUEUE: dict[str, str] = {}


def register(name: str, kind: WorkKind, *, queue: str) -> None:
    KINDS[name], IN_QUEUE[queue] = kind, name


def kind_of(item: WorkItem) -> WorkKind:
    return KINDS[item.about_kind]


def kind_in(queue: str) -> WorkKind:
    """The kind of work that waits in that queue."""
    return KINDS[IN_QUEUE[queue]]


def seen_by(by: Actor) -> list[WorkItemQuerySet]:
    """Items the actor may look at, of each kind that their scopes are for."""
    return [kind.visible_to(by) for kind in KINDS.values() if by.may(kind.read_scope, ADMIN_SCOPE)]


def all_related() -> tuple[str, ...]:
    """For items of every kind, read at once."""
    return tuple(f for kind in KINDS.values() for f in kind.related)
