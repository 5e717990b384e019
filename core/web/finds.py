"""What the search field finds. Each app offers its own: `@finder("leads", label, order=10)` in its `finds.py`.

A finder gets what was typed and who asks, and returns what that person may open; it is asked at every keystroke, so it
costs one statement through an index, whatever there is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from core.actor import Actor


@dataclass(frozen=True, slots=True)
class Find:
    """One thing to go to. detail: a second, quieter part; icon: its name in the sprite."""

    title: str
    url: str
    icon: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What one finder found, under its heading. `more`: there is more than was asked for."""

    name: str
    label: str
    finds: list[Find]
    more: bool = False


Finder = Callable[[str, Actor, int], list[Find]]
F = TypeVar("F", bound=Finder)

_FINDERS: dict[str, tuple[int, Callable[[], str], Finder]] = {}


def finder(name: str, label: Callable[[], str], *, order: int) -> Callable[[F], F]:
    """Offer finds under that heading; the smaller `order` stands above."""

    def register(found: F) -> F:
        _FINDERS[name] = (order, label, found)
        return found

    return register


def find(text: str, *, by: Actor, limit: int) -> list[Group]:
    """What that person finds, by group, at most `limit` of each; groups without finds are left out."""
    groups = []
    for name, (_order, label, found) in sorted(_FINDERS.items(), key=lambda one: one[1][0]):
        finds = found(text.strip(), by, limit + 1)
        if finds:
            groups.append(Group(name, label(), finds[:limit], more=len(finds) > limit))
    return groups
