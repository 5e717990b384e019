"""The time is free again."""

from datetime import datetime

from django.db import transaction

from core import clock
from core.actor import Actor
from events.timers import cancel
from workforce.actions import _bookings
from workforce.enums import BOOKING_TRANSITIONS, HOLD_EXPIRY, BookingState
from workforce.events import BookingCancelled
from workforce.models import Booking

_CANCELLABLE = [state for state, to in BOOKING_TRANSITIONS.items() if BookingState.CANCELLED in to]


def cancel_booking(booking: Booking, *, reason: str = "", by: Actor, at: datetime | None = None) -> Booking:
    """The booking is CANCELLED and blocks nothing. Emits booking.cancelled with the reason.

    Refuses: INVALID_TRANSITION when it has begun or is over already.
    """
    with transaction.atomic():
        cancelled = Booking.objects.filter(pk=booking.pk, state__in=_CANCELLABLE).update(
            state=BookingState.CANCELLED, expires_at=None
        )
        was_held = booking.state == BookingState.HELD
        booking.refresh_from_db()
        if not cancelled:
            raise _bookings.illegal(booking, BookingState.CANCELLED)
        if was_held:
            cancel(booking, HOLD_EXPIRY)
        _bookings.tell(BookingCancelled, booking, by=by, at=at or clock.now(), reason=reason)
    return booking
