"""How much a member can carry is changed while they carry it."""

from datetime import UTC, datetime

from django.db import transaction

from core import clock
from core.actor import Actor
from core.errors import Invalid
from core.locks import advisory_lock
from events.publish import emit
from workforce.enums import Work
from workforce.events import StaffCapacityChanged
from workforce.models import CapacitySlot, Staff

MOST_PLACES = 500
_NEVER = datetime.min.replace(tzinfo=UTC)


def set_capacity(staff: Staff, work: Work | str, places: int, *, by: Actor, at: datetime | None = None) -> None:
    """The member has exactly `places` places for this work.

    Lowered below what is in use, the places in excess stay until they are freed, then go. Raised, they count again.
    Emits staff.capacity_changed unless nothing changed. Refuses a number outside 0 to 500.
    """
    if not 0 <= places <= MOST_PLACES:
        raise Invalid({"places": [f"Give a number from 0 to {MOST_PLACES}."]})
    with transaction.atomic():
        advisory_lock("capacity", staff.pk, str(work))
        slots = list(
            CapacitySlot.objects.select_for_update(no_key=True).filter(staff=staff, work=work).order_by("number")
        )
        regular = [slot for slot in slots if not slot.surplus]
        if len(regular) == places:
            return
        if places > len(regular):
            _raise_to(staff, work, places, slots)
        else:
            _lower_by(len(regular) - places, regular)
        emit(
            StaffCapacityChanged(staff_id=staff.public_id, work=str(work), places=places, previous=len(regular)),
            by=by,
            at=at or clock.now(),
        )


def _raise_to(staff: Staff, work: Work | str, places: int, slots: list[CapacitySlot]) -> None:
    """Surplus places become the member's own first; the rest are new."""
    missing = places - sum(not slot.surplus for slot in slots)
    kept = [slot.pk for slot in slots if slot.surplus][:missing]
    CapacitySlot.objects.filter(pk__in=kept).update(surplus=False)
    missing -= len(kept)
    # an extra place may be taken at this moment under a number of ours: then another number is used
    while missing:
        top = max(CapacitySlot.objects.filter(staff=staff, work=work).values_list("number", flat=True), default=0)
        numbers = range(top + 1, top + 1 + missing)
        CapacitySlot.objects.bulk_create(
            [CapacitySlot(staff=staff, work=work, number=n, paused=staff.is_retired) for n in numbers],
            ignore_conflicts=True,
        )
        missing = places - CapacitySlot.objects.filter(staff=staff, work=work, surplus=False).count()


def _lower_by(excess: int, regular: list[CapacitySlot]) -> None:
    """Free places go first, those that took work longest ago before others; then the last ones in use."""
    free = sorted(
        (slot for slot in regular if not slot.taken),
        key=lambda slot: (slot.last_taken_at or _NEVER, -slot.number),
    )
    gone = free[:excess]
    CapacitySlot.objects.filter(pk__in=[slot.pk for slot in gone]).delete()
    used = [slot.pk for slot in reversed(regular) if slot.taken][: excess - len(gone)]
    CapacitySlot.objects.filter(pk__in=used).update(surplus=True)
