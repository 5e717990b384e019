from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from core.actor import SYSTEM
from core.errors import DomainError, ErrorCode
from core.testing import assert_queries
from events.models import DomainEvent, JobRun
from workforce.actions import expire_presence, set_presence, switch_off, touch_presence
from workforce.models import PresenceSpan
from workforce.tasks import sweep_presence
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
T0 = datetime(2027, 3, 1, 9, tzinfo=UTC)


def after(**span):
    return T0 + timedelta(**span)


def beat(staff, at, active=True):
    return touch_presence(staff.pk, active=active, by=SYSTEM, at=at)


def history(staff):
    rows = PresenceSpan.objects.filter(staff=staff).order_by("began_at", "id")
    return [
        (row.presence, (row.began_at - T0).total_seconds(), row.ended_at and (row.ended_at - T0).total_seconds())
        for row in rows
    ]


def test_first_heartbeat_brings_online_and_tells_the_teams():
    ana = StaffFactory()
    team = TeamFactory(members=[ana])
    assert beat(ana, T0) == "ONLINE"
    told = DomainEvent.objects.get(name="staff.presence_changed")
    assert told.payload == {
        "staff_id": ana.public_id,
        "presence": "ONLINE",
        "previous": "OFFLINE",
        "chosen": False,
        "team_ids": [team.public_id],
    }
    assert told.topics == ["presence.all", f"presence.{team.public_id}", f"staff.{ana.public_id}"]
    assert history(ana) == [("ONLINE", 0, None)]


def test_heartbeats_close_together_are_read_only():
    ana = StaffFactory()
    beat(ana, T0)
    with assert_queries(1):
        beat(ana, after(seconds=29))
    ana.refresh_from_db()
    assert ana.last_seen_at == T0
    beat(ana, after(seconds=30))
    ana.refresh_from_db()
    assert ana.last_seen_at == after(seconds=30)


def test_idle_member_is_away_and_back_with_the_next_touch():
    ana = StaffFactory()
    beat(ana, T0)
    assert beat(ana, after(minutes=9, seconds=59), active=False) == "ONLINE"
    assert beat(ana, after(minutes=10), active=False) == "AWAY"
    assert beat(ana, after(minutes=12)) == "ONLINE"
    assert history(ana) == [("ONLINE", 0, 600), ("AWAY", 600, 720), ("ONLINE", 720, None)]


@pytest.mark.parametrize("choice", ["BUSY", "AWAY"])
def test_choice_is_kept_against_heartbeats_and_idleness(choice):
    ana = StaffFactory()
    beat(ana, T0)
    set_presence(ana, choice, by=SYSTEM, at=after(seconds=10))
    assert beat(ana, after(seconds=60)) == choice
    assert beat(ana, after(minutes=30), active=False) == choice
    set_presence(ana, "ONLINE", by=SYSTEM, at=after(minutes=31))
    assert beat(ana, after(minutes=32)) == "ONLINE"


def test_choice_ends_with_the_connection():
    ana = StaffFactory()
    set_presence(ana, "BUSY", by=SYSTEM, at=T0)
    assert expire_presence(at=after(seconds=89)) == 0
    assert expire_presence(at=after(seconds=90)) == 1
    assert beat(ana, after(seconds=120)) == "ONLINE"
    assert history(ana) == [("BUSY", 0, 90), ("OFFLINE", 90, 120), ("ONLINE", 120, None)]


def test_chosen_offline_lasts_while_the_connection_does():
    ana = StaffFactory()
    beat(ana, T0)
    set_presence(ana, "OFFLINE", by=SYSTEM, at=after(seconds=5))
    assert beat(ana, after(seconds=40)) == "OFFLINE"
    assert expire_presence(at=after(seconds=140)) == 1
    assert expire_presence(at=after(seconds=140)) == 0
    assert beat(ana, after(seconds=150)) == "ONLINE"


def test_sweep_takes_the_gone_offline_and_the_idle_away():
    gone, idle, there = StaffFactory(), StaffFactory(), StaffFactory()
    for member in (gone, idle, there):
        beat(member, T0)
    now = after(minutes=11)
    beat(idle, after(minutes=9, seconds=59), active=False)
    beat(there, now)
    assert expire_presence(at=now) == 2
    for member in (gone, idle, there):
        member.refresh_from_db()
    assert [gone.presence, idle.presence, there.presence] == ["OFFLINE", "AWAY", "ONLINE"]
    assert expire_presence(at=now) == 0


def test_task_sweeps_with_a_permit():
    ana = StaffFactory()
    set_presence(ana, "BUSY", by=SYSTEM, at=datetime(2020, 1, 1, tzinfo=UTC))
    sweep_presence()
    ana.refresh_from_db()
    assert (ana.presence, JobRun.objects.filter(job="workforce.sweep_presence").count()) == ("OFFLINE", 1)


def test_same_presence_again_says_nothing():
    ana = StaffFactory()
    set_presence(ana, "BUSY", by=SYSTEM, at=T0)
    set_presence(ana, "BUSY", by=SYSTEM, at=after(minutes=1))
    assert history(ana) == [("BUSY", 0, None)]
    assert DomainEvent.objects.filter(name="staff.presence_changed").count() == 1


def test_who_has_left_stays_offline():
    ana = StaffFactory()
    switch_off(ana, by=SYSTEM, at=T0)
    assert beat(ana, after(minutes=1)) == "OFFLINE"
    with pytest.raises(DomainError) as refusal:
        set_presence(ana, "ONLINE", by=SYSTEM, at=after(minutes=1))
    assert refusal.value.code == ErrorCode.MEMBER_RETIRED
    assert history(ana) == []


def test_two_open_stretches_of_one_member_cannot_be():
    ana = StaffFactory()
    beat(ana, T0)
    with pytest.raises(IntegrityError), transaction.atomic():
        PresenceSpan.objects.create(staff=ana, presence="AWAY", began_at=T0)
    assert history(ana) == [("ONLINE", 0, None)]
