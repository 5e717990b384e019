"""Who sees whose presence and calendar change, live. `staff.<id>` is the member's own.

Colleagues follow `presence.<team>` and `calendar.<staff>`: hours, time off and bookings of one member.
"""

from collections.abc import Iterator
from typing import Any

from events.registry import follow, topics_of
from workforce import policies
from workforce.events import StaffPresenceChanged
from workforce.models import Staff, Team

EVERYBODY = "all"
CLOSURES = "closures"


@topics_of("staff.presence_changed")
def presence_topics(event: StaffPresenceChanged) -> Iterator[str]:
    yield f"staff.{event.staff_id}"
    yield f"presence.{EVERYBODY}"
    for team_id in event.team_ids:
        yield f"presence.{team_id}"


@topics_of("staff.accepts_new_changed", "staff.capacity_changed", "staff.retired", "staff.reinstated")
@topics_of("calendar.connected", "calendar.disconnected", "calendar.lost", "calendar.regained")
def staff_topics(event: Any) -> Iterator[str]:
    yield f"staff.{event.staff_id}"
    yield f"presence.{EVERYBODY}"


@topics_of(
    "booking.made",
    "booking.held",
    "booking.confirmed",
    "booking.moved",
    "booking.progressed",
    "booking.cancelled",
    "booking.released",
)
def booking_topics(event: Any) -> set[str]:
    """Both calendars of a booking that changes hands."""
    members = {event.staff_id, getattr(event, "from_staff_id", "")} - {""}
    return {f"{kind}.{member}" for member in members for kind in ("staff", "calendar")} | (
        {f"calendar.{EVERYBODY}"} if members else set()
    )


@topics_of(
    "staff.country_changed", "hours.changed", "hours.overridden", "hours.restored", "time_off.added", "time_off.removed"
)
def hours_topics(event: Any) -> Iterator[str]:
    yield f"calendar.{event.staff_id}"
    yield f"calendar.{EVERYBODY}"


@topics_of("blackout.added", "blackout.removed")
def closure_topics(_event: Any) -> Iterator[str]:
    yield f"calendar.{CLOSURES}"
    yield f"calendar.{EVERYBODY}"


@topics_of("shift.saved", "shift.removed", "rota.planned")
def rota_topics(_event: Any) -> Iterator[str]:
    yield f"calendar.{EVERYBODY}"


@follow("staff")
def may_follow_staff(user: Any, staff_id: str) -> bool:
    return policies.is_member(user, staff_id)


@follow("presence")
def may_follow_presence(user: Any, team_id: str) -> bool:
    if team_id == EVERYBODY:
        return policies.can_see_everybody(user)
    key = Team.parse_id(team_id)
    return key is not None and policies.can_see_team(user, key)


@follow("calendar")
def may_follow_calendar(user: Any, staff_id: str) -> bool:
    """A colleague's hours are seen in the team; the frames say that something changed, not what."""
    if staff_id == EVERYBODY:
        return policies.can_see_everybody(user)
    if staff_id == CLOSURES:
        return bool(user.is_worker)
    key = Staff.parse_id(staff_id)
    return key is not None and (policies.can_see_calendar(user, key) or policies.share_a_team(user, key))
