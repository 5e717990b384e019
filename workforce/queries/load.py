"""How much a member carries of how much they may."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

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
    row = CapacitySlot.objects.filter(staff_id=staff_id, work=work).aggregate(
        taken=Count("pk", filter=Q(taken=True)), places=Count("pk", filter=Q(surplus=False))
    )
    return Load(row["taken"], row["places"])
