"""How much a member carries of how much they may."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from core.prepared import prepared
from workforce.models import CapacitySlot


@dataclass(frozen=True, slots=True)
class Load:
    """taken  pieces of work held, surplus ones included; places  how many fit"""

    taken: int
    places: int

    @property
    def remaining(self) -> int:
        return max(self.places - self.taken, 0)


def load_of(staff_id: UUID, work: str) -> Load:
    """One query."""
    return next((Load(*row) for row in _places.rows(staff_id, work=str(work))), Load(0, 0))


@prepared
def _places(staff_id: UUID, *, work: str) -> QuerySet[CapacitySlot, Any]:
    rows = CapacitySlot.objects.filter(staff_id=staff_id, work=work).order_by().values("staff_id")
    counted = rows.annotate(taken_=Count("pk", filter=Q(taken=True)), places_=Count("pk", filter=Q(surplus=False)))
    return counted.values_list("taken_", "places_")
