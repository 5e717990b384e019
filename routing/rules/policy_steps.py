"""Which lines a policy may have: what the matching engine knows."""

from routing.rules.matching import FILTERS, ORDERS

CAPACITY = "capacity"
KNOWN = {"filter": frozenset(FILTERS), "prefer": frozenset(FILTERS), CAPACITY: {CAPACITY}, "order": frozenset(ORDERS)}


def step_problem(kind: str, name: str) -> str:
    """Why the engine cannot take this step; empty when it can."""
    if kind not in KNOWN:
        return f"{kind} is no kind of step."
    return "" if name in KNOWN[kind] else f"{name} cannot be used to {kind}."
