import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock
from core.actor import SYSTEM
from core.ids import new_id
from events import publish
from events.models import Dispatch, DomainEvent, SubjectHead
from events.publish import NotInTransaction, emit
from events.tests.things import ThingHappened, at_once, subscribed, tell


def hears(stored: DomainEvent) -> None:
    pass


@pytest.mark.django_db(transaction=True)
def test_emit_outside_a_transaction_is_refused() -> None:
    with pytest.raises(NotInTransaction):
        emit(ThingHappened("thing_1"), by=SYSTEM, at=clock.now())
    assert (DomainEvent.objects.count(), SubjectHead.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_rollback_leaves_nothing() -> None:
    with subscribed(hears), transaction.atomic():
        emit(ThingHappened("thing_1"), by=SYSTEM, at=clock.now())
        transaction.set_rollback(True)
    assert (DomainEvent.objects.count(), Dispatch.objects.count(), SubjectHead.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
def test_emit_writes_event_version_and_dispatch_in_one_statement() -> None:
    at, journey = clock.now(), new_id()
    with subscribed(hears), CaptureQueriesContext(connection) as queries:
        stored = emit(ThingHappened("thing_1", "arrived", "a@example.test"), by=SYSTEM.on(journey), at=at)
    assert len(queries) == 1
    row = DomainEvent.objects.get()
    assert row.pk == stored.pk
    assert (row.name, row.subject_kind, row.subject_id, row.subject_version) == (
        "test.thing_happened",
        "thing",
        "thing_1",
        1,
    )
    assert (row.payload, row.personal) == ({"thing_id": "thing_1", "note": "arrived"}, {"email": "a@example.test"})
    assert (row.topics, row.occurred_at, row.journey_id) == (["queue.things", "thing.thing_1"], at, journey)
    assert (row.actor_kind, row.actor_id, row.position) == ("system", "system", None)
    assert list(row.dispatches.values_list("subscriber", "attempts")) == [("events.tests.test_publish.hears", 0)]


@pytest.mark.django_db
def test_versions_count_per_subject() -> None:
    told = [tell(thing=thing) for thing in ("thing_1", "thing_2", "thing_1")]
    assert [(event.subject_id, event.subject_version) for event in told] == [
        ("thing_1", 1),
        ("thing_2", 1),
        ("thing_1", 2),
    ]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_versions_have_no_gaps_when_many_tell_at_once() -> None:
    at_once(8, lambda _: [tell() for _ in range(5)])
    versions = DomainEvent.objects.order_by("subject_version").values_list("subject_version", flat=True)
    assert list(versions) == list(range(1, 41))


@pytest.mark.django_db
def test_a_transaction_that_tells_much_nudges_once() -> None:
    with transaction.atomic():
        for _ in range(3):
            tell()
        nudges = [waiting for waiting in connection.run_on_commit if waiting[1] is publish.nudge_dispatch]
    assert len(nudges) == 1
