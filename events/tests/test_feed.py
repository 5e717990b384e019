import threading

import pytest
from django.db import connection, transaction

from core import clock
from core.actor import SYSTEM
from events import feed
from events.models import DomainEvent
from events.publish import emit
from events.tests.things import ThingHappened, at_once, tell


@pytest.mark.django_db
def test_frames_carry_name_ids_topics_and_position_and_no_content() -> None:
    tell("secret note", email="a@example.test")
    assert feed.stamp() == 1
    (frame,) = feed.since(0)
    assert frame.as_json() == {
        "type": "event",
        "name": "test.thing_happened",
        "ids": ["thing_1"],
        "topics": ["queue.things", "thing.thing_1"],
        "position": 1,
    }


@pytest.mark.django_db
def test_since_gives_only_what_follows_under_the_topics_asked_for() -> None:
    for thing in ("thing_1", "thing_2", "thing_1"):
        tell(thing=thing)
    feed.stamp()
    assert [frame.position for frame in feed.since(1)] == [2, 3]
    assert [frame.position for frame in feed.since(0, ["thing.thing_1", "other"])] == [1, 3]
    assert feed.since(3) == []
    assert feed.head() == 3


@pytest.mark.django_db
def test_since_too_far_back_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "REACH", 3)
    for _ in range(4):
        tell()
    feed.stamp()
    assert len(feed.since(1)) == 3
    with pytest.raises(feed.TooOld):
        feed.since(0)


@pytest.mark.django_db
def test_since_what_has_been_purged_is_told() -> None:
    for _ in range(3):
        tell()
    feed.stamp()
    DomainEvent.objects.filter(position=2).delete()
    with pytest.raises(feed.TooOld):
        feed.since(1)
    assert [frame.position for frame in feed.since(2)] == [3]


@pytest.mark.django_db
def test_since_a_position_that_was_never_given_is_told() -> None:
    for _ in range(2):
        tell()
    feed.stamp()
    assert feed.since(2) == []
    for topics in (None, ["thing.thing_1"]):
        with pytest.raises(feed.TooOld):
            feed.since(3, topics)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_late_commit_is_lost_by_an_id_cursor_and_kept_by_the_position() -> None:
    told, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                emit(ThingHappened("thing_slow"), by=SYSTEM, at=clock.now())
                told.set()
                may_commit.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert told.wait(10)
    quick = tell(thing="thing_quick")
    feed.stamp()
    cursor, position = quick.pk, feed.head()
    may_commit.set()
    thread.join(10)
    feed.stamp()
    assert list(DomainEvent.objects.filter(pk__gt=cursor)) == []
    assert [frame.ids for frame in feed.since(position)] == [["thing_slow"]]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_stampers_at_once_leave_no_gap_and_no_double() -> None:
    def work(number: int) -> int:
        stamped = 0
        for _ in range(25):
            if number % 2:
                tell(thing=f"thing_{number}")
            stamped += feed.stamp()
        return stamped

    stamped = sum(at_once(6, work)) + feed.stamp()
    positions = DomainEvent.objects.order_by("position").values_list("position", flat=True)
    assert (stamped, list(positions)) == (75, list(range(1, 76)))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_reader_meanwhile_sees_every_event_once_and_in_order() -> None:
    done = threading.Event()

    def work(number: int) -> list[int]:
        if number:
            for _ in range(30):
                tell(thing=f"thing_{number}")
                feed.stamp()
            done.set()
            return []
        seen: list[int] = []
        while not done.is_set() or len(seen) < 90:
            feed.stamp()
            seen += [frame.position for frame in feed.since(seen[-1] if seen else 0)]
        return seen

    assert at_once(4, work)[0] == list(range(1, 91))
