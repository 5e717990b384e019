"""What workforce tells routing: somebody can take work again."""

from core import clock
from core.actor import SYSTEM
from events.models import DomainEvent
from events.registry import subscribe
from routing.actions.assign_waiting import assign_waiting
from workforce.models import Staff, TeamMembership


@subscribe("staff.accepts_new_changed", "staff.capacity_changed", "staff.reinstated")
def fill_freed_capacity(event: DomainEvent) -> None:
    """More room in a team that is assigned automatically: its line moves up."""
    if event.payload.get("accepts_new") is False or not _grew(event.payload):
        return
    member = Staff.parse_id(event.subject_id)
    for team_id in TeamMembership.objects.filter(staff=member).values_list("team_id", flat=True):
        assign_waiting(by=SYSTEM.on(event.journey_id), at=clock.now(), team_id=team_id)


def _grew(payload: dict[str, object]) -> bool:
    return payload.get("places", 1) > payload.get("previous", 0)  # type: ignore[operator]
