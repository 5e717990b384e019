"""What the verbs for bookings share: refusals, and telling what happened."""

from datetime import datetime
from typing import Any

from core.actor import Actor, staff_public_id
from core.errors import DomainError, ErrorCode, Invalid
from core.models import Identified
from events.publish import emit
from workforce.enums import BOOKING_TRANSITIONS, BookingState
from workforce.models import Booking


def illegal(booking: Booking, to: BookingState) -> DomainError:
    allowed = [state.value for state in BOOKING_TRANSITIONS[BookingState(booking.state)]]
    return DomainError(
        ErrorCode.INVALID_TRANSITION,
        f"A booking that is {booking.state} cannot become {to}.",
        {"state": booking.state, "allowed": allowed},
    )


def check_times(starts_at: datetime, ends_at: datetime) -> None:
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        raise Invalid({"starts_at": ["Give the time with its zone."]})
    if ends_at <= starts_at:
        raise Invalid({"ends_at": ["The end must follow the start."]})


def about_fields(about: Identified | None) -> dict[str, Any]:
    return {"about_kind": about.id_prefix, "about_id": about.pk} if about else {}


def tell(event: type, booking: Booking, *, by: Actor, at: datetime, **more: Any) -> None:
    """Emit one of the booking's events with what they all carry."""
    emit(
        event(
            booking_id=booking.public_id,
            staff_id=staff_public_id(booking.staff_id) if booking.staff_id else "",
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            purpose=booking.purpose,
            state=booking.state,
            about_kind=booking.about_kind,
            about_id=booking.about_public_id,
            **more,
        ),
        by=by,
        at=at,
    )
