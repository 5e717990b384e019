"""Nudges to a broker that listens: of those for the same look at the tables, one waits."""

from collections.abc import Iterator

import pytest
import redis as plain

from core import redis
from events import hints

TASK, QUEUE = "events.tasks.nothing", "nobody-listens"


@pytest.fixture
def broker(settings) -> Iterator[plain.Redis]:
    settings.HINTS_ENABLED = True
    connection = plain.Redis.from_url(settings.REDIS_URL, single_connection_client=True)
    connection.select(2)  # where the broker keeps its queues
    yield connection
    connection.delete(QUEUE)
    redis.client().delete(redis.key("nudged", TASK))


def test_one_waits_until_it_has_begun(broker) -> None:
    for _ in range(3):
        hints.nudge_once(TASK, queue=QUEUE)
    assert broker.llen(QUEUE) == 1
    hints.begun(TASK)
    hints.nudge_once(TASK, queue=QUEUE)
    assert broker.llen(QUEUE) == 2


def test_one_that_does_not_begin_is_taken_for_lost(broker) -> None:
    hints.nudge_once(TASK, queue=QUEUE)
    left = redis.client().pttl(redis.key("nudged", TASK))
    assert 0 < left <= hints.ONCE_FOR.total_seconds() * 1000


def test_plain_nudges_are_all_sent(broker) -> None:
    for _ in range(2):
        hints.nudge(TASK, queue=QUEUE)
    assert broker.llen(QUEUE) == 2
