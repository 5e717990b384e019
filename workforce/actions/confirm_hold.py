"""The form is sent: the hold becomes a booking."""

from datetime import datetime

from django.db import transaction

from core import clock
from core.actor import Actor
from core.models import Identified
from events.timers import cancel
from workforce.actions import _bookings, _slots
from workforce.enums import HOLD_EXPIRY, BookingState, Purpose
from workforce.events import BookingConfirmed
from workforce.models import Booking


def confirm_hold(
    booking: Booking,
    *,
    purpose: Purpose | str,
    about: Identified | None = None,
    title: str = "",
    pending: bool = False,
    by: Actor,
    at: datetime | None = None,
) -> Booking:
    """The held time is taken for `about`. Emits booking.confirmed.

    Refuses: SLOT_UNAVAILABLE with `alternatives` when the hold is over, by the database's clock.
    """
    at = at or clock.now()
    state = BookingState.PENDING if pending else BookingState.CONFIRMED
    with transaction.atomic():
        confirmed = Booking.objects.filter(
            pk=booking.pk, state=BookingState.HELD, expires_at__gt=clock.DatabaseNow()
        ).update(state=state, purpose=purpose, title=title, expires_at=None, **_bookings.about_fields(about))
        if not confirmed:
            length = booking.ends_at - booking.starts_at
            raise _slots.unavailable(booking.staff_id, booking.starts_at, length, at=at)
        booking.refresh_from_db()
        cancel(booking, HOLD_EXPIRY)
        _bookings.tell(BookingConfirmed, booking, by=by, at=at, previous=BookingState.HELD.value)
    return booking
