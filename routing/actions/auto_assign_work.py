"""The engine chooses, the door opens."""

from dataclasses import dataclass
from datetime import datetime

from core.actor import Actor
from core.errors import DomainError
from notifications.models import Notification
from routing.actions.change_owner import give
from routing.actions.choose_member import choose_member
from routing.enums import AssignmentReason
from routing.kinds import kind_of
from routing.models import Decision, WorkItem
from workforce.models import Staff


@dataclass(frozen=True, slots=True)
class Routed:
    """The decision, and what the winner was told; nobody was told when it has no winner."""

    decision: Decision
    told: list[Notification]


def auto_assign_work(
    item: WorkItem,
    *,
    by: Actor,
    at: datetime,
    excluded: frozenset[str] = frozenset(),
    overflow: bool = True,
    keep_empty: bool = True,
    reason: str = "",
    notes: str = "",
) -> Routed:
    """The locked, unowned item belongs to the best member, or waits when the decision has no winner.

    overflow    False: nobody beyond capacity, even where the policy would
    keep_empty  False: that nobody can take it is not kept as a decision
    reason      instead of the one that the decision gives; `notes` go with it

    A candidate who has just filled up is excluded and the engine asked again, so a race costs a question, not a
    wrong owner; when everybody has, they are all asked once more, since an overflow step may take one of them after
    all. Emits `<kind>.assigned` and tells the new owner.
    """
    just_filled: set[str] = set()
    last_round = False
    while True:  # each round excludes one more member, or is the last
        decision = choose_member(item, at=at, excluded=excluded | just_filled, overflow=overflow, keep_empty=keep_empty)
        if decision.winner_id is None:
            if not (overflow and just_filled) or last_round:
                return Routed(decision, [])
            if keep_empty:
                decision.delete()  # the question is asked again
            just_filled, last_round = set(), True
            continue
        winner = Staff.objects.with_person().get(pk=decision.winner_id)
        try:
            give(
                item,
                winner,
                by=by,
                at=at,
                reason=reason or _reason(decision),
                notes=notes,
                decision=decision,
                beyond_capacity=decision.overflowed,
            )
        except DomainError:
            decision.delete()  # nobody acted on it
            just_filled.add(winner.public_id)
            continue
        return Routed(decision, kind_of(item).tell_owner(item, by=by, at=at))


def _reason(decision: Decision) -> str:
    winner = next(verdict for verdict in decision.verdicts if verdict["rank"] == 1)
    wanted = decision.needs.get("skill")
    if wanted and wanted in winner["skills"]:
        return AssignmentReason.AUTO_SPECIALIZATION
    if decision.overflowed:
        return AssignmentReason.AUTO_ROUND_ROBIN
    return AssignmentReason.AUTO_AVAILABILITY
