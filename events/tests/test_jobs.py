from datetime import timedelta

import pytest

from core import clock
from events.jobs import KEPT, permit, purge_permits
from events.models import JobRun
from events.queries import job_age
from events.tests.things import at_once

HOUR = timedelta(hours=1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_beats_give_one_run() -> None:
    def beat(number: int) -> bool:
        with permit("test.job", every=timedelta(days=1)) as mine:
            return mine

    assert sorted(at_once(6, beat)) == [False] * 5 + [True]
    run = JobRun.objects.get()
    assert (run.job, run.finished_at is not None) == ("test.job", True)


@pytest.mark.django_db
def test_job_that_fails_is_not_marked_finished() -> None:
    with pytest.raises(ZeroDivisionError), permit("test.job", every=HOUR):
        raise ZeroDivisionError
    assert JobRun.objects.get().finished_at is None


@pytest.mark.django_db
def test_jobs_have_slots_of_their_own() -> None:
    with permit("test.one", every=HOUR) as one, permit("test.two", every=HOUR) as two:
        assert (one, two) == (True, True)
    assert job_age("test.three") is None
    assert job_age("test.one") < HOUR


@pytest.mark.django_db
def test_purge_keeps_what_a_clock_can_still_ask_for() -> None:
    now = clock.now()
    JobRun.objects.create(job="test.job", slot=now - KEPT - timedelta(minutes=1))
    JobRun.objects.create(job="test.job", slot=now)
    assert (purge_permits(), JobRun.objects.count()) == (1, 1)
