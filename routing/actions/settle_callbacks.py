"""A callback is the promise of one owner: it ends when the lead is theirs no more."""

from datetime import datetime

from core.actor import Actor
from routing.models import WorkItem
from workforce.actions.cancel_booking import cancel_booking
from workforce.enums import Purpose
from workforce.models import Booking


def settle_callbacks(item: WorkItem, *, reason: str, by: Actor, at: datetime) -> int:
    """No callback of the locked item stands in anybody's calendar from `at` on; returns how many did.

    Emits booking.cancelled for each.
    """
    ahead = Booking.objects.live().about(item.queue_entry.lead).filter(purpose=Purpose.CALLBACK, starts_at__gt=at)
    bookings = list(ahead.select_for_update(no_key=True).order_by("pk"))
    for booking in bookings:
        cancel_booking(booking, reason=reason, by=by.on(item.journey_id), at=at)
    return len(bookings)
