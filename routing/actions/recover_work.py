"""Nothing rots: work that a race left with somebody who is gone comes back by itself."""

from datetime import datetime

from core.actor import Actor
from routing.actions.hand_back_work import hand_back_work
from routing.queries.exceptions import left_behind
from workforce.models import Staff


def recover_work(*, by: Actor, at: datetime) -> int:
    """Nobody who has left owns anything; returns how many items went back in line.

    Leaving hands work back at once; an assignment that commits at the same moment is what is left for here.
    Emits `<kind>.released` for each.
    """
    gone = Staff.objects.with_person().filter(pk__in=left_behind().values("owner"))
    return sum(hand_back_work(staff, reason="is not here any more", by=by, at=at) for staff in gone)
