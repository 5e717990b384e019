"""What can happen, who hears it, who may follow it: filled when the apps load, then only read.

`@event("lead.assigned")` on a frozen dataclass in an app's `events.py` names what happened.
`@subscribe("lead.assigned")` on a function in `subscribers.py` hears it, at least once, in a savepoint of its own.
`@topics_of("lead.assigned")` in `live.py` says which topics (`kind.id`) it is told under, and
`@follow("lead")` who may follow topics of that kind. `@on_timer("lead.wake_up")` in `timers.py` acts when due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from datetime import datetime

    from events.models import DomainEvent, Timer


class Payload(Protocol):
    """A frozen dataclass: its fields are the payload. `personal` names the fields that erasure blanks."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def subject(self) -> tuple[str, str]:
        """What it happened to: (kind, public id)."""
        ...


Subscriber = Callable[["DomainEvent"], None]
TopicsOf = Callable[[Any], Iterable[str]]
MayFollow = Callable[[Any, str], bool]
TimerHandler = Callable[["Timer", "datetime"], None]
T = TypeVar("T", bound=type)
F = TypeVar("F", bound=Callable[..., Any])

EVENTS: dict[str, type] = {}
SUBSCRIBERS: dict[str, dict[str, Subscriber]] = defaultdict(dict)
TOPICS: dict[str, list[TopicsOf]] = {}
FOLLOW: dict[str, MayFollow] = {}
TIMERS: dict[str, TimerHandler] = {}


def event(name: str) -> Callable[[T], T]:
    """Register a payload class under its name, `noun.past_participle`."""

    def register(payload: T) -> T:
        known = EVENTS.setdefault(name, payload)
        if known is not payload and known.__qualname__ != payload.__qualname__:
            raise ValueError(f"Two events are called {name}: {known.__qualname__} and {payload.__qualname__}")
        cast(Any, payload).event_name = name
        return payload

    return register


def subscribe(*names: str) -> Callable[[F], F]:
    """Hear these events. The function gets the stored event, touches only the database, and may be called twice."""

    def register(handler: F) -> F:
        for name in names:
            SUBSCRIBERS[name][_path(handler)] = handler
        return handler

    return register


def topics_of(*names: str) -> Callable[[F], F]:
    """Give the topics under which these events are told, from the payload alone."""

    def register(handler: F) -> F:
        for name in names:
            TOPICS.setdefault(name, []).append(handler)
        return handler

    return register


def follow(kind: str) -> Callable[[F], F]:
    """Say whether a user may follow topic `kind.<id>`."""

    def register(handler: F) -> F:
        FOLLOW[kind] = handler
        return handler

    return register


def on_timer(name: str) -> Callable[[F], F]:
    """Act when a timer of that name is due. Runs in the transaction that marks it fired."""

    def register(handler: F) -> F:
        TIMERS[name] = handler
        return handler

    return register


def told_under(payload: Any) -> list[str]:
    """The topics under which that event is told, sorted; none if nobody follows such a thing live."""
    return sorted({topic for topics in TOPICS.get(payload.event_name, ()) for topic in topics(payload)})


def may_follow(user: Any, topic: str) -> bool:
    """Whether the user may follow the topic now; an unknown kind is refused."""
    kind, _, rest = topic.partition(".")
    return kind in FOLLOW and FOLLOW[kind](user, rest)


def _path(handler: Callable[..., Any]) -> str:
    return f"{handler.__module__}.{handler.__qualname__}"
