"""The past told in order: each life says what it does and when it goes on, and the clocks run in between."""

import heapq
from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from uuid import UUID

from core import clock
from events.timers import fire_due
from routing.actions.rescore_work import rescore_work

#: yields the instants at which it goes on; an instant beyond the present ends it there, unfinished
Life = Generator[datetime, None, None]

JUST_AFTER = timedelta(seconds=1)  # sweeps come a moment later than what they find
WAITING_POINTS = (timedelta(minutes=15), timedelta(minutes=30))


class Story:
    """Runs lives until `present`, each step with the clock at its own instant, in the order of time.

    Rows are thus written in the order in which things happened, deadlines are noticed when they pass, and waiting
    earns its points, as if sweeps had been running all along.
    """

    def __init__(self, present: datetime) -> None:
        self.present = present
        self.at = present
        self._ahead: list[tuple[datetime, int, Callable[[], None]]] = []
        self._turn = count()  # who comes first at the same instant
        self._contacted: set[UUID] = set()
        self._quoted: set[UUID] = set()

    def begin(self, at: datetime, life: Callable[[], Life]) -> None:
        """That life begins at `at`."""

        def first() -> None:
            self._go_on(life())

        self._plan(at, first)

    def tell(self) -> None:
        """Everything up to the present has happened; what is due later is left to the timers."""
        while self._ahead:
            at, _, step = heapq.heappop(self._ahead)
            self.at = at
            with clock.moved(to=at):
                step()
        self.at = self.present
        fire_due()  # what fell due while we were telling
        rescore_work(at=clock.now())

    def watch_deadlines(self, item_id: UUID, *instants: datetime | None) -> None:
        """Look at the timers when this item's warning and breach come, unless somebody has called by then."""
        for instant in instants:
            if instant is not None:
                self._plan(instant + JUST_AFTER, partial(self._fire, item_id))

    def watch_quote(self, item_id: UUID, *instants: datetime | None) -> None:
        """The same for its quote, unless one has gone out by then."""
        for instant in instants:
            if instant is not None:
                self._plan(instant + JUST_AFTER, partial(self._fire, item_id, quote=True))

    def watch_waiting(self, item_id: UUID, since: datetime) -> None:
        """Rescore when this item has waited long enough for more points."""
        for span in WAITING_POINTS:
            at = since + span + JUST_AFTER
            self._plan(at, partial(self._rescore, item_id, at))

    def watch(self, at: datetime) -> None:
        """Look at the timers at that instant: something wakes or expires."""
        self._plan(at + JUST_AFTER, self._fire)

    def note_contact(self, item_id: UUID) -> None:
        self._contacted.add(item_id)

    def note_quote(self, item_id: UUID) -> None:
        self._quoted.add(item_id)

    def _plan(self, at: datetime, step: Callable[[], None]) -> None:
        if at <= self.present:
            heapq.heappush(self._ahead, (at, next(self._turn), step))

    def _go_on(self, life: Life) -> None:
        at = next(life, None)
        if at is not None:
            self._plan(at, lambda: self._go_on(life))

    def _fire(self, item_id: UUID | None = None, *, quote: bool = False) -> None:
        if item_id not in (self._quoted if quote else self._contacted):
            fire_due()

    def _rescore(self, item_id: UUID, at: datetime) -> None:
        if item_id not in self._contacted:
            rescore_work(at=at)
