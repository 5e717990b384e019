"""Taking the time of whoever fits best: the engine chooses, the constraint decides, and a lost race asks again."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from core.errors import DomainError, ErrorCode
from core.locks import advisory_locks
from routing.actions.choose_member import Choice, ask
from routing.enums import Queue
from routing.rules.matching import Candidate, Needs
from scheduling.actions._calls import slot_gone
from scheduling.queries.pool import Pool, asked_at, can_take, nearest
from workforce.models import Booking, Staff
from workforce.rules.free_slots import SlotRules


class Take(Protocol):
    """Takes the member's time or raises SLOT_UNAVAILABLE."""

    def __call__(self, staff_id: UUID) -> Booking: ...


@dataclass(frozen=True, slots=True)
class Taken:
    booking: Booking
    choice: Choice


def take_time(
    pool: Pool,
    needs: Needs,
    starts_at: datetime,
    rules: SlotRules,
    take: Take,
    *,
    at: datetime,
    ignoring: UUID | None = None,
) -> Taken:
    """Somebody of the pool has the time, chosen by the policy; the choice says why.

    ignoring  a booking that is to be moved: its own time is free for it

    Whoever is taken meanwhile is found busy when the question is asked again, so a race costs a question. Raises
    SLOT_UNAVAILABLE with at least three alternatives where three exist.
    """
    one_after_the_other(pool, rules)
    lost: set[str] = set()  # found taken when their time was asked for
    passed: set[str] = set()  # chosen all the same, by a policy that does not ask who is free
    while pool.team is not None:  # each round finds one more member taken
        people = _as_they_are(pool, starts_at, rules, lost, passed, at, ignoring)
        choice = ask(needs, people, queue=Queue.CALL, team_id=pool.team.pk, at=at)
        winner, key = choice.answer.winner, choice.winner_id
        if winner is None or key is None:
            break
        if not can_take(winner):
            passed.add(winner.id)
        else:
            try:
                return Taken(take(key), choice)
            except DomainError as problem:
                if problem.code not in (ErrorCode.SLOT_UNAVAILABLE, ErrorCode.MEMBER_RETIRED):
                    raise
                lost.add(winner.id)
    raise slot_gone(nearest(pool, starts_at, rules, at=at, ignoring=ignoring))


def _as_they_are(
    pool: Pool, starts_at: datetime, rules: SlotRules, lost: set[str], passed: set[str], at: datetime,
    ignoring: UUID | None,
) -> tuple[Candidate, ...]:  # fmt: skip
    people = asked_at(pool, starts_at, rules, at=at, ignoring=ignoring)
    return tuple(replace(one, free=False) if one.id in lost else one for one in people if one.id not in passed)


def one_after_the_other(pool: Pool, rules: SlotRules, *members: UUID | None) -> None:
    """No constraint counts the calls of a day: where a maximum holds, whoever books with these members waits in line.

    All at once, so that two who want some of the same never wait for each other; until the end of the transaction.
    """
    if rules.daily_max is not None:
        keys = {str(member) for member in (*members, *(Staff.parse_id(one.id) for one in pool.people)) if member}
        advisory_locks(("calls of a member", key) for key in keys)


def decision_facts(choice: Choice) -> dict[str, Any]:
    """JSON of a choice that is kept with a hold until it becomes a call."""
    facts = choice.facts()
    facts["policy_id"], facts["winner_id"] = str(facts["policy_id"]), str(facts["winner_id"])
    facts["decided_at"] = facts["decided_at"].isoformat()
    return facts
