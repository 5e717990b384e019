import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from events.dispatch import TRIES, dispatch_due, replay
from events.models import Dispatch, DomainEvent, SubjectHead
from events.tests.things import at_once, subscribed, tell


class Killed(BaseException):
    """Stands for a process that ends in the middle: nothing catches it."""


def hears(stored: DomainEvent) -> None:
    SubjectHead.objects.create(kind="heard", subject_id=str(stored.pk), version=1)  # some row that only it writes


def fails(stored: DomainEvent) -> None:
    SubjectHead.objects.create(kind="half done", subject_id=str(stored.pk), version=1)
    raise ValueError("cannot")


def heard() -> int:
    return SubjectHead.objects.filter(kind="heard").count()


@pytest.mark.django_db
def test_subscriber_hears_once() -> None:
    with subscribed(hears):
        tell()
        assert [dispatch_due(), dispatch_due()] == [1, 0]
    assert (heard(), Dispatch.objects.filter(done_at__isnull=False, attempts=1).count()) == (1, 1)


@pytest.mark.django_db
def test_failing_subscriber_does_not_hold_back_the_others_and_leaves_nothing() -> None:
    with subscribed(fails), subscribed(hears):
        tell()
        tell()
        assert dispatch_due() == 4
    assert (heard(), SubjectHead.objects.filter(kind="half done").count()) == (2, 0)
    waiting = Dispatch.objects.filter(done_at__isnull=True)
    assert list(waiting.values_list("attempts", "last_error")) == [(1, "ValueError('cannot')")] * 2


@pytest.mark.django_db
def test_failing_subscriber_backs_off_then_parks_then_is_replayed() -> None:
    with subscribed(fails):
        tell()
        pauses = []
        for _ in range(TRIES):
            before = clock.now()
            assert (dispatch_due(), dispatch_due()) == (1, 0)
            waiting = Dispatch.objects.get()
            pauses.append(round((waiting.due_at - before).total_seconds()))
            Dispatch.objects.update(due_at=clock.now())
        assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
        assert waiting.parked_at is not None
        assert dispatch_due() == 0
    with subscribed(hears):
        assert replay([waiting.pk]) == 1
        Dispatch.objects.update(subscriber=f"{hears.__module__}.{hears.__qualname__}")
        assert dispatch_due() == 1
    assert (heard(), replay([waiting.pk])) == (1, 0)


@pytest.mark.django_db
def test_subscriber_that_is_gone_from_the_code_is_postponed() -> None:
    with subscribed(hears):
        tell()
    assert dispatch_due() == 1
    assert Dispatch.objects.filter(done_at__isnull=True, attempts=1).count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_dispatchers_share_the_work() -> None:
    with subscribed(hears):
        for _ in range(60):
            tell()
        assert sum(at_once(4, lambda _: dispatch_due())) == 60
    assert heard() == 60


@pytest.mark.django_db(transaction=True)
def test_process_killed_in_the_middle_loses_nothing() -> None:
    def dies(stored: DomainEvent) -> None:
        hears(stored)
        raise Killed

    with subscribed(dies):
        tell()
        with pytest.raises(Killed):
            dispatch_due()
        assert (heard(), Dispatch.objects.get().attempts) == (0, 0)
        Dispatch.objects.update(subscriber=f"{hears.__module__}.{hears.__qualname__}")
    with subscribed(hears):
        assert dispatch_due() == 1
    assert heard() == 1


@pytest.mark.django_db
def test_dispatch_takes_two_statements_each() -> None:
    def listens(stored: DomainEvent) -> None:
        pass

    with subscribed(listens), transaction.atomic():
        for _ in range(300):
            tell()
        with CaptureQueriesContext(connection) as queries:
            assert dispatch_due() == 300
    assert len([one for one in queries if "SAVEPOINT" not in one["sql"]]) == 601  # claim and settle, and one look
