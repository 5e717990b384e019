"""What a merchant's need tells the door, with its session: that moves along with the merchant."""

from collections.abc import Sequence
from datetime import datetime

from core.actor import Actor
from routing.kinds.support import SupportKind
from routing.models import WorkItem
from routing.rules.matching import Candidate
from scheduling.actions import _sessions
from scheduling.actions.move_session import change_hands
from scheduling.enums import SessionStatus
from scheduling.models import IcSession
from scheduling.models.session import HELD_WITH
from scheduling.queries.session_people import free_then
from workforce.models import Staff
from workforce.queries import candidates


class SessionKind(SupportKind):
    """Registered under "support"."""

    def people(self, item: WorkItem, at: datetime) -> Sequence[Candidate] | None:
        """Once a session is planned: the team, with who is free at its hour."""
        session = _planned(item)
        if session is None:
            return None
        return free_then(session, candidates(item.queue, at, team_ids=[item.team_id]), at)

    def take_time(self, item: WorkItem, to: Staff, *, by: Actor, at: datetime) -> None:
        """The session's hour is taken in the new consultant's calendar, in one step."""
        session = _planned(item)
        if session is not None and session.ic_id != to.pk:
            _sessions.join_up(session, item)
            change_hands(session, to, by=by, at=at)


def _planned(item: WorkItem) -> IcSession | None:
    if item.scheduled_at is None:
        return None
    sessions = IcSession.objects.select_related("merchant", "entry", *HELD_WITH)
    return sessions.filter(entry__work_item=item, status=SessionStatus.SCHEDULED).first()
