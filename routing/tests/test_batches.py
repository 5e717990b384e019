"""Long work: each row once, each with a result, one worker at a time, whoever dies on the way."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction

from core import clock
from core.errors import DomainError, ErrorCode, NotFound
from core.testing import assert_queries, race
from events.models import DomainEvent
from routing.actions import run_batch as running
from routing.actions.auto_assign_leads import auto_assign_leads
from routing.actions.cancel_batch import cancel_batch
from routing.actions.forget_batches import forget_batches
from routing.actions.prepare_batch import prepare_batch
from routing.actions.run_batch import Way, claim_batch, run_batches
from routing.actions.start_batch import start_batch
from routing.models import Batch, BatchRow
from routing.tests.batches import ADMIN, counts
from routing.tests.worlds import overflow, person, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann", capacity={"AE": 3})


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob", capacity={"AE": 3})


@pytest.fixture
def team(ann, bob):
    overflow(False)
    return TeamFactory(members=[ann, bob])


@pytest.fixture
def way(monkeypatch):
    """`way(act, size)`: what is done with the rows of an import, for this test."""

    def use(act, size=2):
        monkeypatch.setitem(running.WAYS, "IMPORT", Way(act, size))

    return use


def echo(rows, _parameters, *, by, at):
    return [running.RowResult(True, {"seen": row}) for row in rows]


def started(rows, **more):
    batch = prepare_batch("IMPORT", rows, by=ADMIN, at=clock.now(), **more)
    return start_batch(batch.pk, by=ADMIN, at=clock.now())


def told():
    return list(DomainEvent.objects.filter(subject_kind="batch").order_by("id").values_list("name", flat=True))


# --- the mechanism ------------------------------------------------------------------------------------


def test_rows_are_done_in_order_a_few_at_a_time(way):
    chunks = []

    def act(rows, parameters, *, by, at):
        chunks.append((rows, parameters, by.id, sorted(by.scopes)))
        return echo(rows, parameters, by=by, at=at)

    way(act)
    batch = started([1, 2, 3], parameters={"for": "all"})
    assert run_batches() == 3
    assert chunks == [
        ([1, 2], {"for": "all"}, "boss", ["admin:routing"]),
        ([3], {"for": "all"}, "boss", ["admin:routing"]),
    ]
    assert counts(batch) == ("DONE", 3, 0)
    assert [row.result for row in batch.rows.order_by("position")] == [{"seen": 1}, {"seen": 2}, {"seen": 3}]
    assert told() == ["batch.started", "batch.progressed", "batch.finished"]
    last = DomainEvent.objects.get(name="batch.finished")
    assert (last.payload["state"], last.payload["done"]) == ("DONE", 3)
    assert last.topics == [f"batch.{batch.public_id}", "batches.boss"]


def test_row_that_cannot_be_done_costs_no_other(way):
    def act(rows, parameters, *, by, at):
        if 2 in rows:
            raise ZeroDivisionError
        if 3 in rows:
            raise DomainError(ErrorCode.NOT_FOUND, "There is no such lead.")
        return echo(rows, parameters, by=by, at=at)

    way(act, 4)
    batch = started([1, 2, 3, 4])
    run_batches()
    assert counts(batch) == ("DONE", 2, 2)
    assert [row.result.get("code") for row in batch.rows.order_by("position")] == [
        None, "INTERNAL_ERROR", "NOT_FOUND", None,
    ]  # fmt: skip


def test_what_is_not_started_is_not_done(way):
    way(echo)
    batch = prepare_batch("IMPORT", [1], by=ADMIN, at=clock.now())
    assert (run_batches(), counts(batch), told()) == (0, ("DRAFT", 0, 0), [])


def test_run_ends_when_its_time_is_up_and_another_goes_on(way):
    way(echo, 1)
    batch = started([1, 2, 3])
    claimed = claim_batch(at=clock.now())
    assert running.run_batch(claimed, until=time.monotonic()) == 1
    assert counts(batch) == ("RUNNING", 1, 0)
    assert run_batches() == 2
    assert counts(batch) == ("DONE", 3, 0)


def test_worker_that_lost_its_lease_does_nothing_more(way):
    way(echo, 1)
    batch = started([1, 2])
    late = claim_batch(at=clock.now())
    assert claim_batch(at=clock.now()) is None
    with clock.moved(timedelta(seconds=31)):
        second = claim_batch(at=clock.now())
        assert running.run_batch(late, until=time.monotonic() + 60) == 0
        assert running.run_batch(second, until=time.monotonic() + 60) == 2
    assert counts(batch) == ("DONE", 2, 0)


def test_batch_whose_worker_always_dies_is_given_up(way):
    way(echo)
    batch = started([1])
    for lost in range(running.MOST_CLAIMS):
        with clock.moved(timedelta(minutes=lost)):
            assert claim_batch(at=clock.now()) == batch
    with clock.moved(timedelta(minutes=9)):
        assert claim_batch(at=clock.now()) is None
    assert counts(batch) == ("FAILED", 0, 0)
    assert told() == ["batch.started", "batch.finished"]


def test_stopped_batch_keeps_what_was_done(way):
    way(echo, 1)
    batch = started([1, 2])
    claimed = claim_batch(at=clock.now())
    running.run_batch(claimed, until=time.monotonic())
    cancel_batch(batch.pk, by=ADMIN, at=clock.now())
    assert running.run_batch(claimed, until=time.monotonic() + 60) == 0
    assert counts(batch) == ("CANCELLED", 1, 0)
    with pytest.raises(DomainError) as refused:
        cancel_batch(batch.pk, by=ADMIN, at=clock.now())
    assert refused.value.code == ErrorCode.INVALID_TRANSITION
    assert told()[-1] == "batch.finished"


def test_batch_is_started_once_and_by_nobody_else(ann):
    batch = prepare_batch("IMPORT", [1], by=ADMIN, at=clock.now())
    for forbidden in (start_batch, cancel_batch):
        with pytest.raises(NotFound):
            forbidden(batch.pk, by=person(ann), at=clock.now())
    start_batch(batch.pk, by=ADMIN, at=clock.now())
    with pytest.raises(DomainError):
        start_batch(batch.pk, by=ADMIN, at=clock.now())
    assert told() == ["batch.started"]


def test_drafts_and_old_rows_are_forgotten(way):
    way(echo)
    draft, old = prepare_batch("IMPORT", [1], by=ADMIN, at=clock.now()), started([1])
    run_batches()
    assert forget_batches(at=clock.now() + timedelta(hours=23)) == 0
    assert forget_batches(at=clock.now() + timedelta(days=31)) == 2
    assert list(Batch.objects.all()) == [old]
    assert (draft.rows.count(), BatchRow.objects.count()) == (0, 0)
    assert forget_batches(at=clock.now() + timedelta(days=31)) == 0


@pytest.mark.parametrize("rows", [2, 100])
def test_progress_costs_the_same_for_any_number_of_rows(way, rows):
    way(echo, 100)
    started(list(range(rows)))
    batch = claim_batch(at=clock.now())
    with assert_queries(6):
        assert running._next_rows(batch) == rows


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_workers_do_each_row_once(team):
    """Each lead of the line is assigned once, and every row counted."""
    items = [waiting_item(team) for _ in range(6)]
    with transaction.atomic():
        batch = auto_assign_leads(team, by=ADMIN, at=clock.now())
    ran = race(8, lambda _number: run_batches())
    assert sum(ran) == 6
    assert counts(batch) == ("DONE", 6, 0)
    assert DomainEvent.objects.filter(name="lead.assigned").count() == len(items)


def test_trouble_of_the_database_is_not_a_rows_refusal(way):
    def broken(rows, _parameters, *, by, at):
        raise OperationalError("the connection is gone")

    way(broken)
    batch = started([1, 2])
    with pytest.raises(OperationalError):
        run_batches()
    assert (counts(batch), set(BatchRow.objects.values_list("state", flat=True))) == (("RUNNING", 0, 0), {"PENDING"})
