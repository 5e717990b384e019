"""The matching engine: who takes this piece of work, and why.

Data in, decision out. A policy is an ordered list of steps; each either rules candidates out (`filter`), narrows
them as long as somebody is left (`prefer`), asks for room (`capacity`) or orders who is left (`order`). Every
candidate leaves with the step that ruled it out or with its rank, so that the decision can be read and replayed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from routing.rules import wording
from routing.rules.wording import ENGLISH, Tongue, gettext_noop

#: raised when the same inputs get another answer or other words: decisions keep the engine that made them
ENGINE = 2


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

    @property
    def has_room(self) -> bool:
        return self.places is None or self.assigned < self.places


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
    "not_excluded": (lambda c, n: c.id not in n.excluded, gettext_noop("is excluded from this piece of work")),
    "accepts_new": (lambda c, n: c.accepts_new, gettext_noop("takes no new work at present")),
    "free": (lambda c, n: c.free, gettext_noop("is busy at that time")),
    "calendar_fresh": (lambda c, n: not c.calendar_stale, gettext_noop("has a calendar that cannot be read")),
    "daily_cap": (
        lambda c, n: c.daily_cap is None or c.today < c.daily_cap,
        gettext_noop("has reached the day's maximum"),
    ),
    "within_hours": (lambda c, n: c.within_hours, gettext_noop("is outside working hours")),
    "online": (lambda c, n: c.presence == "ONLINE", gettext_noop("is not online")),
    "skill": (lambda c, n: not n.skill or n.skill in c.skills, gettext_noop("is no specialist for this")),
    "language": (
        lambda c, n: not n.language or n.language in c.languages,
        gettext_noop("does not speak the customer's language"),
    ),
    "senior_for_vip": (
        lambda c, n: not n.vip or c.seniority == "SENIOR",
        gettext_noop("is not senior, and this is a VIP"),
    ),
    "previous_owner": (
        lambda c, n: not n.previous_owner or c.id == n.previous_owner,
        gettext_noop("did not have it last time"),
    ),
}

Key = Callable[[Candidate], Any]

#: named load methods: smaller comes first
ORDERS: dict[str, Key] = {
    "priority": lambda c: -c.priority,
    "least_open": lambda c: c.assigned,
    "least_percent": lambda c: c.assigned / c.places if c.places else float("inf"),
    "weighted_deficit": lambda c: c.assigned / c.weight if c.weight else float("inf"),
    "longest_idle": lambda c: _never_first(c.last_assigned_at),
    "least_recently_assigned": lambda c: _never_first(c.last_assigned_at),
}


@dataclass(slots=True)
class Round:
    """One pool on its way through the steps.

    left         who is still in
    fitted       preferences that the ones still in fit, in order
    narrowed_by  the last step that ruled somebody out
    overflowed   nobody had room, and the policy goes beyond capacity
    """

    needs: Needs
    policy: Policy
    verdicts: dict[str, Verdict]
    left: list[Candidate]
    tongue: Tongue = ENGLISH
    fitted: list[str] = field(default_factory=list)
    narrowed_by: str = ""
    overflowed: bool = False

    def take(self, step: Step) -> None:
        match step.kind:
            case "filter" | "prefer" if step.name in FILTERS:
                self._test(step)
            case "capacity":
                self._ask_for_room()
            case "order" if step.name in ORDERS:
                pass  # orders come last, whatever their place
            case _:
                raise ValueError(f"A policy step {step.kind} {step.name} does not exist")

    def _test(self, step: Step) -> None:
        test, complaint = FILTERS[step.name]
        kept = [candidate for candidate in self.left if test(candidate, self.needs)]
        if step.kind == "prefer":
            if not kept:
                return  # nobody fits the preference: it narrows nothing
            self.fitted.append(step.name)
        _ = self.tongue.gettext
        instead = _("if nobody else had fitted better") if step.kind == "prefer" else _("if that changed")
        self._keep(kept, step.name, lambda one: _(complaint), instead)

    def _ask_for_room(self) -> None:
        kept = [candidate for candidate in self.left if candidate.has_room]
        if not kept and self.left and self.policy.overflow:
            self.overflowed = True
            return
        _ = self.tongue.gettext
        full, instead = _("is full: %(load)s"), _("with one piece of work fewer")
        self._keep(kept, "capacity", lambda c: full % {"load": wording.load(c, self.tongue)}, instead)

    def _keep(self, kept: list[Candidate], name: str, reason: Callable[[Candidate], str], instead: str) -> None:
        still_in = {candidate.id for candidate in kept}
        for candidate in self.left:
            if candidate.id not in still_in:
                verdict = self.verdicts[candidate.id]
                verdict.ruled_out_by, verdict.reason, verdict.instead = name, reason(candidate), instead
                self.narrowed_by = name
        self.left = kept


def choose(
    needs: Needs, candidates: Sequence[Candidate], policy: Policy, at: datetime, tongue: Tongue = ENGLISH
) -> Decision:
    """Match one piece of work to a member.

    needs       what the work asks for
    candidates  every member who might take it, in any order
    policy      the steps, in order
    at          the instant of the decision
    tongue      in which words it speaks; the answer is the same in all of them

    Returns a Decision with one Verdict per candidate: the winner first, then by rank, then who was ruled out.
    Ties end with the id, so the same inputs give the same decision. Raises ValueError for an unknown step.
    """
    verdicts = {candidate.id: Verdict(candidate) for candidate in candidates}
    orders = [step.name for step in policy.steps if step.kind == "order"]
    running = _first_pool_with_somebody(needs, candidates, policy, verdicts, tongue)
    ranked = sorted(running.left, key=lambda c: (*(ORDERS[name](c) for name in orders), c.id))
    winner = ranked[0] if ranked else None
    for rank, candidate in enumerate(ranked, start=1):
        verdict = verdicts[candidate.id]
        verdict.rank, verdict.reason = rank, wording.load(candidate, tongue)
        if rank > 1:
            verdict.instead = wording.what_it_lacked(_decisive(orders, ranked[0], candidate), ranked[0], tongue)
    decisive = _decisive(orders, ranked[0], ranked[1]) if len(ranked) > 1 else ""
    sentence = wording.sentence(running, winner, decisive, asked=len(candidates))
    ordered = sorted(verdicts.values(), key=lambda v: (v.rank is None, v.rank or 0, v.candidate.name, v.candidate.id))
    return Decision(winner, sentence, ordered, at, running.overflowed)


def _first_pool_with_somebody(
    needs: Needs, candidates: Sequence[Candidate], policy: Policy, verdicts: dict[str, Verdict], tongue: Tongue
) -> Round:
    _ = tongue.gettext
    running = Round(needs, policy, verdicts, [], tongue)
    for pool in [*policy.pools, *sorted({c.pool for c in candidates} - set(policy.pools))]:
        members = [candidate for candidate in candidates if candidate.pool == pool]
        running = Round(needs, policy, verdicts, members, tongue)
        for step in policy.steps:
            running.take(step)
        if running.left:
            for verdict in verdicts.values():
                if not verdict.ruled_out_by and verdict.candidate.pool != pool:
                    verdict.ruled_out_by = "pool"
                    verdict.reason = _("is only asked when the %(pool)s pool has nobody") % {"pool": pool}
                    verdict.instead = _("if nobody of the %(pool)s pool had been free") % {"pool": pool}
            break
    return running


def _decisive(orders: list[str], winner: Candidate, other: Candidate) -> str:
    """The first order in which the two differ; empty for a tie."""
    return next((name for name in orders if ORDERS[name](winner) != ORDERS[name](other)), "")


def _never_first(instant: datetime | None) -> tuple[bool, float]:
    return (instant is not None, instant.timestamp() if instant else 0.0)
