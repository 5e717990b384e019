"""The lines of a policy: which there may be, which are of use, and how one list of them differs from another."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain

from routing.rules.matching import FILTERS, ORDERS

Line = tuple[str, str]  # (kind, name)

CAPACITY = "capacity"
KNOWN = {"filter": frozenset(FILTERS), "prefer": frozenset(FILTERS), CAPACITY: {CAPACITY}, "order": frozenset(ORDERS)}

#: what is known of the members of a queue, and so what a new line can ask for; the engine knows more
TOLD = ("not_excluded", "accepts_new", "within_hours", "online", "skill", "language", "senior_for_vip")
OFFERED: tuple[Line, ...] = (
    *(("filter", name) for name in TOLD),
    *(("prefer", name) for name in TOLD if name != "not_excluded"),
    (CAPACITY, CAPACITY),
    *(("order", name) for name in ("least_open", "least_percent", "least_recently_assigned")),
)


def step_problem(kind: str, name: str) -> str:
    """Why the engine cannot take this step; empty when it can."""
    if kind not in KNOWN:
        return f"{kind} is no kind of step."
    return "" if name in KNOWN[kind] else f"{name} cannot be used to {kind}."


def with_line(lines: Sequence[Line], line: Line) -> list[Line]:
    """The lines with one more: who comes first stands last, everything else before the first of those."""
    if line[0] == "order":
        return [*lines, line]
    place = next((at for at, (kind, _) in enumerate(lines) if kind == "order"), len(lines))
    return [*lines[:place], line, *lines[place:]]


@dataclass(frozen=True, slots=True)
class Change:
    """One line that is new, gone or elsewhere. `before` and `after` are places from 1; None where it does not stand."""

    line: Line
    before: int | None
    after: int | None


def changes(before: Sequence[Line], after: Sequence[Line]) -> list[Change]:
    """What was done to the first list to get the second, in the order of places: as few moves as can be."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    stayed = set(chain.from_iterable(before[block.a : block.a + block.size] for block in blocks))
    touched = [line for line in dict.fromkeys([*after, *before]) if line not in stayed]
    return [Change(line, _place(before, line), _place(after, line)) for line in touched]


def _place(lines: Sequence[Line], line: Line) -> int | None:
    return lines.index(line) + 1 if line in lines else None
