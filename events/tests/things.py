"""An event, a subject and a way to run things at once, for the tests of this app."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection, transaction

from core import clock
from core.actor import SYSTEM
from core.ids import new_id, public_id
from events import registry
from events.models import DomainEvent
from events.publish import emit
from events.registry import event, topics_of


@event("test.thing_happened")
@dataclass(frozen=True)
class ThingHappened:
    thing_id: str
    note: str = ""
    email: str = ""

    personal = ("email",)
    sentence = "{note} for {email}"
    icon = "circle-check"

    def subject(self) -> tuple[str, str]:
        return "thing", self.thing_id


@event("test.thing_renamed")
@dataclass(frozen=True)
class ThingRenamed:
    thing_id: str
    before: dict[str, str]
    after: dict[str, str]

    def subject(self) -> tuple[str, str]:
        return "thing", self.thing_id


@topics_of("test.thing_happened", "test.thing_renamed")
def thing_topics(payload: ThingHappened) -> list[str]:
    return [f"thing.{payload.thing_id}", "queue.things"]


@dataclass(frozen=True)
class Thing:
    """Something that timers can be about."""

    pk: UUID = field(default_factory=new_id)
    id_prefix: ClassVar[str] = "thing"

    @property
    def public_id(self) -> str:
        return public_id(self.id_prefix, self.pk)


def tell(note: str = "", thing: str = "thing_1", email: str = "") -> DomainEvent:
    with transaction.atomic():
        return emit(ThingHappened(thing, note, email), by=SYSTEM, at=clock.now())


@contextmanager
def subscribed(handler: Callable[[DomainEvent], None], name: str = "test.thing_happened") -> Iterator[None]:
    path = f"{handler.__module__}.{handler.__qualname__}"
    registry.SUBSCRIBERS[name][path] = handler
    try:
        yield
    finally:
        registry.SUBSCRIBERS[name].pop(path)


@contextmanager
def on_timer(name: str, handler: Callable[..., None]) -> Iterator[None]:
    registry.TIMERS[name] = handler
    try:
        yield
    finally:
        registry.TIMERS.pop(name)


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """What `work(0)` … `work(count - 1)` return, all begun together, each on a connection of its own."""
    barrier = threading.Barrier(count)
    results: list[Any] = [None] * count

    def run(number: int) -> None:
        try:
            barrier.wait(10)
            results[number] = work(number)
        except Exception as problem:  # noqa: BLE001  (shown by the test that compares the results)
            results[number] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
