"""The matching engine: who takes this piece of work, and why.

Data in, decision out. A policy is an ordered list of steps; each either rules candidates out (`filter`), narrows
them as long as somebody is left (`prefer`), asks for room (`capacity`) or orders who is left (`order`). Every
candidate leaves with the step that ruled it out or with its rank, so that the decision can be read and replayed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn


@dataclass(frozen=True, slots=True)
class Needs:
    """What the piece of work asks for."""

    skill: str = ""
    language: str = ""
    vip: bool = False
    previous_owner: str = ""
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One member as the engine sees them.

    places  how many pieces of work fit, None = no limit
    weight  share of the work this member is meant to get, 100 = a full share
    today   pieces taken today, against daily_cap
    """

    id: str
    name: str = ""
    pool: str = "team"
    priority: int = 0
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    seniority: str = "REGULAR"
    accepts_new: bool = True
    within_hours: bool = True
    presence: str = "ONLINE"
    free: bool = True
    calendar_stale: bool = False
    assigned: int = 0
    places: int | None = None
    weight: int = 100
    today: int = 0
    daily_cap: int | None = None
    last_assigned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a policy: `kind` is filter, prefer, capacity or order; `name` one of the tables below."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Policy:
    """An ordered list of steps. `overflow`: when nobody has room, the least loaded takes it anyway.

    pools  order in which pools are asked: the next one only when the one before has nobody
    """

    steps: tuple[Step, ...]
    overflow: bool = False
    pools: tuple[str, ...] = ("team", "fallback")


@dataclass(slots=True)
class Verdict:
    """What became of one candidate."""

    candidate: Candidate
    ruled_out_by: str = ""
    reason: str = ""
    rank: int | None = None
    instead: str = ""  # what would have made it this one


@dataclass(frozen=True, slots=True)
class Decision:
    """The engine's answer. `winner` is None when nobody can take the work: it waits."""

    winner: Candidate | None
    sentence: str
    verdicts: list[Verdict]
    decided_at: datetime
    overflowed: bool = False


Test = Callable[[Candidate, Needs], bool]

FILTERS: dict[str, tuple[Test, str]] = {
    "not_excluded": (lambda c, n: c.id not in n.excluded, "is excluded from this piece of work"),
    "accepts_new": (lambda c, n: c.accepts_new, "takes no new work at present"),
    "free": (lambda c, n: c.free, "is busy at that time"),
    "calendar_fresh": (lambda c, n: not c.calendar_stale, "has a calendar that cannot be read"),
    "daily_cap": (lambda c, n: c.daily_cap is None or c.today < c.daily_cap, "has reached the day's maximum"),
    "within_hours": (lambda c, n: c.within_hours, "is outside working hours"),
    "online": (lambda c, n: c.presence == "ONLINE", "is not online"),
    "skill": (lambda c, n: not n.skill or n.skill in c.skills, "is no specialist for this"),
    "language": (lambda c, n: not n.language or n.language in c.languages, "does not speak the customer's language"),
    "senior_for_vip": (lambda c, n: not n.vip or c.seniority == "SENIOR", "is not senior, and this is a VIP"),
    "previous_owner": (lambda c, n: not n.previous_owner or c.id == n.previous_owner, "did not have it last time"),
}

PRAISE: dict[str, Callable[[Needs], str]] = {
    "skill": lambda n: f"{n.skill.replace('_', ' ').lower()} specialist" if n.skill else "",
    "language": lambda n: f"speaks {n.language}" if n.language else "",
    "senior_for_vip": lambda n: "senior, for a VIP" if n.vip else "",
    "previous_owner": lambda n: "had it last time" if n.previous_owner else "",
    "online": lambda n: "online",
    "within_hours": lambda n: "",
}

Key = Callable[[Candidate], Any]

#: named load methods: smaller comes first
ORDERS: dict[str, tuple[Key, str]] = {
    "priority": (lambda c: -c.priority, "comes first in the team's order"),
    "least_open": (lambda c: c.assigned, "lightest load"),
    "least_percent": (lambda c: c.assigned / c.places if c.places else float("inf"), "lightest load for the size"),
    "weighted_deficit": (lambda c: c.assigned / c.weight if c.weight else float("inf"), "furthest below the share"),
    "longest_idle": (lambda c: _never_first(c.last_assigned_at), "waited longest for new work"),
    "least_recently_assigned": (lambda c: _never_first(c.last_assigned_at), "least recently assigned"),
}


def choose(needs: Needs, candidates: Sequence[Candidate], policy: Policy, at: datetime) -> Decision:
    """Match one piece of work to a member.

    needs       what the work asks for
    candidates  every member who might take it, in any order
    policy      the steps, in order
    at          the instant of the decision

    Returns a Decision with one Verdict per candidate: the winner first, then by rank, then who was ruled out.
    Ties end with the id, so the same inputs give the same decision. Raises ValueError for an unknown step.
    """
    verdicts = {candidate.id: Verdict(candidate) for candidate in candidates}
    praise: list[str] = []
    overflowed = False
    left: list[Candidate] = []
    for pool in [*policy.pools, *sorted({c.pool for c in candidates} - set(policy.pools))]:
        praise, overflowed = [], False
        left = [candidate for candidate in candidates if candidate.pool == pool]
        for step in policy.steps:
            left, overflowed = _apply(step, left, needs, policy, verdicts, praise, overflowed)
        if left:
            _rule_out_later_pools(pool, verdicts)
            break
    orders = [step.name for step in policy.steps if step.kind == "order"]
    left.sort(key=lambda candidate: (*(ORDERS[name][0](candidate) for name in orders), candidate.id))
    for rank, candidate in enumerate(left, start=1):
        verdicts[candidate.id].rank = rank
    _explain_ranks(left, orders, verdicts)
    winner = left[0] if left else None
    ordered = sorted(verdicts.values(), key=lambda v: (v.rank is None, v.rank or 0, v.candidate.name, v.candidate.id))
    sentence = _sentence(winner, left, orders, praise, overflowed, len(verdicts))
    return Decision(winner, sentence, ordered, at, overflowed)


def _apply(
    step: Step,
    left: list[Candidate],
    needs: Needs,
    policy: Policy,
    verdicts: dict[str, Verdict],
    praise: list[str],
    overflowed: bool,
) -> tuple[list[Candidate], bool]:
    match step.kind:
        case "filter" | "prefer":
            test, complaint = FILTERS[step.name] if step.name in FILTERS else _unknown(step)
            kept = [candidate for candidate in left if test(candidate, needs)]
            if step.kind == "prefer":
                if not kept:
                    return left, overflowed  # nobody fits the preference: it narrows nothing
                if step.name in PRAISE and (said := PRAISE[step.name](needs)):
                    praise.append(said)
            _rule_out(left, kept, step, complaint, verdicts)
            return kept, overflowed
        case "capacity":
            kept = [
                candidate for candidate in left if candidate.places is None or candidate.assigned < candidate.places
            ]
            if not kept and left and policy.overflow:
                return left, True
            for candidate in left:
                if candidate not in kept:
                    verdicts[candidate.id].ruled_out_by = "capacity"
                    verdicts[candidate.id].reason = f"is full: {candidate.assigned} of {candidate.places}"
                    verdicts[candidate.id].instead = "with one piece of work fewer"
            return kept, overflowed
        case "order" if step.name in ORDERS:
            return left, overflowed
    return _unknown(step)


def _rule_out(
    before: list[Candidate], kept: list[Candidate], step: Step, complaint: str, verdicts: dict[str, Verdict]
) -> None:
    still_in = {candidate.id for candidate in kept}
    for candidate in before:
        if candidate.id not in still_in:
            verdict = verdicts[candidate.id]
            verdict.ruled_out_by, verdict.reason = step.name, complaint
            verdict.instead = "if nobody else had fitted better" if step.kind == "prefer" else "if that changed"


def _rule_out_later_pools(pool: str, verdicts: dict[str, Verdict]) -> None:
    for verdict in verdicts.values():
        if not verdict.ruled_out_by and verdict.candidate.pool != pool:
            verdict.ruled_out_by, verdict.reason = "pool", f"is only asked when the {pool} pool has nobody"
            verdict.instead = f"if nobody of the {pool} pool had been free"


def _explain_ranks(left: list[Candidate], orders: list[str], verdicts: dict[str, Verdict]) -> None:
    if not left:
        return
    winner = left[0]
    for candidate in left:
        verdict = verdicts[candidate.id]
        verdict.reason = _load(candidate)
        if candidate is winner:
            continue
        for name in orders:
            if ORDERS[name][0](candidate) != ORDERS[name][0](winner):
                verdict.instead = _needed(name, winner)
                break
        else:
            verdict.instead = "equal in everything; the earlier id goes first"


def _needed(order: str, winner: Candidate) -> str:
    match order:
        case "least_open":
            return (
                f"with fewer than {winner.assigned} open" if winner.assigned else "if the winner had had more open work"
            )
        case "least_recently_assigned" | "longest_idle":
            return "if the last assignment had been longer ago"
        case "priority":
            return f"with a place in the order above {winner.priority}"
    return "with a lighter load for the share"


def _sentence(
    winner: Candidate | None, left: list[Candidate], orders: list[str], praise: list[str], overflowed: bool, asked: int
) -> str:
    if winner is None:
        return f"Nobody can take it now: all {asked} candidates are ruled out." if asked else "There is nobody to ask."
    parts = [part for part in praise if part]
    if len(left) == 1:
        parts.append(f"the only one left of {asked}" if asked > 1 else "the only member")
    else:
        decisive = next((n for n in orders if ORDERS[n][0](left[1]) != ORDERS[n][0](winner)), "")
        parts.append(ORDERS[decisive][1] if decisive else "first among equals")
    text = f"{', '.join(parts)}: {_load(winner)}"
    text += "; everybody is full, so the least loaded takes it" if overflowed else ""
    return text[0].upper() + text[1:]


def _load(candidate: Candidate) -> str:
    return (
        f"{candidate.assigned} of {candidate.places}" if candidate.places is not None else f"{candidate.assigned} open"
    )


def _never_first(instant: datetime | None) -> tuple[bool, float]:
    return (instant is not None, instant.timestamp() if instant else 0.0)


def _unknown(step: Step) -> NoReturn:
    raise ValueError(f"A policy step {step.kind} {step.name} does not exist")
