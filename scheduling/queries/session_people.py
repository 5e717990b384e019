"""Who could be at a session's hour, and when two of them could."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from routing.enums import Queue
from routing.queries.asked import as_candidate
from routing.rules.matching import Candidate
from scheduling.conf import AGREED_RULES
from scheduling.models import IcSession
from scheduling.queries.session_links import hours_of, nearest
from workforce.models import Staff
from workforce.queries import CandidateRow, candidates, members_between
from workforce.queries.calendars import days_around
from workforce.queries.time_off import is_away, time_off_from
from workforce.rules.free_slots import Refusal, Slot, refusal

#: what still counts for an hour that is agreed
_TAKEN = frozenset({Refusal.OUTSIDE_HOURS, Refusal.BUSY, Refusal.UNKNOWN, Refusal.TOO_SOON})


def free_then(session: IcSession, rows: Iterable[CandidateRow], at: datetime) -> list[Candidate]:
    """These members, with who is free at its hour: its second host is, who keeps that hour for it."""
    people = list(rows)
    first, last = days_around(session.scheduled_for, session.ends_at)
    keys = [row.staff_id for row in people]
    members = {one.id: one for one in members_between(keys, first, last, at=at, ignoring=session.booking_id)}
    rules = replace(AGREED_RULES, duration=session.duration)
    return [
        replace(
            as_candidate(row),
            free=row.staff_id == session.second_host_id
            or (
                row.staff_id in members
                and refusal(members[row.staff_id], session.scheduled_for, rules, at) not in _TAKEN
            ),
        )
        for row in people
    ]


def who_could_join(session: IcSession, *, at: datetime) -> list[Candidate]:
    """Everybody who takes such work, whatever their team, without those who hold it already: the free ones first."""
    hosts = {one.pk for one in session.hosts}
    rows = [row for row in candidates(Queue.IC, at) if row.staff_id not in hosts]
    return sorted(free_then(session, rows, at), key=lambda one: (not one.free, one.name, one.id))


def is_off(staff: Staff, session: IcSession, starts_at: datetime, at: datetime) -> bool:
    """The member has time off during a session that begins then."""
    away = time_off_from(at, staff_ids=[staff.pk]).get(staff.pk, [])
    return is_away(away, starts_at, starts_at + session.duration)


def hours_of_both(session: IcSession, host: Staff, *, at: datetime) -> list[Slot]:
    """The nearest times that its consultant and that member are both free for the whole of it."""
    theirs = {slot.start for slot in hours_of(host, session, moving=False, at=at)}
    both = [slot for slot in hours_of(session.ic, session, moving=True, at=at) if slot.start in theirs]
    return nearest(both, session.scheduled_for)
