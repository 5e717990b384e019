"""Today: leads in every state that one can be in, with clocks running, nearly out, and missed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from routing.demo.businesses import SOUTH
from routing.demo.cast import Cast
from routing.demo.history import NORTHERNERS, SOUTHERNERS, talk
from routing.demo.lives import Lives, at_work
from routing.demo.story import Life, Story
from routing.enums import Cohort, Outcome, Queue, State
from routing.models import WorkItem
from workforce.queries.load import load_of

LifeOf = Callable[[Lives, dict[str, Any]], Life]

MANAGED, ASSISTED = Cohort.MANAGED, Cohort.ASSISTED

#: minutes ago that leads came which nobody has taken yet. Managed ones have 15 minutes, assisted ones 30; at risk
#: from four fifths of that
ON_TIME = {MANAGED: (0.4, 1.2, 2.5, 4.1, 6.3, 8.7), ASSISTED: (0.8, 2.2, 3.9, 6, 8.4, 11, 13.5, 16.2, 19.4)}
AT_RISK = {MANAGED: (12.3, 12.8, 13.6), ASSISTED: (24.6, 25.8, 27.2)}
BREACHED = {MANAGED: (17, 24, 41, 66), ASSISTED: (33, 47, 95, 140)}

#: minutes ago that leads came which somebody has but has not called yet
TAKEN = {MANAGED: (3.2, 7.4, 12.6, 21), ASSISTED: (5.1, 9.8, 17.5, 25.1, 44)}
GIVEN = {MANAGED: (1.7, 5.6, 12.9, 26), ASSISTED: (2.9, 12.2, 18.8, 38)}

PARKED = (
    (MANAGED, 26, "Landlord decides on the lease first"),
    (MANAGED, 49, "Owner travels, asked for a call on return"),
    (ASSISTED, 5, "Closed for inventory today"),
    (ASSISTED, 30, "Waiting for the bank's letter"),
    (ASSISTED, 52, "Compares offers until the end of the month"),
    (ASSISTED, 74, "Renovation, opens again next week"),
    (MANAGED, 96, "Board meets on Thursday"),
    (ASSISTED, 120, "Asked us to come back after the holidays"),
)
#: minutes ago that it came, minutes for which it stays with whom it was offered
OFFERED = ((MANAGED, 8.1, 20), (ASSISTED, 14.7, 35), (ASSISTED, 21.5, 45), (MANAGED, 10.2, 60))
CALLBACKS = 3
MOST_OPEN = 13  # what anybody has at the end: room for ten more is promised


def tell_present(cast: Cast, story: Story) -> None:
    """Plan what came today, most of it in the last minutes."""
    lives = Lives(cast, story)
    for age, cohort, life in _waiting():
        region = "CA" if life is _given else cast.random.choice(SOUTH)
        facts = cast.businesses.next(cohort, region)
        story.begin(cast.at - timedelta(minutes=age), partial(life, lives, facts))


def _waiting() -> Iterator[tuple[float, Cohort, LifeOf]]:
    """Minutes ago, size, and what becomes of it."""
    for ages_by_cohort, life in ((ON_TIME, _waits), (AT_RISK, _waits), (BREACHED, _waits), (GIVEN, _given)):
        for cohort, ages in ages_by_cohort.items():
            yield from ((age, cohort, life) for age in ages)
    for cohort, ages in TAKEN.items():
        yield from ((age, cohort, partial(_taken, _southerner(number))) for number, age in enumerate(ages))
    for number, (cohort, hours, reason) in enumerate(PARKED):
        yield 150 + 9 * number, cohort, partial(_sleeps, hours, reason, _southerner(number))
    for number, (cohort, age, stay) in enumerate(OFFERED):
        yield age, cohort, partial(_offered, stay, _southerner(number))
    for number in range(CALLBACKS):
        yield 100 + 20 * number, ASSISTED, partial(_called_back, number)


def _southerner(number: int) -> str:
    return SOUTHERNERS[number % len(SOUTHERNERS)]


def make_room(cast: Cast, story: Story) -> None:
    """Whoever has more than MOST_OPEN at the end has just finished with the ones they talked to longest ago."""
    lives = Lives(cast, story)
    for login in (*SOUTHERNERS, *NORTHERNERS):
        staff = cast.staff[login]
        surplus = max(load_of(staff.pk, Queue.AE).taken - MOST_OPEN, 0)
        talked_to = WorkItem.objects.filter(owner=staff, state=State.IN_PROGRESS).order_by("contacted_at", "id")
        for item_id in list(talked_to.values_list("pk", flat=True)[:surplus]):
            lives.contact(item_id, Outcome.CLOSED_LOST)


def _waits(lives: Lives, facts: dict[str, Any]) -> Life:
    lives.arrive(facts)
    return
    yield


def _given(lives: Lives, facts: dict[str, Any]) -> Life:
    """In the north it has an owner as it comes in."""
    lives.arrive(facts)
    return
    yield


def _taken(login: str, lives: Lives, facts: dict[str, Any]) -> Life:
    item = lives.arrive(facts)
    assert item is not None
    yield lives.after(0.5, 2)
    lives.claim(item, login)


def _sleeps(hours: float, reason: str, login: str, lives: Lives, facts: dict[str, Any]) -> Life:
    """Called once, and asked to come back later."""
    item = lives.arrive(facts)
    assert item is not None
    yield lives.after(1, 3)
    lives.claim(item, login)
    yield lives.after(2, 5)
    lives.contact(item, Outcome.CONNECTED)
    yield lives.after(2, 6)
    lives.quote(item)
    lives.park(item, lives.story.present + timedelta(hours=hours), reason)


def _offered(stay: float, login: str, lives: Lives, facts: dict[str, Any]) -> Life:
    """Somebody is asked first."""
    item = lives.arrive(facts)
    assert item is not None
    yield lives.after(1, 3)
    lives.offer(item, login, lives.story.present + timedelta(minutes=stay))


def _called_back(number: int, lives: Lives, facts: dict[str, Any]) -> Life:
    """The supervisor gives it to somebody together with a time to call, in the next working days."""
    item = lives.arrive(facts)
    assert item is not None
    yield lives.after(1, 4)
    when = (lives.story.present + timedelta(days=1 + number)).replace(minute=30, second=0, microsecond=0)
    owner = SOUTHERNERS[number]
    when = at_work(when, lives.cast.users[owner].timezone)
    lives.give(item, owner, notes="Asked for you by name", callback_at=when)
    yield from talk(lives, item)
