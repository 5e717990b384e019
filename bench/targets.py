"""One recorded write, made again on other rows: what named the recorded target names the next, what was new is new."""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def recipe(
    statements: Sequence[tuple[str, Any]],
    other: Sequence[tuple[str, Any]],
    recorded: Mapping[str, str],
    targets: Sequence[Mapping[str, str]],
    place: int,
) -> dict[str, Any]:
    """How to make `statements` again.

    other     the same write recorded on another target: an id that stands in both stays as it is
    recorded  name → what the recorded target is called; targets: the same names of the others
    place     key of the capacity place that the recorded write took; the next one takes what its statement returns
    """
    fixed = set(UUIDS.findall(repr(other)))
    named = set(recorded.values())
    fresh = sorted(set(UUIDS.findall(repr(statements))) - fixed - named)
    return {
        "fresh": fresh,
        "recorded": dict(recorded),
        "targets": [dict(target) for target in targets],
        "place": place,
        "taken_by": next(n for n, (sql, _) in enumerate(statements) if "SET taken = TRUE" in sql),
    }


def filled(made: Mapping[str, Any], number: int) -> Callable[[int, Any, Sequence[Any]], Any]:
    """The parameters of each statement for the target of that number."""
    target = made["targets"][number % len(made["targets"])]
    swap = {old: target[name] for name, old in made["recorded"].items()}
    swap |= {old: str(uuid.uuid4()) for old in made["fresh"]}

    def value(old: Any, found: Sequence[Any]) -> Any:
        if old == made["place"] and isinstance(old, int) and not isinstance(old, bool):
            return found[made["taken_by"]][0][0]
        if isinstance(old, uuid.UUID):
            return uuid.UUID(swap.get(str(old), str(old)))
        if isinstance(old, str) and len(old) > 20:
            for was, now in swap.items():
                if was in old:
                    old = old.replace(was, now)
        return old

    def values(_statement: int, params: Any, found: Sequence[Any]) -> Any:
        if isinstance(params, dict):
            return {name: value(old, found) for name, old in params.items()}
        return [value(old, found) for old in params]

    return values
