"""Which open leads somebody means when many are to change hands."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core.ids import public_id
from routing.enums import LeadStatus, Queue, State
from routing.models import Lead, WorkItem
from routing.queries.ae_queue import STATES


@dataclass(frozen=True, slots=True)
class Meant:
    """None and "" = whatever; `owned` False: what nobody has."""

    team_id: UUID | None = None
    owner_id: UUID | None = None
    owned: bool | None = None
    status: str = ""
    cohort: str = ""


def open_items(meant: Meant) -> QuerySet[WorkItem]:
    """The open entries that fit, the most pressing first."""
    items = WorkItem.objects.filter(queue=Queue.AE).exclude(state=State.CLOSED)
    exact: dict[str, Any] = {"team": meant.team_id, "owner": meant.owner_id, "cohort": meant.cohort}
    items = items.filter(**{name: value for name, value in exact.items() if value})
    if meant.owned is not None:
        items = items.filter(owner__isnull=not meant.owned)
    if meant.status:
        items = items.filter(state__in=STATES[LeadStatus(meant.status)])
    return items.order_by("-score", "due_at", "id")


def lead_ids(items: QuerySet[WorkItem], most: int) -> list[str]:
    return [public_id(Lead.id_prefix, key) for key in items.values_list("queue_entry__lead", flat=True)[:most]]
