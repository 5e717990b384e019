"""Taking a stretch of a member's time."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from core import clock
from core.actor import Actor
from core.models import Identified
from workforce.actions import _bookings, _slots
from workforce.actions._members import hold_member
from workforce.enums import BookingState, Purpose
from workforce.events import BookingMade
from workforce.models import Booking

_NONE = timedelta()


def book(
    staff_id: UUID | None,
    *,
    starts_at: datetime,
    ends_at: datetime,
    purpose: Purpose | str,
    about: Identified | None = None,
    title: str = "",
    pending: bool = False,
    blocking: bool = True,
    buffer_before: timedelta = _NONE,
    buffer_after: timedelta = _NONE,
    alternatives: bool = True,
    by: Actor,
    at: datetime | None = None,
) -> Booking:
    """The member's time is taken, buffers included; `blocking=False` is a calendar entry that never clashes.

    Without a member nobody's time is taken yet. Working hours are not asked: who lists slots has asked them.
    Emits booking.made. Refuses: SLOT_UNAVAILABLE with `alternatives` (the member's nearest free times; none is looked
    for when that says False, by a caller who asks somebody else next),
    MEMBER_RETIRED, an end that does not follow the start.
    """
    _bookings.check_times(starts_at, ends_at)
    at = at or clock.now()
    with transaction.atomic():
        if staff_id:
            hold_member(staff_id)
        booking = _slots.insert(
            Booking(
                staff_id=staff_id,
                starts_at=starts_at,
                ends_at=ends_at,
                buffer_before=buffer_before,
                buffer_after=buffer_after,
                purpose=purpose,
                state=BookingState.PENDING if pending else BookingState.CONFIRMED,
                blocking=blocking,
                title=title,
                **_bookings.about_fields(about),
            ),
            alternatives=alternatives,
            by=by,
            at=at,
        )
        _bookings.tell(BookingMade, booking, by=by, at=at)
    return booking
