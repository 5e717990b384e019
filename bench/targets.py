"""One recorded write, made again on other rows: what named the recorded target names the next, what was new is new."""

import random
import re
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.limits import plain
from core.ids import ALPHABET, LENGTH, parse_public_id, public_id

UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def recipe(
    statements: Sequence[tuple[str, Any]],
    other: Sequence[tuple[str, Any]],
    recorded: Mapping[str, str],
    targets: Sequence[Mapping[str, str]],
    place: int,
    moments: Collection[datetime] = (),
    shifts: Sequence[timedelta] = (),
) -> dict[str, Any]:
    """How to make `statements` again.

    other     the same write recorded on another target: an id that stands in both stays as it is
    recorded  name → what the recorded target is called; targets: the same names of the others
    place     key of the capacity place that the recorded write took; the next one takes what its statement returns
    moments   instants of the recorded target; `shifts`: how much later they are for each of the others

    What names a new row by its public id is new as well. Locks by name are locks of the target's own.
    """
    text = repr([plain(params) for _, params in statements])
    fixed = set(UUIDS.findall(repr([plain(params) for _, params in other])))
    named = set(recorded.values())
    fresh = sorted(set(UUIDS.findall(text)) - fixed - named)
    return {
        "fresh": fresh,
        "fresh_names": _names_of(fresh, text),
        "moments": list(moments),
        "shifts": list(shifts),
        "locks": [n for n, (sql, _) in enumerate(statements) if "pg_advisory_xact_lock(%s)" in sql],
        "recorded": dict(recorded),
        "targets": [dict(target) for target in targets],
        "place": place,
        "taken_by": next(n for n, (sql, _) in enumerate(statements) if "SET taken = TRUE" in sql),
    }


def _names_of(fresh: Sequence[str], text: str) -> list[tuple[str, str]]:
    """(public id, its UUID) of what is new."""
    found = set(re.findall(f"([a-z]+)_([{ALPHABET}]{{{LENGTH}}})", text))
    ids = {f"{kind}_{letters}": (kind, parse_public_id(kind, f"{kind}_{letters}")) for kind, letters in found}
    return [(name, str(key)) for name, (_, key) in sorted(ids.items()) if str(key) in fresh]


@dataclass(frozen=True, slots=True)
class Filler:
    """The parameters of each statement for one target."""

    made: Mapping[str, Any]
    swap: Mapping[str, str]
    shift: timedelta
    own_lock: int

    def __call__(self, statement: int, params: Any, found: Sequence[Any]) -> Any:
        if statement in self.made["locks"]:
            return [self.own_lock]
        if isinstance(params, dict):
            return {name: self.value(old, found) for name, old in params.items()}
        return [self.value(old, found) for old in params]

    def value(self, old: Any, found: Sequence[Any]) -> Any:
        if isinstance(old, str):
            return self._text(old)
        if isinstance(old, list):
            return [self.value(one, found) for one in old]
        if isinstance(old, uuid.UUID):
            return uuid.UUID(self.swap.get(str(old), str(old)))
        if isinstance(old, datetime):
            return old + self.shift if old in self.made["moments"] else old
        if old == self.made["place"] and isinstance(old, int) and not isinstance(old, bool):
            return found[self.made["taken_by"]][0][0]
        return old

    def _text(self, old: str) -> str:
        if old in self.swap:
            return self.swap[old]
        if len(old) > 20:
            for was, now in self.swap.items():
                if was in old:
                    old = old.replace(was, now)
        return old


def filled(made: Mapping[str, Any], number: int) -> Filler:
    """For the target of that number."""
    target = made["targets"][number % len(made["targets"])]
    swap = {old: target[name] for name, old in made["recorded"].items()}
    swap |= {old: str(uuid.uuid4()) for old in made["fresh"]}
    swap |= {name: public_id(name.split("_")[0], uuid.UUID(swap[key])) for name, key in made["fresh_names"]}
    shift = made["shifts"][number % len(made["shifts"])] if made["shifts"] else timedelta()
    return Filler(made, swap, shift, random.getrandbits(62))
