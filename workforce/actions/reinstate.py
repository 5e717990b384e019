"""Coming back."""

from datetime import datetime

from django.db import transaction

from core import clock
from core.actor import Actor
from events.publish import emit
from workforce.events import StaffReinstated
from workforce.models import CapacitySlot, Staff


def reinstate(staff: Staff, *, by: Actor, at: datetime | None = None) -> Staff:
    """The member can take work again, with the places they had; they still have to switch new work on.

    Emits staff.reinstated; nothing when they had not left.
    """
    with transaction.atomic():
        if Staff.objects.filter(pk=staff.pk, retired_at__isnull=False).update(retired_at=None):
            CapacitySlot.objects.filter(staff=staff).update(paused=False)
            emit(StaffReinstated(staff_id=staff.public_id), by=by, at=at or clock.now())
        staff.refresh_from_db(fields=["retired_at", "accepts_new"])
    return staff
