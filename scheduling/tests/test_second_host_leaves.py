"""A session that moves or changes hands takes its second host along, or lets them off; so does who cannot come."""

from datetime import timedelta

import pytest

from accounts.actions.change_roles import change_roles
from core import clock
from core.actor import SYSTEM
from events.dispatch import dispatch_due
from events.models import DomainEvent
from notifications.models import Notification
from routing.actions.release_work import release_work
from routing.actions.retire_member import retire_member
from routing.tests.merchants import consultant
from routing.tests.worlds import locked, person
from scheduling import actions
from scheduling.actions.let_hosts_off import _let_off
from scheduling.models import IcSession
from scheduling.tests.second_hosts import along, host_of, joined
from scheduling.tests.session_api import AT_TEN, admin, api_of, scheduled
from workforce.actions import add_time_off, book
from workforce.models import Booking, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("session_time")]
LATER = AT_TEN + timedelta(days=1)


@pytest.fixture
def session(item, grace, tom):
    return joined(scheduled(grace, item), tom, grace)


def move(session, to=LATER, by=SYSTEM, **own):
    return actions.move_session(session.pk, to, by=by, at=clock.now(), **own)


def latest(to):
    return Notification.objects.filter(recipient=to).latest("id")


def left():
    return [event.payload["reason"] for event in DomainEvent.objects.filter(name="session.host_left").order_by("id")]


# -- moved -------------------------------------------------------------------------------------------


def test_moved_they_come_along_and_hear_of_it(session, tom):
    now = move(session)
    assert (now.second_host, along(tom), left()) == (tom, [("CONFIRMED", LATER)], [])
    assert now.version == session.version + 1
    told = latest(tom)
    assert (told.kind, told.context["second_for"]) == ("SESSION_MOVED_FOR_TEAM", "Grace")
    assert f"SEQUENCE:{now.version}" in told.context["invitation"]
    merchants = Notification.objects.get(kind="SESSION_MOVED").context["invitation"].replace("\r\n ", "")
    assert merchants.count(f"mailto:{tom.email}") == 1


def test_moved_onto_what_they_have_it_goes_without_them(session, grace, tom):
    book(tom.pk, starts_at=LATER, ends_at=LATER + timedelta(hours=1), purpose="CALL", by=SYSTEM)
    now = move(session)
    assert (now.scheduled_for, now.second_host, now.booking.starts_at) == (LATER, None, LATER)
    assert (along(tom), left()) == ([("CANCELLED", AT_TEN)], ["TAKEN"])
    assert (latest(tom).kind, latest(tom).context["starts_at"]) == ("SESSION_CALLED_OFF", AT_TEN.isoformat())
    assert "METHOD:CANCEL" in latest(tom).context["invitation"]
    kinds = Notification.objects.filter(recipient=grace, kind__startswith="SESSION").order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == ["SESSION_HOST_LEFT", "SESSION_MOVED_FOR_TEAM"]


def test_moved_into_their_leave_it_goes_without_them(session, tom):
    add_time_off(tom, starts_on=LATER.date(), ends_on=LATER.date(), by=SYSTEM, at=clock.now())
    assert (move(session).second_host, left()) == (None, ["AWAY"])


def test_moved_when_they_have_just_left_it_goes_without_them(session, tom):
    Staff.objects.filter(pk=tom.pk).update(retired_at=clock.now(), accepts_new=False)
    assert (move(session).second_host, left()) == (None, ["GONE"])


def test_moved_silently_tells_nobody(session, grace, tom):
    book(tom.pk, starts_at=LATER, ends_at=LATER + timedelta(hours=1), purpose="CALL", by=SYSTEM)
    before = Notification.objects.count()
    assert move(session, silent=True).second_host is None
    assert Notification.objects.count() == before


def test_move_that_is_refused_leaves_them_where_they_are(session, grace, tom):
    book(grace.pk, starts_at=LATER, ends_at=LATER + timedelta(hours=1), purpose="CALL", by=SYSTEM)
    answer = api_of(grace).put(
        f"/api/v1/scheduling/ic/sessions/{session.public_id}",
        {"action": "RESCHEDULE", "new_scheduled_time": LATER.isoformat()},
        key=True,
    )
    assert (answer.status_code, along(tom), host_of(session)) == (409, [("CONFIRMED", AT_TEN)], tom.pk)


# -- another consultant ------------------------------------------------------------------------------


def handed(session, to):
    wish = {"assign_to": to.public_id, "assignment_reason": "REASSIGNMENT"}
    return admin().post(f"/api/v1/queues/ic/{session.entry.public_id}/assign", wish, key=True)


def test_second_host_who_gets_it_is_the_consultant_and_no_second(session, grace, tom):
    assert handed(session, tom).status_code == 200
    now = IcSession.objects.get(pk=session.pk)
    assert (now.ic, now.second_host, now.booking.staff, left()) == (tom, None, tom, ["TOOK_OVER"])
    live = Booking.objects.live()
    assert [(one.staff_id, one.starts_at) for one in live] == [(tom.pk, AT_TEN)]
    told = Notification.objects.filter(recipient=tom, kind__startswith="SESSION").order_by("id")
    said = [(one.kind, one.context["second_for"]) for one in told]
    assert said == [("SESSION_BOOKED", "Grace"), ("SESSION_BOOKED", "")]


def test_second_host_stays_when_somebody_else_gets_it_and_hears_whose_it_is(session, item, tom):
    lisa = consultant("Lisa")
    item.team.members.add(lisa)
    assert handed(session, lisa).status_code == 200
    assert (host_of(session), along(tom)) == (tom.pk, [("CONFIRMED", AT_TEN)])
    assert (latest(tom).kind, latest(tom).context["second_for"]) == ("SESSION_BOOKED", "Lisa")


def test_second_host_counts_as_free_when_the_consultant_cannot_come(session, item, grace, tom):
    release_work(locked(item), reason="ill", by=person(grace), at=clock.now())
    dispatch_due()
    now = IcSession.objects.get(pk=session.pk)
    assert (now.status, now.ic, now.second_host) == ("SCHEDULED", tom, None)


# -- who cannot come ---------------------------------------------------------------------------------


def test_who_takes_leave_for_that_hour_is_let_off_and_the_consultant_told(session, grace, tom):
    add_time_off(tom, starts_at=AT_TEN, ends_at=AT_TEN + timedelta(minutes=30), by=SYSTEM, at=clock.now())
    dispatch_due()
    assert (host_of(session), left(), along(tom)) == (None, ["AWAY"], [("CANCELLED", AT_TEN)])
    assert (latest(grace).kind, latest(grace).context["left"]) == ("SESSION_HOST_LEFT", "AWAY")
    assert latest(tom).kind == "SESSION_CALLED_OFF"


def test_who_takes_leave_for_another_hour_stays(session, tom):
    add_time_off(tom, starts_at=LATER, ends_at=LATER + timedelta(hours=9), by=SYSTEM, at=clock.now())
    dispatch_due()
    assert (host_of(session), left()) == (tom.pk, [])


def test_who_leaves_is_let_off(session, grace, tom):
    retire_member(tom, by=person(grace, "admin:routing"), at=clock.now())
    dispatch_due()
    assert (host_of(session), left(), latest(grace).context["left"]) == (None, ["GONE"], "GONE")


def test_who_loses_the_role_is_let_off(session, tom):
    change_roles(tom.user, ["AE"], by=SYSTEM, at=clock.now())
    dispatch_due()
    assert (host_of(session), left()) == (None, ["GONE"])


def test_what_runs_or_has_another_by_then_is_left_alone(session, grace, tom):
    _let_off(session.pk, consultant("Lisa").pk, by=SYSTEM, at=clock.now())  # she was, when it was looked for
    actions.start_session(session.pk, by=person(grace), at=clock.now())
    Staff.objects.filter(pk=tom.pk).update(retired_at=clock.now(), accepts_new=False)
    actions.let_hosts_off(tom.pk, by=SYSTEM, at=clock.now())
    assert (host_of(session), left()) == (tom.pk, [])
