"""Taking a slot without a deadlock, and refusing one with alternatives."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, IntegrityError

from core import clock
from core.actor import Actor
from core.errors import DomainError, ErrorCode
from core.prepared import prepared_cursor
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
    if stored is None and booking.staff_id:
        release_overdue_holds(staff_id=booking.staff_id, by=by, at=at)
        stored = _try_insert(booking)  # also when somebody else has released it while we waited for them
    if stored is None:
        whose = booking.staff_id if alternatives else None
        raise unavailable(whose, booking.starts_at, booking.ends_at - booking.starts_at, at=at)
    return stored


_INSERT = """
INSERT INTO workforce_booking (id, staff_id, starts_at, ends_at, buffer_before, buffer_after, purpose, state, blocking,
    title, about_kind, about_id, expires_at, version, created_at)
VALUES (%(id)s::uuid, %(staff)s::uuid, %(starts)s::timestamptz, %(ends)s::timestamptz, %(before)s::interval,
    %(after)s::interval, %(purpose)s::text, %(state)s::text, %(blocking)s::boolean, %(title)s::text,
    %(about_kind)s::text, %(about_id)s::uuid, %(expires)s::timestamptz, 1, clock_timestamp() + %(shift)s::interval)
ON CONFLICT DO NOTHING RETURNING created_at
"""


def _try_insert(booking: Booking) -> Booking | None:
    with prepared_cursor() as cursor:
        values: dict[str, Any] = {
            "id": booking.pk,
            "staff": booking.staff_id,
            "starts": booking.starts_at,
            "ends": booking.ends_at,
            "before": booking.buffer_before,
            "after": booking.buffer_after,
            "purpose": str(booking.purpose),
            "state": str(booking.state),
            "blocking": booking.blocking,
            "title": booking.title,
            "about_kind": booking.about_kind,
            "about_id": booking.about_id,
            "expires": booking.expires_at,
            "shift": clock.offset(),
        }
        cursor.execute(_INSERT, values)
        row = cursor.fetchone()
    if row is None:
        return None
    (booking.created_at,) = row
    booking._state.adding, booking._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001  (it is stored)
    return booking


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
