from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from core.actor import SYSTEM
from core.ids import new_id
from events import queries
from events.models import Dispatch, DomainEvent, Timer
from events.publish import emit
from events.tests.things import Thing, ThingRenamed, subscribed, tell
from events.timers import schedule


def hears(stored: DomainEvent) -> None:
    pass


@pytest.mark.django_db
def test_story_without_the_right_leaves_personal_fields_out() -> None:
    tell("arrived", email="a@example.test")
    (line,) = queries.story("thing", "thing_1")
    assert (line.sentence, line.icon, line.masked) == ("arrived for …", "circle-check", True)
    assert line.fields == {"thing_id": "thing_1", "note": "arrived"}


@pytest.mark.django_db
def test_story_with_the_right_shows_them() -> None:
    tell("arrived", email="a@example.test")
    (line,) = queries.story("thing", "thing_1", personal=True)
    assert (line.sentence, line.masked, line.who, line.version) == (
        "arrived for a@example.test",
        False,
        "Switchboard",
        1,
    )


@pytest.mark.django_db
def test_story_of_a_change_names_the_fields_that_differ() -> None:
    with transaction.atomic():
        renamed = ThingRenamed("thing_1", {"name": "A", "zone": "UTC"}, {"name": "B", "zone": "UTC"})
        emit(renamed, by=SYSTEM, at=clock.now())
    (line,) = queries.story("thing", "thing_1")
    assert (line.sentence, line.changes) == ("test thing renamed", [("name", "A", "B")])


@pytest.mark.django_db
def test_journey_goes_over_all_its_subjects_in_order() -> None:
    journey = new_id()
    for thing in ("thing_1", "thing_2"):
        emit(ThingRenamed(thing, {}, {}), by=SYSTEM.on(journey), at=clock.now())
    tell(thing="thing_3")
    assert [line.subject_id for line in queries.journey(journey)] == ["thing_1", "thing_2"]


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_story_takes_one_statement(rows: int) -> None:
    for _ in range(rows):
        tell()
    with CaptureQueriesContext(connection) as captured:
        assert len(queries.story("thing", "thing_1")) == rows
    assert len(captured) == 1


@pytest.mark.django_db
def test_long_story_shows_its_latest_part() -> None:
    for _ in range(4):
        tell()
    assert [line.version for line in queries.story("thing", "thing_1", limit=2)] == [3, 4]


@pytest.mark.django_db
def test_nothing_waiting_has_no_age() -> None:
    assert (queries.oldest_due_timer_age(), queries.oldest_undispatched_age()) == (timedelta(), timedelta())
    assert queries.parked_counts() == {"dispatches": 0, "timers": 0}


@pytest.mark.django_db
def test_ages_and_counts_of_what_waits_and_of_what_gave_up() -> None:
    with subscribed(hears):
        tell()
        tell()
    Dispatch.objects.update(due_at=clock.now() - timedelta(minutes=2))
    Dispatch.objects.filter(pk=Dispatch.objects.earliest("pk").pk).update(parked_at=clock.now())
    schedule("thing.wake_up", about=Thing(), due_at=clock.now() - timedelta(minutes=7))
    schedule("thing.wake_up", about=Thing(), due_at=clock.now() + timedelta(minutes=7))
    assert round(queries.oldest_due_timer_age().total_seconds() / 60) == 7
    assert round(queries.oldest_undispatched_age().total_seconds() / 60) == 2
    Timer.objects.update(parked_at=clock.now())
    assert queries.parked_counts() == {"dispatches": 1, "timers": 2}
