"""What workforce tells routing: somebody can take work again."""

from core import clock
from core.actor import SYSTEM
from events.models import DomainEvent
from events.registry import subscribe
from routing.actions.pull_waiting import pull_waiting
from routing.enums import Queue
from workforce.models import Staff
from workforce.queries.load import load_of

#: items taken in the event's own transaction
AT_ONCE = 5


@subscribe("staff.accepts_new_changed", "staff.capacity_changed", "staff.reinstated")
def fill_freed_capacity(event: DomainEvent) -> None:
    """More room in a team that is assigned automatically: its line moves up by as much as the member has room for.

    What is left of the line is the next sweep's, so that one event never holds a whole line's locks.
    """
    member = Staff.objects.active().filter(pk=Staff.parse_id(event.subject_id), accepts_new=True).first()
    if member is None:
        return
    for team in member.teams.filter(work__in=Queue.values, auto_assign=True):
        room = load_of(member.pk, team.work).remaining
        pull_waiting(team, by=SYSTEM.on(event.journey_id), at=clock.now(), limit=min(room, AT_ONCE))
