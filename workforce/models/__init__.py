from workforce.models.booking import Booking
from workforce.models.capacity import CapacitySlot
from workforce.models.hours import BlackoutDay, HoursOverride, Shift, TeamHours, TimeOff, WorkingHours
from workforce.models.outside_calendar import BusyBlock, CalendarPolicy, OutsideCalendar
from workforce.models.presence import PresenceSpan
from workforce.models.staff import Staff
from workforce.models.team import Team, TeamMembership

__all__ = [
    "BlackoutDay",
    "Booking",
    "BusyBlock",
    "CalendarPolicy",
    "CapacitySlot",
    "HoursOverride",
    "OutsideCalendar",
    "PresenceSpan",
    "Shift",
    "Staff",
    "Team",
    "TeamHours",
    "TeamMembership",
    "TimeOff",
    "WorkingHours",
]
