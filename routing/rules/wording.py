"""A decision in words: one sentence that a colleague would say."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routing.rules.matching import Candidate, Needs, Round

#: what a preference says of those who fit it, and of the only one who does
FITTED: dict[str, Callable[[Needs], tuple[str, str]]] = {
    "skill": lambda n: (f"{_trade(n)} specialist", f"the only {_trade(n)} specialist") if n.skill else ("", ""),
    "language": lambda n: (f"speaks {n.language}", f"the only one who speaks {n.language}") if n.language else ("", ""),
    "senior_for_vip": lambda n: ("senior, for a VIP", "the only senior, for a VIP") if n.vip else ("", ""),
    "previous_owner": lambda n: ("had it last time", "had it last time") if n.previous_owner else ("", ""),
    "online": lambda n: ("online", "the only one online"),
    "within_hours": lambda n: ("", "the only one at work now"),
}

#: the only one whom a filter left
ONLY: dict[str, str] = {
    "capacity": "the only one with room",
    "accepts_new": "the only one who takes new work",
    "free": "the only one free then",
    "": "the only member",
}

#: what put the winner before the others
FIRST: dict[str, str] = {
    "priority": "comes first in the team's order",
    "least_open": "lightest load",
    "least_percent": "lightest load for the size",
    "weighted_deficit": "furthest below the share",
    "longest_idle": "waited longest for new work",
    "least_recently_assigned": "least recently assigned",
    "": "first among equals",
}


def sentence(running: Round, winner: Candidate | None, decisive: str, *, asked: int) -> str:
    """Why it is theirs: `Online, restaurant specialist, lightest load: 4 of 25`."""
    if winner is None:
        return f"Nobody can take it now: all {asked} candidates are ruled out." if asked else "There is nobody to ask."
    alone = len(running.left) == 1
    parts = []
    for name in running.fitted:
        among, only = FITTED[name](running.needs) if name in FITTED else ("", "")
        parts.append(only if alone and name == running.narrowed_by else among)
    if not alone:
        parts.append(FIRST[decisive])
    elif running.narrowed_by not in running.fitted:
        parts.append(ONLY.get(running.narrowed_by, "the only one left"))
    text = f"{', '.join(part for part in parts if part)}: {load(winner)}"
    text += "; everybody is full, so the least loaded takes it" if running.overflowed else ""
    return text[0].upper() + text[1:]


def what_it_lacked(decisive: str, winner: Candidate) -> str:
    """What would have put this one before the winner."""
    match decisive:
        case "least_open" if winner.assigned:
            return f"with fewer than {winner.assigned} open"
        case "least_open":
            return "if the winner had had more open work"
        case "least_recently_assigned" | "longest_idle":
            return "if the last assignment had been longer ago"
        case "priority":
            return f"with a place in the order above {winner.priority}"
        case "":
            return "nothing: they are equal, and the earlier id goes first"
    return "with a lighter load for the share"


def load(candidate: Candidate) -> str:
    """How much somebody carries, in words: `4 of 25`."""
    if candidate.places is None:
        return f"{candidate.assigned} open"
    return f"{candidate.assigned} of {candidate.places}"


def _trade(needs: Needs) -> str:
    return needs.skill.replace("_", " ").lower()
