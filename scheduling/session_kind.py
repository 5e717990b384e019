"""What a merchant's need tells the door, with its session: that moves along with the merchant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.actor import Actor
from routing.kinds.support import SupportKind
from routing.models import WorkItem
from routing.queries.asked import as_candidate
from routing.rules.matching import Candidate
from scheduling.actions import _sessions
from scheduling.actions.move_session import change_hands
from scheduling.conf import AGREED_RULES
from scheduling.enums import SessionStatus
from scheduling.models import IcSession
from workforce.models import Staff
from workforce.queries import candidates, members_between
from workforce.queries.calendars import days_around
from workforce.rules.free_slots import Refusal, refusal

#: what still counts for an hour that is agreed
_TAKEN = frozenset({Refusal.OUTSIDE_HOURS, Refusal.BUSY, Refusal.UNKNOWN, Refusal.TOO_SOON})


class SessionKind(SupportKind):
    """Registered under "support"."""

    def people(self, item: WorkItem, at: datetime) -> Sequence[Candidate] | None:
        """Once a session is planned: the team, with who is free at its hour."""
        session = _planned(item)
        if session is None:
            return None
        rows = candidates(item.queue, at, team_ids=[item.team_id])
        first, last = days_around(session.scheduled_for, session.ends_at)
        keys = [row.staff_id for row in rows]
        members = {one.id: one for one in members_between(keys, first, last, at=at, ignoring=session.booking_id)}
        rules = replace(AGREED_RULES, duration=session.duration)
        return [
            replace(
                as_candidate(row),
                free=row.staff_id in members
                and refusal(members[row.staff_id], session.scheduled_for, rules, at) not in _TAKEN,
            )
            for row in rows
        ]

    def take_time(self, item: WorkItem, to: Staff, *, by: Actor, at: datetime) -> None:
        """The session's hour is taken in the new consultant's calendar, in one step."""
        session = _planned(item)
        if session is not None and session.ic_id != to.pk:
            _sessions.join_up(session, item)
            change_hands(session, to, by=by, at=at)


def _planned(item: WorkItem) -> IcSession | None:
    if item.scheduled_at is None:
        return None
    sessions = IcSession.objects.select_related("merchant", "entry", "ic__user", "meeting", "booking")
    return sessions.filter(entry__work_item=item, status=SessionStatus.SCHEDULED).first()
