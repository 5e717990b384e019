"""Who sees whose presence change, live. `staff.<id>` is the member's own; colleagues follow `presence.<team>`."""

from collections.abc import Iterator
from typing import Any

from events.registry import follow, topics_of
from workforce import policies
from workforce.events import StaffPresenceChanged
from workforce.models import Team

EVERYBODY = "all"


@topics_of("staff.presence_changed")
def presence_topics(event: StaffPresenceChanged) -> Iterator[str]:
    yield f"staff.{event.staff_id}"
    yield f"presence.{EVERYBODY}"
    for team_id in event.team_ids:
        yield f"presence.{team_id}"


@topics_of("staff.accepts_new_changed", "staff.capacity_changed", "staff.retired", "staff.reinstated")
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
    members = {event.staff_id, getattr(event, "from_staff_id", "")}
    return {f"staff.{member}" for member in members if member}


@follow("staff")
def may_follow_staff(user: Any, staff_id: str) -> bool:
    return policies.is_member(user, staff_id)


@follow("presence")
def may_follow_presence(user: Any, team_id: str) -> bool:
    if team_id == EVERYBODY:
        return policies.can_see_everybody(user)
    key = Team.parse_id(team_id)
    return key is not None and policies.can_see_team(user, key)
