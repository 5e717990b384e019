"""A booking begins, ends, or nobody comes."""

from datetime import datetime

from django.db import transaction

from core import clock
from core.actor import Actor
from workforce.actions import _bookings
from workforce.enums import BOOKING_TRANSITIONS, BookingState
from workforce.events import BookingConfirmed, BookingProgressed
from workforce.models import Booking

_REACHABLE = (BookingState.CONFIRMED, BookingState.IN_PROGRESS, BookingState.DONE, BookingState.NO_SHOW)


def advance_booking(booking: Booking, to: BookingState, *, by: Actor, at: datetime | None = None) -> Booking:
    """The booking is CONFIRMED, IN_PROGRESS, DONE or NO_SHOW; the last two give the rest of its time back.

    Emits booking.confirmed or booking.progressed. Refuses: INVALID_TRANSITION with the allowed states.
    """
    at = at or clock.now()
    sources = [state for state, targets in BOOKING_TRANSITIONS.items() if to in targets and state != BookingState.HELD]
    with transaction.atomic():
        before = Booking.objects.select_for_update(no_key=True).get(pk=booking.pk)
        if to not in _REACHABLE or before.state not in sources:
            raise _bookings.illegal(before, to)
        Booking.objects.filter(pk=booking.pk).update(state=to)
        booking.refresh_from_db()
        event = BookingConfirmed if to == BookingState.CONFIRMED else BookingProgressed
        _bookings.tell(event, booking, by=by, at=at, previous=before.state)
    return booking
