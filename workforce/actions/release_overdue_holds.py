"""A hold never blocks beyond its end: the timer releases it, and so does whoever wants its time before that."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from core import clock
from core.actor import SYSTEM, Actor
from events.timers import cancel
from workforce.actions import _bookings
from workforce.enums import HOLD_EXPIRY
from workforce.events import BookingReleased
from workforce.models import Booking


def release_overdue_holds(
    *, staff_id: UUID | None = None, booking_id: UUID | None = None, by: Actor = SYSTEM, at: datetime | None = None
) -> int:
    """Holds past their end are gone: all of them, one member's, or one. Returns how many.

    Emits booking.released for each. Overdue is judged on the database's clock.
    """
    at = at or clock.now()
    with transaction.atomic():
        overdue = Booking.objects.overdue_holds().select_for_update().order_by("pk")
        if staff_id:
            overdue = overdue.filter(staff=staff_id)
        if booking_id:
            overdue = overdue.filter(pk=booking_id)
        released = list(overdue)
        Booking.objects.filter(pk__in=[hold.pk for hold in released]).delete()
        for hold in released:
            cancel(hold, HOLD_EXPIRY)
            _bookings.tell(BookingReleased, hold, by=by, at=at)
    return len(released)
