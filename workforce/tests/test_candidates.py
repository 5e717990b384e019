from datetime import UTC, datetime

import pytest

from accounts.enums import Role
from core.actor import SYSTEM
from core.testing import assert_queries
from workforce.actions import set_capacity, switch_off, take_extra_place, take_place
from workforce.queries import CandidateRow, candidates
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
MONDAY_10 = datetime(2027, 2, 1, 10, tzinfo=UTC)


def test_candidate_is_described_as_they_are():
    ana = StaffFactory(
        user__name="Ana", skills=["RESTAURANT"], languages=["en", "es"], seniority="SENIOR", capacity={"AE": 3, "IC": 9}
    )
    take_place(ana.pk, "IC")
    slot = take_place(ana.pk, "AE")
    assert candidates("AE", MONDAY_10) == [
        CandidateRow(
            staff_id=ana.pk,
            public_id=ana.public_id,
            name="Ana",
            skills=("RESTAURANT",),
            languages=("en", "es"),
            seniority="SENIOR",
            accepts_new=True,
            presence="OFFLINE",
            within_hours=True,
            calendar_stale=False,
            places=3,
            taken=1,
            last_assigned_at=slot.last_taken_at,
        )
    ]


def test_candidates_are_of_the_teams_in_order_of_their_ids():
    ana, ben, cleo = StaffFactory(), StaffFactory(), StaffFactory()
    north, south = TeamFactory(members=[ben, ana]), TeamFactory(members=[cleo, ana])

    def ids(**where):
        return [row.staff_id for row in candidates("AE", MONDAY_10, **where)]

    assert ids() == sorted([ana.pk, ben.pk, cleo.pk])
    assert ids(team_ids=[north.pk]) == sorted([ana.pk, ben.pk])
    assert ids(team_ids=[north.pk, south.pk]) == sorted([ana.pk, ben.pk, cleo.pk])
    assert ids(team_ids=[]) == []
    assert ids(staff_ids=[cleo.pk]) == [cleo.pk]


def test_who_has_left_or_has_no_places_is_no_candidate():
    ana, ben, _ = StaffFactory(), StaffFactory(capacity={}), StaffFactory(capacity={"IC": 3})
    StaffFactory(user__is_active=False)
    switch_off(ana, by=SYSTEM)
    assert candidates("AE", MONDAY_10) == []
    assert [(row.staff_id, row.places) for row in candidates("AE", MONDAY_10, staff_ids=[ana.pk, ben.pk])] == [
        (ben.pk, 0)
    ]


def test_overload_shows_in_what_is_taken():
    ana = StaffFactory(capacity={"AE": 2})
    take_place(ana.pk, "AE"), take_extra_place(ana.pk, "AE")
    set_capacity(ana, "AE", 1, by=SYSTEM)
    row = candidates("AE", MONDAY_10)[0]
    assert (row.places, row.taken, row.free) == (1, 2, 0)


def test_hours_are_those_of_the_instant():
    StaffFactory(user__timezone="America/New_York", hours=[(0, "09:00", "17:00")])
    assert [row.within_hours for row in candidates("AE", MONDAY_10)] == [False]
    assert [row.within_hours for row in candidates("AE", MONDAY_10.replace(hour=15))] == [True]


@pytest.mark.parametrize("n", [1, 3])
def test_candidates_are_one_statement(n):
    TeamFactory(members=[StaffFactory(country="US") for _ in range(n)])
    with assert_queries(1):
        assert len(candidates("AE", MONDAY_10)) == n


def test_who_has_lost_the_role_is_no_candidate_though_places_are_left():
    ana = StaffFactory(user__roles=[Role.AGENT], capacity={"AE": 3, "AGENT": 2, "CALL": 1})
    found = {work: [row.staff_id for row in candidates(work, MONDAY_10)] for work in ("AE", "AGENT", "CALL")}
    assert found == {"AE": [], "AGENT": [ana.pk], "CALL": [ana.pk]}
