"""A colleague joins a session: their time, who is told, and what becomes of it when the session ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.actor import SYSTEM
from core.errors import DomainError, Invalid
from events.models import DomainEvent, Timer
from notifications.models import Notification
from routing.tests.merchants import consultant
from routing.tests.worlds import person
from scheduling import actions
from scheduling.models import IcSession
from scheduling.tests.second_hosts import along, host_of, joined
from scheduling.tests.session_api import AT_TEN, NOW, events, scheduled
from workforce import links
from workforce.actions import add_time_off, book

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("session_time")]
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def session(item, grace):
    return scheduled(grace, item)


def messages(to):
    told = Notification.objects.filter(recipient=to, kind__startswith="SESSION")
    return list(told.order_by("id").values_list("kind", flat=True))


def latest(to):
    return Notification.objects.filter(recipient=to).latest("id")


def left():
    return [event.payload["reason"] for event in DomainEvent.objects.filter(name="session.host_left").order_by("id")]


def reminded():
    """Who will be reminded shortly before."""
    waiting = Timer.objects.filter(name="reminder.shortly_before.team", cancelled_at=None)
    return [who for timer in waiting for who in timer.payload["to"]]


def busy(staff, starts_at, ends_at=None):
    book(staff.pk, starts_at=starts_at, ends_at=ends_at or starts_at + AN_HOUR, purpose="CALL", by=SYSTEM)


# -- added -------------------------------------------------------------------------------------------


def test_second_host_has_the_hour_hears_of_it_and_is_reminded(session, grace, tom):
    now = joined(session, tom, grace)
    assert (now.second_host, now.version) == (tom, session.version + 1)
    assert along(tom) == [("CONFIRMED", AT_TEN)]
    booking = now.second_booking
    assert (booking.ends_at, booking.title, booking.about_public_id) == (
        AT_TEN + AN_HOUR,
        "Corner Shop",
        session.public_id,
    )
    assert events()[-1] == "session.host_added"
    told = latest(tom)
    assert (told.kind, told.context["second_for"]) == ("SESSION_BOOKED", "Grace")
    assert sorted(told.deliveries.values_list("channel", flat=True)) == ["EMAIL", "IN_APP", "PUSH"]
    assert ("METHOD:REQUEST" in told.context["invitation"], tom.email in told.context["invitation"]) == (True, True)
    assert f"UID:{session.public_id}@switchboard" in told.context["invitation"]
    assert reminded() == [str(grace.pk), str(tom.pk)]
    assert messages(grace) == []


def test_added_twice_nothing_more_happens(session, grace, tom):
    first = joined(session, tom, grace)
    count = DomainEvent.objects.count()
    assert joined(session, tom, grace).version == first.version
    assert DomainEvent.objects.count() == count


def test_another_second_host_takes_the_place_of_the_first(session, grace, tom):
    lisa = consultant("Lisa")
    joined(session, tom, grace)
    joined(session, lisa, grace)
    assert (host_of(session), along(tom), along(lisa)) == (lisa.pk, [("CANCELLED", AT_TEN)], [("CONFIRMED", AT_TEN)])
    assert (left(), latest(tom).kind, latest(tom).context["left"]) == (["REMOVED"], "SESSION_CALLED_OFF", "REMOVED")


def test_buffers_are_those_of_the_session(session, grace, tom):
    type(session.booking).objects.filter(pk=session.booking_id).update(buffer_after=timedelta(minutes=15))
    busy(tom, AT_TEN + AN_HOUR)
    with pytest.raises(DomainError, match="taken"):
        joined(session, tom, grace)
    assert host_of(session) is None


def test_who_is_taken_is_refused_with_times_and_colleagues_and_the_first_stays(session, grace, tom):
    lisa = consultant("Lisa")
    joined(session, lisa, grace)
    busy(tom, AT_TEN - AN_HOUR, AT_TEN + AN_HOUR)
    mia = consultant("Mia")
    with pytest.raises(DomainError) as problem:
        joined(session, tom, grace)
    details = problem.value.details
    assert (problem.value.code, details["ic_id"]) == ("IC_UNAVAILABLE", tom.public_id)
    starts = [slot["start"] - AT_TEN for slot in details["alternatives"]]
    assert starts == [timedelta(hours=-2), AN_HOUR, timedelta(minutes=90)]
    assert details["colleagues"] == [{"id": mia.public_id, "name": "Mia"}]
    assert (host_of(session), along(tom), left()) == (lisa.pk, [], [])


def test_who_is_away_is_not_free(session, grace, tom):
    add_time_off(tom, starts_on=AT_TEN.date(), ends_on=AT_TEN.date(), by=SYSTEM, at=NOW)
    with pytest.raises(DomainError) as problem:
        joined(session, tom, grace)
    assert (problem.value.code, along(tom)) == ("IC_UNAVAILABLE", [])


def test_consultant_is_no_second_host_of_their_own_session(session, grace):
    with pytest.raises(Invalid):
        joined(session, grace, grace)
    assert host_of(session) is None


def test_who_has_left_meanwhile_is_refused(session, grace, tom):
    type(tom).objects.filter(pk=tom.pk).update(retired_at=NOW, accepts_new=False)
    with pytest.raises(DomainError) as problem:
        joined(session, tom, grace)
    assert (problem.value.code, host_of(session)) == ("MEMBER_RETIRED", None)


def test_database_keeps_host_and_booking_together_and_hosts_apart(session, grace, tom):
    joined(session, tom, grace)
    for wrong in ({"second_booking": None}, {"second_host": None}, {"ic": tom}):
        with pytest.raises(IntegrityError), transaction.atomic():
            IcSession.objects.filter(pk=session.pk).update(**wrong)


# -- removed -----------------------------------------------------------------------------------------


def test_removed_they_are_free_and_told_and_reminded_of_nothing(session, grace, tom):
    joined(session, tom, grace)
    now = actions.remove_second_host(session.pk, by=person(grace), at=clock.now())
    assert (now.second_host, now.second_booking, along(tom)) == (None, None, [("CANCELLED", AT_TEN)])
    assert (left(), events()[-1]) == (["REMOVED"], "session.host_left")
    assert "METHOD:CANCEL" in latest(tom).context["invitation"]
    assert reminded() == [str(grace.pk)]
    assert messages(grace) == []  # she did it herself
    again = actions.remove_second_host(session.pk, by=person(grace), at=clock.now())
    assert (again.version, left()) == (now.version, ["REMOVED"])


def test_consultant_hears_who_was_removed_by_somebody_else(session, grace, tom):
    joined(session, tom, grace)
    actions.remove_second_host(session.pk, by=SYSTEM, at=clock.now())
    assert (latest(grace).kind, latest(grace).context["host_name"]) == ("SESSION_HOST_LEFT", "Tom")


def test_running_session_loses_its_second_host_but_gets_none(session, grace, tom):
    joined(session, tom, grace)
    actions.start_session(session.pk, by=person(grace), at=clock.now())
    assert along(tom) == [("IN_PROGRESS", AT_TEN)]
    with pytest.raises(DomainError) as problem:
        joined(session, consultant("Lisa"), grace)
    assert (problem.value.code, host_of(session)) == ("INVALID_TRANSITION", tom.pk)
    actions.remove_second_host(session.pk, by=person(grace), at=clock.now())
    assert (host_of(session), along(tom)) == (None, [("DONE", AT_TEN)])


def test_session_that_is_over_keeps_who_joined_it(session, grace, tom):
    joined(session, tom, grace)
    actions.cancel_session(session.pk, by=person(grace), at=clock.now())
    for change in (
        lambda: actions.remove_second_host(session.pk, by=person(grace), at=clock.now()),
        lambda: joined(session, tom, grace),
    ):
        with pytest.raises(DomainError) as problem:
            change()
        assert problem.value.code == "INVALID_TRANSITION"
    assert host_of(session) == tom.pk


# -- the session's own way ---------------------------------------------------------------------------


def test_cancelled_frees_and_tells_them(session, grace, tom):
    joined(session, tom, grace)
    actions.cancel_session(session.pk, reason="Shop is closed", by=person(grace), at=clock.now())
    assert along(tom) == [("CANCELLED", AT_TEN)]
    assert (latest(tom).kind, latest(tom).context["reason"]) == ("SESSION_CALLED_OFF", "Shop is closed")
    assert reminded() == []


def test_cancelled_silently_tells_nobody(session, grace, tom):
    joined(session, tom, grace)
    before = messages(tom)
    actions.cancel_session(session.pk, silent=True, by=SYSTEM, at=clock.now())
    assert (messages(tom), along(tom)) == (before, [("CANCELLED", AT_TEN)])


def test_completed_and_missed_give_the_rest_of_their_time_back(session, grace, tom):
    joined(session, tom, grace)
    actions.start_session(session.pk, by=person(grace), at=clock.now())
    with clock.moved(AN_HOUR):
        actions.complete_session(session.pk, {"status": "SUCCESS"}, by=person(grace), at=clock.now())
    assert along(tom) == [("DONE", AT_TEN)]


def test_missed_is_missed_by_both(session, grace, tom):
    joined(session, tom, grace)
    with clock.moved(to=AT_TEN + timedelta(minutes=20)):
        actions.miss_session(session.pk, by=person(grace), at=clock.now())
    assert along(tom) == [("NO_SHOW", AT_TEN)]
    assert not DomainEvent.objects.filter(name="session.host_left").exists()


def test_their_booking_is_neither_moved_nor_handed_over_by_itself(session, grace, tom):
    booking = joined(session, tom, grace).second_booking
    assert (links.address_of(booking), links.move_address_of(booking), links.hand_address_of(booking)) == (
        f"/sessions/{session.public_id}/",
        "",
        "",
    )
