"""Keeping a slot while somebody fills in a form."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from core import clock
from core.actor import Actor
from core.models import Identified
from events.timers import schedule
from workforce import conf
from workforce.actions import _bookings, _slots
from workforce.actions._members import hold_member
from workforce.enums import HOLD_EXPIRY, BookingState, Purpose
from workforce.events import BookingHeld
from workforce.models import Booking

_NONE = timedelta()


def hold_slot(
    staff_id: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime,
    about: Identified | None = None,
    buffer_before: timedelta = _NONE,
    buffer_after: timedelta = _NONE,
    lasts: timedelta = conf.HOLD_LASTS,
    alternatives: bool = True,
    by: Actor,
    at: datetime | None = None,
) -> Booking:
    """The slot is nobody else's until `expires_at`; then it is free again by itself.

    Emits booking.held. Refuses as `book` does.
    """
    _bookings.check_times(starts_at, ends_at)
    at = at or clock.now()
    with transaction.atomic():
        hold_member(staff_id)
        booking = _slots.insert(
            Booking(
                staff_id=staff_id,
                starts_at=starts_at,
                ends_at=ends_at,
                buffer_before=buffer_before,
                buffer_after=buffer_after,
                purpose=Purpose.HOLD,
                state=BookingState.HELD,
                expires_at=at + lasts,
                **_bookings.about_fields(about),
            ),
            alternatives=alternatives,
            by=by,
            at=at,
        )
        schedule(HOLD_EXPIRY, about=booking, due_at=at + lasts, journey_id=by.journey_id)
        _bookings.tell(BookingHeld, booking, by=by, at=at, expires_at=at + lasts)
    return booking
