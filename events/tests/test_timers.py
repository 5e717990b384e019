from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from events import timers
from events.models import SubjectHead, Timer
from events.queries import timer_lateness
from events.tests.things import Thing, at_once, on_timer
from events.timers import TRIES, cancel, fire_due, replay, schedule

PAST = timedelta(seconds=-1)


def plan(thing: Thing, name: str = "thing.wake_up", due_in: timedelta = PAST, **payload: Any) -> None:
    with transaction.atomic():
        schedule(name, about=thing, due_at=clock.now() + due_in, payload=payload)


def leaves_a_mark(timer: Timer, at: datetime) -> None:
    SubjectHead.objects.create(kind="woken", subject_id=f"{timer.about_id}:{timer.generation}", version=1)


def woken() -> int:
    return SubjectHead.objects.filter(kind="woken").count()


@pytest.mark.django_db
def test_timer_fires_once_when_due() -> None:
    plan(Thing(), due_in=timedelta(minutes=5))
    with on_timer("thing.wake_up", leaves_a_mark):
        assert fire_due() == 0
        with clock.moved(timedelta(minutes=6)):
            assert [fire_due(), fire_due()] == [1, 0]
    assert (woken(), Timer.objects.filter(fired_at__isnull=False).count()) == (1, 1)


@pytest.mark.django_db
def test_batch_that_holds_too_long_commits_what_it_has_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers, "HOLD", 0)
    for _ in range(3):
        plan(Thing())
    settled = []
    with on_timer(
        "thing.wake_up", lambda _t, _at: settled.append(Timer.objects.filter(fired_at__isnull=False).count())
    ):
        assert fire_due() == 3
    assert settled == [0, 1, 2]


@pytest.mark.django_db
def test_scheduling_again_moves_it() -> None:
    thing = Thing()
    plan(thing, colour="red")
    plan(thing, due_in=timedelta(hours=1), colour="blue")
    with on_timer("thing.wake_up", leaves_a_mark):
        assert fire_due() == 0
    timer = Timer.objects.get()
    assert (timer.generation, timer.payload, timer.about_kind, timer.about_id) == (
        2,
        {"colour": "blue"},
        "thing",
        thing.pk,
    )


@pytest.mark.django_db
def test_cancelled_timer_does_not_fire_and_can_be_scheduled_again() -> None:
    thing = Thing()
    plan(thing)
    plan(thing, "thing.other")
    assert (cancel(thing, "thing.wake_up"), cancel(thing), cancel(thing)) == (1, 1, 0)
    with on_timer("thing.wake_up", leaves_a_mark):
        assert fire_due() == 0
        plan(thing)
        assert fire_due() == 1


@pytest.mark.django_db
def test_handler_that_schedules_its_own_timer_again_keeps_it_waiting() -> None:
    thing = Thing()

    def every_hour(timer: Timer, at: datetime) -> None:
        leaves_a_mark(timer, at)
        schedule("thing.wake_up", about=thing, due_at=at + timedelta(hours=1))

    plan(thing)
    with on_timer("thing.wake_up", every_hour):
        assert [fire_due(), fire_due()] == [1, 0]
        with clock.moved(timedelta(minutes=61)):
            assert fire_due() == 1
    timer = Timer.objects.get()
    assert (woken(), timer.generation, timer.fired_at) == (2, 3, None)


@pytest.mark.django_db
def test_timer_stopped_by_an_earlier_handler_of_the_same_batch_does_not_fire() -> None:
    thing = Thing()

    def stops_the_other(timer: Timer, at: datetime) -> None:
        leaves_a_mark(timer, at)
        cancel(thing, "thing.second")

    plan(thing, "thing.first", due_in=timedelta(seconds=-2))
    plan(thing, "thing.second")
    with on_timer("thing.first", stops_the_other), on_timer("thing.second", leaves_a_mark):
        fire_due()
    assert (woken(), Timer.objects.get(name="thing.second").fired_at) == (1, None)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_sweeps_fire_each_timer_once() -> None:
    for _ in range(100):
        plan(Thing())
    with on_timer("thing.wake_up", leaves_a_mark):
        assert sum(at_once(4, lambda _: fire_due())) == 100
    assert woken() == 100


@pytest.mark.django_db(transaction=True)
def test_failing_handler_leaves_the_others_of_its_batch_fired() -> None:
    bad = Thing()

    def sometimes(timer: Timer, at: datetime) -> None:
        leaves_a_mark(timer, at)
        if timer.about_id == bad.pk:
            raise ValueError("cannot")

    for thing in (Thing(), bad, Thing()):
        plan(thing)
    with on_timer("thing.wake_up", sometimes):
        assert fire_due() == 2
        left = Timer.objects.get(fired_at__isnull=True)
        assert (left.about_id, left.attempts, left.last_error) == (bad.pk, 1, "ValueError('cannot')")
        assert (woken(), fire_due()) == (2, 0)


@pytest.mark.django_db(transaction=True)
def test_failing_timer_backs_off_parks_and_is_replayed() -> None:
    def fails(timer: Timer, at: datetime) -> None:
        raise ValueError("cannot")

    plan(Thing())
    pauses = []
    with on_timer("thing.wake_up", fails):
        for _ in range(TRIES):
            before = clock.now()
            assert fire_due() == 0
            timer = Timer.objects.get()
            pauses.append(round((timer.retry_at - before).total_seconds()))
            Timer.objects.update(retry_at=clock.now())
    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256]
    with on_timer("thing.wake_up", leaves_a_mark):
        assert (timer.parked_at is not None, fire_due(), replay([timer.pk]), fire_due()) == (True, 0, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_timer_without_a_handler_does_not_stop_the_others() -> None:
    plan(Thing(), "thing.forgotten")
    plan(Thing())
    with on_timer("thing.wake_up", leaves_a_mark):
        assert fire_due() == 1
    assert Timer.objects.get(name="thing.forgotten").attempts == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_sweep_gives_way_to_whoever_works_on_the_object() -> None:
    """The action holds the object and wants the timer; the sweep holds the timer and wants the object."""
    thing = Thing()
    row = SubjectHead.objects.create(kind="object", subject_id=thing.public_id, version=1)
    plan(thing)

    def needs_the_object(timer: Timer, at: datetime) -> None:
        SubjectHead.objects.select_for_update().get(pk=row.pk)

    def work(number: int) -> int:
        if number:
            return fire_due()
        with transaction.atomic():
            SubjectHead.objects.select_for_update().get(pk=row.pk)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.1)")
            return cancel(thing)

    with on_timer("thing.wake_up", needs_the_object):
        results = at_once(2, work)
    timer = Timer.objects.get()
    assert results in ([1, 0], [0, 1])
    assert (timer.attempts, (timer.fired_at is None) != (timer.cancelled_at is None)) == (0, True)


@pytest.mark.django_db
def test_late_timer_says_how_late(caplog: pytest.LogCaptureFixture) -> None:
    plan(Thing(), due_in=timedelta(minutes=-3))
    with on_timer("thing.wake_up", leaves_a_mark):
        fire_due()
    (line,) = [record for record in caplog.records if record.message == "timer_late"]
    assert (line.timer, round(line.late_seconds / 10)) == ("thing.wake_up", 18)
    assert round(timer_lateness().total_seconds() / 10) == 18


@pytest.mark.django_db
def test_timers_over_the_night_when_clocks_go_back_fire_once_and_never_early() -> None:
    """New York, 2027-11-07: 01:30 comes twice; a timer for each quarter of an hour around it."""
    start = datetime(2027, 11, 7, 4, tzinfo=UTC)
    fired: list[tuple[datetime, datetime]] = []
    with clock.moved(to=start), on_timer("thing.wake_up", lambda timer, at: fired.append((timer.due_at, at))):
        for quarter in range(1, 17):
            plan(Thing(), due_in=timedelta(minutes=15 * quarter))
        for minute in range(5 * 60):
            with clock.moved(to=start + timedelta(minutes=minute)):
                fire_due()
    assert len({due for due, _ in fired}) == len(fired) == 16
    assert all(timedelta() <= at - due <= timedelta(seconds=61) for due, at in fired)


@pytest.mark.django_db
def test_sweep_takes_four_statements_for_a_whole_batch() -> None:
    for _ in range(300):
        plan(Thing())
    with on_timer("thing.wake_up", lambda timer, at: None), CaptureQueriesContext(connection) as queries:
        assert fire_due() == 300
    # two batches: claim, wait limit on, fired, wait limit off
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) == 8
