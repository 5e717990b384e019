"""A consultant cannot hold what is planned: a colleague who is free then does, or the merchant hears that it is off."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from events.dispatch import dispatch_due
from routing.actions.release_work import release_work
from routing.actions.retire_member import retire_member
from routing.models import Decision, WorkItem
from routing.tests.merchants import merchant, need
from routing.tests.worlds import locked, person
from scheduling import actions
from scheduling.actions import cover_session
from scheduling.actions.cover_session import keep_after_release
from scheduling.models import IcSession, Meeting
from scheduling.tests.meetings import MeetingsHere
from scheduling.tests.session_api import AT_TEN, scheduled, told
from workforce.actions import add_time_off, set_capacity
from workforce.enums import Work
from workforce.models import Booking
from workforce.queries.conflicts import conflicts_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("session_time")]


def release(item, staff):
    release_work(locked(item), reason="ill", by=person(staff), at=clock.now())
    dispatch_due()


def test_colleague_who_is_free_has_it_at_the_same_hour_with_a_meeting_of_their_own(item, grace, tom):
    session = scheduled(grace, item)
    actions.settle_meetings(at=clock.now())
    release(item, grace)
    session.refresh_from_db()
    assert (session.status, session.ic_id, session.scheduled_for) == ("SCHEDULED", tom.pk, AT_TEN)
    assert Booking.objects.get().staff_id == tom.pk
    assert Decision.objects.filter(winner=tom).exists()
    actions.settle_meetings(at=clock.now())
    assert [one.host_email for one in MeetingsHere.made.values()] == [tom.email]
    assert session.meeting == Meeting.objects.get(is_wanted=True)
    assert "SESSION_CANCELLED" not in told()


def test_nobody_free_calls_it_off_and_the_merchant_waits_again(item, grace, tom):
    session = scheduled(grace, item)
    scheduled(tom, need(merchant(), support_type="TRAINING"))
    release(item, grace)
    session.refresh_from_db()
    row = WorkItem.objects.get(pk=item.pk)
    assert (session.status, row.owner_id, row.scheduled_at, row.state) == ("CANCELLED", None, None, "QUEUED")
    assert "SESSION_CANCELLED" in told()


def test_sessions_of_somebody_who_leaves_are_covered_or_off(item, grace, tom):
    planned = [scheduled(grace, item)]
    for number in range(1, 5):
        hour = (AT_TEN + timedelta(hours=2 * number)).isoformat()
        planned.append(scheduled(grace, need(merchant(), support_type="TRAINING"), scheduled_for=hour))
    busy = (AT_TEN + timedelta(hours=4)).isoformat()
    scheduled(tom, need(merchant(), support_type="GENERAL"), scheduled_for=busy)
    retire_member(grace, by=person(tom, "admin:routing"), at=clock.now())
    dispatch_due()
    found = {one.pk: one for one in IcSession.objects.all()}
    assert [found[one.pk].status for one in planned] == [
        "SCHEDULED",
        "SCHEDULED",
        "CANCELLED",
        "SCHEDULED",
        "SCHEDULED",
    ]
    assert not WorkItem.objects.filter(owner=grace).exists()


def test_ten_sessions_of_somebody_who_goes_on_leave_are_with_colleagues_or_in_sight(item, grace, tom):
    set_capacity(grace, Work.IC, 20, by=SYSTEM)
    set_capacity(tom, Work.IC, 20, by=SYSTEM)
    hours = [AT_TEN + timedelta(days=day, hours=hour) for day in (0, 1) for hour in range(5)]
    planned = [scheduled(grace, item)] + [
        scheduled(grace, need(merchant(), support_type="TRAINING"), scheduled_for=hour.isoformat())
        for hour in hours[1:]
    ]
    after = scheduled(grace, need(merchant()), scheduled_for=(AT_TEN + timedelta(days=2)).isoformat())
    scheduled(tom, need(merchant(), support_type="GENERAL"), scheduled_for=hours[3].isoformat())
    add_time_off(
        grace, starts_on=AT_TEN.date(), ends_on=AT_TEN.date() + timedelta(days=1), by=person(grace), at=clock.now()
    )
    for _ in range(2):  # heard twice, the second time changes nothing
        dispatch_due()
        cover_session.keep_while_away(grace.pk, by=SYSTEM, at=clock.now())
    found = {one.pk: (one.status, one.ic_id, one.version) for one in IcSession.objects.all()}
    assert {found[one.pk][0] for one in planned} == {"SCHEDULED"}
    assert [found[one.pk][1] == tom.pk for one in planned] == [True] * 3 + [False] + [True] * 6
    assert found[after.pk] == ("SCHEDULED", grace.pk, after.version)
    assert [conflict.booking.about_id for conflict in conflicts_of(grace, clock.now())] == [planned[3].pk]
    assert WorkItem.objects.filter(owner=tom, queue="IC").count() == 10


def test_who_is_not_away_after_all_keeps_the_session(item, grace):
    session = scheduled(grace, item)
    cover_session.keep_while_away(grace.pk, by=SYSTEM, at=clock.now())
    assert IcSession.objects.get().version == session.version


def test_what_is_covered_already_is_left_alone(item, grace):
    session = scheduled(grace, item)
    keep_after_release(item.ic_entry.pk, by=SYSTEM, at=clock.now())
    before = session.version
    session.refresh_from_db()
    assert (session.version, session.status) == (before, "SCHEDULED")
