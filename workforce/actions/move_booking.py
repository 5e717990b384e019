"""Another time, or another member, in one step."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from core import clock
from core.actor import Actor, staff_public_id
from core.errors import NotFound
from core.locks import advisory_lock
from workforce.actions import _bookings, _slots
from workforce.actions._members import hold_member
from workforce.actions.release_overdue_holds import release_overdue_holds
from workforce.enums import BookingState
from workforce.events import BookingMoved
from workforce.models import Booking

_MOVABLE = (BookingState.HELD, BookingState.PENDING, BookingState.CONFIRMED)


def move_booking(
    booking: Booking,
    *,
    starts_at: datetime,
    ends_at: datetime | None = None,
    staff_id: UUID | None = None,
    alternatives: bool = True,
    by: Actor,
    at: datetime | None = None,
) -> Booking:
    """The booking has the new time, as long as before unless `ends_at` is given, with the same member or another.

    One UPDATE: the old time is given up exactly when the new one is taken. Emits booking.moved with both.
    Refuses: SLOT_UNAVAILABLE with `alternatives` (nothing has changed then), INVALID_TRANSITION once it has begun or
    is over, MEMBER_RETIRED.
    """
    at = at or clock.now()
    with transaction.atomic():
        before = Booking.objects.select_for_update(no_key=True).filter(pk=booking.pk).first()
        if before is None:
            raise NotFound("booking")
        if before.state not in _MOVABLE:
            raise _bookings.illegal(before, BookingState(before.state))
        ends_at = ends_at or starts_at + (before.ends_at - before.starts_at)
        _bookings.check_times(starts_at, ends_at)
        target = staff_id or before.staff_id
        if target:
            hold_member(target)
            # two moves onto one slot would wait for each other
            advisory_lock("bookings", target)
        if not _try_move(before, target, starts_at, ends_at):
            if target:
                release_overdue_holds(staff_id=target, by=by, at=at)
            if not _try_move(before, target, starts_at, ends_at):
                whose = target if alternatives else None
                raise _slots.unavailable(whose, starts_at, ends_at - starts_at, at=at, moving=before.pk)
        booking.refresh_from_db()
        _bookings.tell(
            BookingMoved,
            booking,
            by=by,
            at=at,
            from_starts_at=before.starts_at,
            from_ends_at=before.ends_at,
            from_staff_id=staff_public_id(before.staff_id) if before.staff_id else "",
        )
    return booking


def _try_move(booking: Booking, staff_id: UUID | None, starts_at: datetime, ends_at: datetime) -> bool:
    try:
        with transaction.atomic():
            Booking.objects.filter(pk=booking.pk).update(
                staff=staff_id, starts_at=starts_at, ends_at=ends_at, version=F("version") + 1
            )
    except IntegrityError as problem:
        if not _slots.is_clash(problem):
            raise
        return False
    return True
