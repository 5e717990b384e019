from workforce.models.booking import Booking
from workforce.models.capacity import CapacitySlot
from workforce.models.hours import BlackoutDay, HoursOverride, Shift, TeamHours, TimeOff, WorkingHours
from workforce.models.presence import PresenceSpan
from workforce.models.staff import Staff
from workforce.models.team import Team, TeamMembership

__all__ = [
    "BlackoutDay",
    "Booking",
    "CapacitySlot",
    "HoursOverride",
    "PresenceSpan",
    "Shift",
    "Staff",
    "Team",
    "TeamHours",
    "TeamMembership",
    "TimeOff",
    "WorkingHours",
]
