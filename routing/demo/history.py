"""Two weeks of leads that came, were called, and bought or did not."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from routing.demo.businesses import SOUTH
from routing.demo.cast import Cast
from routing.demo.lives import Lives, office_time
from routing.demo.story import Life, Story
from routing.enums import Cohort, Outcome
from routing.models import WorkItem

DAYS = 14
LEADS = 180
SELF_SERVED = 20
ENDED_BEFORE = timedelta(hours=3)  # the present has its own leads
REGIONS = ("CA",) * 9 + SOUTH
COHORTS = (Cohort.MANAGED,) * 3 + (Cohort.ASSISTED,) * 5
ENDINGS = (Outcome.CLOSED_WON,) * 4 + (Outcome.CLOSED_LOST,) * 4 + (Outcome.DISQUALIFIED,) * 2
SOUTHERNERS, NORTHERNERS = ("ae1", "ae2", "ae3"), ("ae4", "ae5", "ae6")


def tell_history(cast: Cast, story: Story) -> None:
    """Plan the lives of all leads that came before today's."""
    lives = Lives(cast, story)
    for number, at in enumerate(_arrivals(cast, LEADS)):
        region, cohort = cast.random.choice(REGIONS), cast.random.choice(COHORTS)
        facts = cast.businesses.next(cohort, region)
        story.begin(at, partial(_life, lives, facts, number))
    for at in _arrivals(cast, SELF_SERVED):
        facts = cast.businesses.next(Cohort.SELF_SERVE, cast.random.choice(REGIONS))
        story.begin(at, partial(_served_itself, lives, facts))


def _arrivals(cast: Cast, many: int) -> Iterator[datetime]:
    """Instants of office hours in the last two weeks, in order."""
    first, last = cast.at - timedelta(days=DAYS), cast.at - ENDED_BEFORE
    span = (last - first).total_seconds()
    drawn = (office_time(first + timedelta(seconds=cast.random.uniform(0, span)), cast.random) for _ in range(many))
    yield from sorted(min(at, last) for at in drawn)


def _served_itself(lives: Lives, facts: dict[str, object]) -> Life:
    lives.arrive(facts)
    return
    yield  # a life without further steps


def _life(lives: Lives, facts: dict[str, object], number: int) -> Life:
    """Most are called in time, some late; some are handed on, given up, put to sleep or opened again."""
    item = lives.arrive(facts)
    assert item is not None
    late = number % 7 == 3
    if facts["region"] != "CA":
        yield lives.after(35, 95) if late else lives.after(1, 9)
        lives.claim(item, lives.least_busy(SOUTHERNERS))
    if number % 31 == 5:
        yield from _given_up(lives, item, facts)
    if number % 29 == 7:
        yield lives.after(1, 3)
        lives.transfer(item, _colleague(item), "You know this neighborhood better.")
    yield from talk(lives, item, late=late)
    yield lives.after(90, 300) if number % 11 == 4 else lives.after(10, 80)
    lives.quote(item)
    if number % 37 == 11:
        yield lives.in_office(30, 240)
        lives.park(item, lives.in_office(24 * 60, 40 * 60), "On holiday, asked us to call again after")
        yield from _woken(lives, item, facts, number)
    yield lives.in_office(4 * 60, 44 * 60)
    ending = lives.chance.choice(ENDINGS)
    if ending == Outcome.CLOSED_WON:
        lives.contact(item, Outcome.QUALIFIED)
        yield lives.in_office(2 * 60, 30 * 60)
    lives.contact(item, ending)
    if number % 41 == 13:
        yield lives.in_office(3 * 60, 20 * 60)
        lives.reopen(item)
        yield from _woken(lives, item, facts, number)


def talk(lives: Lives, item: UUID, *, late: bool = False) -> Life:
    """The first contact, at the second or third try for some."""
    yield lives.after(20, 60) if late else lives.after(1, 5)
    for _ in range(lives.chance.choice((0, 0, 0, 1, 1, 2))):
        lives.contact(item, lives.chance.choice((Outcome.NO_ANSWER, Outcome.NO_ANSWER_NO_VM)))
        yield lives.in_office(40, 300)
    lives.contact(item, lives.chance.choice((Outcome.CONNECTED, Outcome.CONNECTED, Outcome.SCHEDULED_CALLBACK)))


def _given_up(lives: Lives, item: UUID, facts: dict[str, object]) -> Life:
    """The owner cannot take it after all. North finds somebody else at once, in the south a colleague claims it."""
    yield lives.after(1, 3)
    lives.release(item, "In meetings for the rest of the morning")
    if facts["region"] != "CA":
        yield lives.after(1, 4)
        lives.claim(item, lives.least_busy(SOUTHERNERS))


def _woken(lives: Lives, item: UUID, facts: dict[str, object], number: int) -> Life:
    """Back in line: claimed in the south once it is there, assigned by itself in the north."""
    yield lives.in_office(41 * 60, 46 * 60) if number % 37 == 11 else lives.after(2, 20)
    if facts["region"] != "CA":
        lives.claim(item, lives.least_busy(SOUTHERNERS))


def _colleague(item: UUID) -> str:
    row = WorkItem.objects.select_related("team", "owner__user").get(pk=item)
    logins: dict[str, tuple[str, ...]] = {"South": SOUTHERNERS, "North": NORTHERNERS}
    assert row.owner is not None
    mine = row.owner.email.partition("@")[0]
    return next(login for login in logins[row.team.name] if login != mine)
