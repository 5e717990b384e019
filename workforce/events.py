"""What happens to staff and to their time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.utils.translation import gettext_noop as _

from events.registry import event


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfStaff:
    staff_id: str

    def subject(self) -> tuple[str, str]:
        return "staff", self.staff_id


@event("staff.presence_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPresenceChanged(_OfStaff):
    """`team_ids` are told, so that colleagues' screens follow."""

    sentence: ClassVar[str] = _("presence: {previous} → {presence}")

    presence: str
    previous: str
    chosen: bool
    team_ids: list[str]


@event("staff.accepts_new_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAcceptsNewChanged(_OfStaff):
    sentence: ClassVar[str] = _("takes new work: {accepts_new}")

    accepts_new: bool


@event("staff.capacity_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCapacityChanged(_OfStaff):
    sentence: ClassVar[str] = _("places for {work}: {previous} → {places}")

    work: str
    places: int
    previous: int


@event("staff.retired")
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRetired(_OfStaff):
    sentence: ClassVar[str] = _("has left")

    future_bookings: list[str]


@event("staff.reinstated")
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffReinstated(_OfStaff):
    sentence: ClassVar[str] = _("is back")


@event("staff.country_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCountryChanged(_OfStaff):
    """Whose public holidays the member keeps."""

    sentence: ClassVar[str] = _("keeps the holidays of: {country} {subdivision}")

    country: str
    subdivision: str


@event("hours.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class HoursChanged(_OfStaff):
    """The weekly hours by weekday, those of days off left out, and what they were."""

    sentence: ClassVar[str] = _("changed the weekly working hours")

    hours: dict[str, list[str]]
    previous: dict[str, list[str]]


@event("hours.overridden")
@dataclass(frozen=True, slots=True, kw_only=True)
class HoursOverridden(_OfStaff):
    """One day differs from the week; without spans the member is off. `origin` is OWN or ROTA, then with the shift."""

    sentence: ClassVar[str] = _("has other hours on {date}")

    date: date
    spans: list[str]
    origin: str
    shift: str


@event("hours.restored")
@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRestored(_OfStaff):
    """The day is as the week says again."""

    sentence: ClassVar[str] = _("has the usual hours again on {date}")

    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfTimeOff(_OfStaff):
    """Two dates, or two instants; the others are null."""

    time_off_id: str
    starts_on: date | None
    ends_on: date | None
    starts_at: datetime | None
    ends_at: datetime | None


@event("time_off.added")
@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOffAdded(_OfTimeOff):
    sentence: ClassVar[str] = _("will be away")
    personal: ClassVar[tuple[str, ...]] = ("reason",)

    reason: str


@event("time_off.removed")
@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOffRemoved(_OfTimeOff):
    sentence: ClassVar[str] = _("will not be away after all")


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfBlackout:
    """`country` is empty where it holds everywhere."""

    blackout_id: str
    date: date
    name: str
    country: str

    def subject(self) -> tuple[str, str]:
        return "blackout", self.blackout_id


@event("blackout.added")
@dataclass(frozen=True, slots=True, kw_only=True)
class BlackoutAdded(_OfBlackout):
    sentence: ClassVar[str] = _("the company is closed on {date}: {name}")


@event("blackout.removed")
@dataclass(frozen=True, slots=True, kw_only=True)
class BlackoutRemoved(_OfBlackout):
    sentence: ClassVar[str] = _("the company is open on {date} after all")


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfShift:
    shift_id: str
    team_id: str
    name: str

    def subject(self) -> tuple[str, str]:
        return "shift", self.shift_id


@event("shift.saved")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftSaved(_OfShift):
    sentence: ClassVar[str] = _("the shift {name} has these hours")

    spans: list[str]


@event("shift.removed")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftRemoved(_OfShift):
    sentence: ClassVar[str] = _("the shift {name} is not planned any more")


@event("rota.planned")
@dataclass(frozen=True, slots=True, kw_only=True)
class RotaPlanned:
    """A team's week was planned; each day that changed is told by hours.overridden or hours.restored."""

    sentence: ClassVar[str] = _("planned the week of {first}")

    team_id: str
    first: date
    last: date
    changed: int

    def subject(self) -> tuple[str, str]:
        return "team", self.team_id


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfCalendar:
    """A member's own calendar elsewhere. Its address is a secret of theirs."""

    calendar_id: str
    staff_id: str
    provider: str

    def subject(self) -> tuple[str, str]:
        return "cal", self.calendar_id


@event("calendar.connected")
@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarConnected(_OfCalendar):
    sentence: ClassVar[str] = _("an own calendar was connected")


@event("calendar.disconnected")
@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDisconnected(_OfCalendar):
    sentence: ClassVar[str] = _("the own calendar counts no more")


@event("calendar.lost")
@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLost(_OfCalendar):
    """It could not be read for longer than the grace: what is taken there is unknown. Once in each outage."""

    sentence: ClassVar[str] = _("the own calendar cannot be read: {problem}")

    problem: str
    since: datetime


@event("calendar.regained")
@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRegained(_OfCalendar):
    sentence: ClassVar[str] = _("the own calendar can be read again")


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
