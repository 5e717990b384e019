"""What happens to members' time."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfBooking:
    """`staff_id` is empty while nobody's time is taken."""

    booking_id: str
    staff_id: str
    starts_at: datetime
    ends_at: datetime
    purpose: str
    state: str
    about_kind: str
    about_id: str

    def subject(self) -> tuple[str, str]:
        return "book", self.booking_id


@event("booking.made")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingMade(_OfBooking):
    sentence: ClassVar[str] = _("time was booked")


@event("booking.held")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingHeld(_OfBooking):
    sentence: ClassVar[str] = _("time is held")

    expires_at: datetime


@event("booking.confirmed")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingConfirmed(_OfBooking):
    sentence: ClassVar[str] = _("the time was confirmed")

    previous: str


@event("booking.moved")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingMoved(_OfBooking):
    """The new times, and the old ones."""

    sentence: ClassVar[str] = _("the time was moved")

    from_starts_at: datetime
    from_ends_at: datetime
    from_staff_id: str


@event("booking.progressed")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingProgressed(_OfBooking):
    """Begun, done, or nobody came."""

    sentence: ClassVar[str] = _("appointment: {previous} → {state}")

    previous: str


@event("booking.cancelled")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCancelled(_OfBooking):
    sentence: ClassVar[str] = _("the time was cancelled: {reason}")

    reason: str


@event("booking.released")
@dataclass(frozen=True, slots=True, kw_only=True)
class BookingReleased(_OfBooking):
    """A hold ran out before anybody confirmed it."""

    sentence: ClassVar[str] = _("nobody confirmed the held time")
