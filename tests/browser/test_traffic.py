"""Two people at work on one line while leads come, go and change hands: nothing on their screens is stale or double.

TRAFFIC_SECONDS sets how long. The gate runs it short; five minutes are
`TRAFFIC_SECONDS=300 bin/test tests/browser/test_traffic.py`.
"""

import os
import random
import time
from collections import Counter
from itertools import count

import pytest
from django.db import transaction
from playwright.sync_api import expect

from core import clock
from core.errors import DomainError
from notifications.enums import DeliveryState
from notifications.models import Delivery, Notification
from routing.actions.log_contact import log_contact
from routing.actions.rescore_work import rescore_work
from routing.enums import OWNED, State
from routing.models import WorkItem
from routing.tests.worlds import locked, person

pytestmark = pytest.mark.browser
SECONDS = float(os.environ.get("TRAFFIC_SECONDS", "12"))
#: of one team's line at a time, so that one page shows all of it
MOST_OPEN = 40
READ = """rows => rows.map(row => [row.id, row.querySelector('.row-title').innerText.trim(),
    row.querySelector('.row-who').innerText.trim().split('\\n')[0],
    row.querySelector('.priority')?.innerText.trim()])"""


def shown(page):
    """What somebody reads of each row and of the tiles; what moves with the clock alone is left out."""
    rows = page.eval_on_selector_all("#queue-rows > [data-row]", READ)
    tiles = page.eval_on_selector_all("#queue-tiles .tile", "tiles => tiles.map(tile => tile.innerText)")
    return rows, [tile for tile in tiles if not any(word in tile for word in ("wait", "breached", "at risk"))]


class Traffic:
    """What happens without a browser: one random change at a time, each as the system itself would do it."""

    def __init__(self, world, seed):
        self.world, self.draw, self.done = world, random.Random(seed), Counter()
        self.people, self.numbers = [world.ann, world.bob], count()

    def step(self):
        name = self.draw.choices(["arrive", "give", "release", "try_again", "close"], [5, 4, 2, 2, 2])[0]
        getattr(self, name)()
        self.done[name] += 1

    def _one(self, *states):
        rows = WorkItem.objects.filter(team=self.world.team, state__in=states).select_related("owner__user")
        found = list(rows.order_by("id"))
        return self.draw.choice(found) if found else None

    def arrive(self):
        if WorkItem.objects.filter(team=self.world.team).exclude(state=State.CLOSED).count() < MOST_OPEN:
            self.world.lead(f"Arrival {next(self.numbers):04}", waited=self.draw.choice([0, 1, 14, 29, 31]))

    def give(self):
        if item := self._one(State.QUEUED):
            self.world.give(item, self.draw.choice(self.people))

    def release(self):
        if item := self._one(*OWNED):
            self.world.release(item, item.owner)

    def try_again(self):
        self._log("NO_ANSWER")

    def close(self):
        self._log("CLOSED_WON")

    def _log(self, outcome):
        if item := self._one(*OWNED):
            facts = {"communication_type": "PHONE_CALL", "outcome": outcome, "notes": "As it was simulated."}
            with transaction.atomic():
                log_contact(locked(item), facts, by=person(item.owner), at=clock.now())


def test_two_browsers_end_equal_to_a_fresh_load_and_nobody_is_told_twice(world):
    traffic = Traffic(world, seed=7)
    for _ in range(8):
        traffic.arrive()
    pages = [world.live(world.ann), world.live(world.bob)]
    until, pressed = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        try:
            traffic.step()
        except DomainError:
            traffic.done["refused"] += 1  # a browser was faster
        rescore_work(at=clock.now())
        page = traffic.draw.choice(pages)
        if traffic.draw.random() < 0.3:
            page.keyboard.press("j")
            page.keyboard.press("c")
            pressed += 1
        page.wait_for_timeout(traffic.draw.choice([20, 80, 200]))
    assert min(traffic.done["arrive"], traffic.done["give"], pressed) > 0
    for page, somebody in zip(pages, traffic.people, strict=True):
        (rows, tiles), (fresh_rows, fresh_tiles) = _settled(page), shown(world.live(somebody))
        assert [row for row in rows if row not in fresh_rows] == [row for row in fresh_rows if row not in rows] == []
        assert [row[0] for row in rows] == [row[0] for row in fresh_rows]
        assert tiles == fresh_tiles
    _nobody_was_told_twice(world)
    _withdrawn_is_gone(world, traffic.people)


def _settled(page):
    """The page once nothing fades and nothing is fetched any more."""
    page.wait_for_function("() => !document.querySelector('.is-leaving, .htmx-request')")
    rescore_work(at=clock.now())
    page.wait_for_timeout(1000)
    page.wait_for_function("() => !document.querySelector('.is-leaving, .htmx-request')")
    return shown(page)


def _of(world):
    items = WorkItem.objects.filter(team=world.team)
    return Notification.objects.filter(about_id__in=items.values("pk"), recipient__in=[world.ann, world.bob])


def _nobody_was_told_twice(world):
    told = Counter(_of(world).values_list("recipient", "kind", "dedupe"))
    assert [once for once, times in told.items() if times > 1] == []
    ways = Counter(Delivery.objects.filter(notification__in=_of(world)).values_list("notification", "channel"))
    assert set(ways.values()) == {1}


def _withdrawn_is_gone(world, people):
    withdrawn = _of(world).exclude(withdrawn_at=None)
    waiting = Delivery.objects.filter(notification__in=withdrawn, state=DeliveryState.QUEUED)
    assert list(waiting) == []
    for somebody in people:
        standing = _of(world).filter(recipient=somebody, withdrawn_at=None, kind="NEW_LEAD_ASSIGNED")
        page = world.open(somebody, "/notifications/")
        expect(page.locator("main")).to_be_visible()
        text = page.locator("main").inner_text()
        gone = withdrawn.filter(recipient=somebody).exclude(subject__in=standing.values("subject"))
        assert [one.subject for one in gone if one.subject in text] == []
