"""What happens to staff and to their time."""

from workforce.events.bookings import (
    BookingCancelled,
    BookingConfirmed,
    BookingHeld,
    BookingMade,
    BookingMoved,
    BookingProgressed,
    BookingReleased,
)
from workforce.events.calendars import CalendarConnected, CalendarDisconnected, CalendarLost, CalendarRegained
from workforce.events.hours import (
    BlackoutAdded,
    BlackoutRemoved,
    HoursChanged,
    HoursOverridden,
    HoursRestored,
    RotaPlanned,
    ShiftRemoved,
    ShiftSaved,
    TimeOffAdded,
    TimeOffRemoved,
)
from workforce.events.staff import (
    StaffAcceptsNewChanged,
    StaffCapacityChanged,
    StaffCountryChanged,
    StaffPresenceChanged,
    StaffReinstated,
    StaffRetired,
)

__all__ = [
    "BlackoutAdded",
    "BlackoutRemoved",
    "BookingCancelled",
    "BookingConfirmed",
    "BookingHeld",
    "BookingMade",
    "BookingMoved",
    "BookingProgressed",
    "BookingReleased",
    "CalendarConnected",
    "CalendarDisconnected",
    "CalendarLost",
    "CalendarRegained",
    "HoursChanged",
    "HoursOverridden",
    "HoursRestored",
    "RotaPlanned",
    "ShiftRemoved",
    "ShiftSaved",
    "StaffAcceptsNewChanged",
    "StaffCapacityChanged",
    "StaffCountryChanged",
    "StaffPresenceChanged",
    "StaffReinstated",
    "StaffRetired",
    "TimeOffAdded",
    "TimeOffRemoved",
]
