"""Leaving. Handing over the open work is routing's verb, which calls this one."""

from datetime import datetime

from django.db import transaction

from core import clock
from core.actor import Actor
from events.publish import emit
from workforce.actions.set_presence import change_presence
from workforce.enums import Presence
from workforce.events import StaffRetired
from workforce.models import Booking, CapacitySlot, Staff


def switch_off(staff: Staff, *, by: Actor, at: datetime | None = None) -> list[Booking]:
    """The member takes nothing any more: no places, no bookings, no offers; presence is OFFLINE.

    Returns their live bookings that end later than `at`, for the caller to move or cancel; they stand until then.
    Whoever gives the member a place or a booking at this moment is either seen by this verb or refused.
    Emits staff.retired with those bookings' ids; nothing when they had left already.
    """
    at = at or clock.now()
    with transaction.atomic():
        # Places before the member, as who assigns and then books takes them. They are rewritten, not only locked:
        # a rival that began before looks at them again.
        CapacitySlot.objects.filter(staff=staff).update(paused=True)
        staff = Staff.objects.select_for_update(no_key=True, of=["self"]).with_person().get(pk=staff.pk)
        upcoming = list(Booking.objects.live().filter(staff=staff, ends_at__gt=at))
        if staff.is_retired:
            return upcoming
        change_presence(staff, Presence.OFFLINE, chosen=False, by=by, at=at)
        staff.retired_at, staff.accepts_new = at, False
        staff.save(update_fields=["retired_at", "accepts_new"])
        emit(
            StaffRetired(staff_id=staff.public_id, future_bookings=[booking.public_id for booking in upcoming]),
            by=by,
            at=at,
        )
    return upcoming
