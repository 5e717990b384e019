"""What the apps below tell routing: somebody can take work again, or none any more."""

from accounts.models import User
from core import clock
from core.actor import SYSTEM
from events.models import DomainEvent
from events.registry import subscribe
from routing.actions.hand_back_work import hand_back_work
from routing.actions.pull_waiting import pull_waiting
from routing.enums import Queue
from workforce.enums import Work
from workforce.models import Staff
from workforce.queries.candidates import NEEDED
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


@subscribe("user.deactivated", "user.roles_changed")
def hand_back_what_nobody_can_do(event: DomainEvent) -> None:
    """Who cannot sign in any more, or has lost the role for a kind of work, keeps none of it.

    Retiring a member does so at once; this is for logins and roles that are taken away in accounts. Looks at the
    person as they are now: who is back meanwhile keeps their work.
    """
    staff = Staff.objects.with_person().filter(pk=User.parse_id(event.subject_id)).first()
    if staff is None:
        return
    lost = _queues_closed_to(staff.user, event.payload.get("before", []))
    reason = "has lost the role for it" if staff.user.is_active else "cannot sign in any more"
    hand_back_work(staff, queues=lost, reason=reason, by=SYSTEM.on(event.journey_id), at=clock.now())


def _queues_closed_to(user: User, before: list[str]) -> list[str]:
    if not user.is_active:
        return list(Queue.values)
    return [
        queue
        for queue in Queue.values
        if not NEEDED[Work(queue)].isdisjoint(before) and NEEDED[Work(queue)].isdisjoint(user.roles)
    ]
