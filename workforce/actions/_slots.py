"""Taking a slot without a deadlock, and refusing one with alternatives."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError

from core.actor import Actor
from core.errors import DomainError, ErrorCode
from workforce.actions.release_overdue_holds import release_overdue_holds
from workforce.models import Booking
from workforce.queries.free_time import nearest_free

_ONE_AT_A_TIME = "booking_one_at_a_time"


def insert(booking: Booking, *, alternatives: bool = True, by: Actor, at: datetime) -> Booking:
    """The row is stored, or SLOT_UNAVAILABLE. What overdue holds keep is released first.

    alternatives  False: the refusal names none, for a caller who asks somebody else next

    ON CONFLICT DO NOTHING: rivals for one slot wait in line, where a plain INSERT lets them deadlock.
    The missing row tells the conflict.
    """
    stored = _try_insert(booking)
    if stored is None and booking.staff_id and release_overdue_holds(staff_id=booking.staff_id, by=by, at=at):
        stored = _try_insert(booking)
    if stored is None:
        whose = booking.staff_id if alternatives else None
        raise unavailable(whose, booking.starts_at, booking.ends_at - booking.starts_at, at=at)
    return stored


def _try_insert(booking: Booking) -> Booking | None:
    Booking.objects.bulk_create([booking], ignore_conflicts=True)
    return Booking.objects.filter(pk=booking.pk).first()


def is_clash(problem: IntegrityError) -> bool:
    diagnosis = getattr(problem.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) == _ONE_AT_A_TIME


def unavailable(
    staff_id: UUID | None, starts_at: datetime, duration: timedelta, *, at: datetime, moving: UUID | None = None
) -> DomainError:
    """The refusal, with the member's nearest free times of the same length."""
    near = nearest_free(staff_id, starts_at, duration, at=at, ignoring=moving) if staff_id else []
    return DomainError(
        ErrorCode.SLOT_UNAVAILABLE,
        "That time is taken. Choose one of the alternatives.",
        {"alternatives": [{"start": slot.start, "end": slot.end} for slot in near]},
    )
