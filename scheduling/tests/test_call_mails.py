"""What everybody is told about a call: once, with what their calendar needs, and no links in other people's mails."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from core.errors import DomainError, Invalid
from events.models import Timer
from notifications.models import Notification
from scheduling.actions import cancel_call, change_call, hand_over_call, rate_call, reschedule_call
from scheduling.actions.cover_call import cover_call
from scheduling.tests.test_my_calls import HALF
from scheduling.tests.worlds import NOW, SOON, as_customer, as_member, booked, caller, customer, desk

pytestmark = pytest.mark.django_db


def said(kind, email):
    """The latest message of that kind to that address, and its appointment."""
    rows = Notification.objects.filter(kind=kind).order_by("-id")
    row = next(
        one for one in rows if (one.outsider or {"email": one.recipient and one.recipient.email})["email"] == email
    )
    return row, Calendar.from_ical(row.context["invitation"])


def event(calendar):
    (found,) = calendar.walk("VEVENT")
    return found


def test_request_update_and_cancel_keep_one_uid_with_rising_sequence():
    ana = caller()
    desk(ana)
    who = customer()
    call = booked(who, additional_attendees=["guest@example.com"])
    reschedule_call(call.pk, starts_at=SOON + HALF, by=as_customer(who), at=NOW)
    cancel_call(call.pk, by=as_customer(who), at=NOW)
    for email, kinds in (
        (who.email, ("CALL_CONFIRMED", "CALL_MOVED", "CALL_CANCELLED")),
        ("guest@example.com", ("CALL_INVITED", "CALL_MOVED", "CALL_CANCELLED")),
        (ana.email, ("CALL_ASSIGNED", "CALL_MOVED_FOR_TEAM", "CALL_CANCELLED_FOR_TEAM")),
    ):
        told = [said(kind, email)[1] for kind in kinds]
        assert [str(one["METHOD"]) for one in told] == ["REQUEST", "REQUEST", "CANCEL"], email
        assert len({str(event(one)["UID"]) for one in told}) == 1
        assert [event(one).decoded("DTSTART") for one in told] == [SOON, SOON + HALF, SOON + HALF]
        steps = [int(event(one)["SEQUENCE"]) for one in told]
        assert steps == sorted(set(steps)), email


def test_attendees_hold_no_links_and_no_notes():
    desk(caller())
    booked(additional_attendees=["guest@example.com"], notes="My secret")
    row, calendar = said("CALL_INVITED", "guest@example.com")
    assert row.context["for_customer"] is False
    assert "My secret" not in str(event(calendar)["DESCRIPTION"])


def reminders(call):
    """Who waits to be reminded of the call, and how long before: the names of timers end with whom they are for."""
    waiting = Timer.objects.filter(fired_at=None, cancelled_at=None, name__startswith="reminder.", about_id=call.pk)
    return [(row.name, call.scheduled_date_time - row.due_at) for row in waiting.order_by("name")]


def test_attendees_are_reminded_apart_and_as_long_as_there_are_any():
    desk(caller())
    who = customer()
    call = booked(who, additional_attendees=["guest@example.com"])
    day, hour = timedelta(days=1), timedelta(hours=1)
    assert reminders(call) == [("reminder.hour_before", hour), ("reminder.hour_before.invited", hour)]
    moved = reschedule_call(call.pk, starts_at=SOON + HALF, by=as_customer(who), at=NOW)
    assert reminders(moved) == [
        ("reminder.day_before", day),
        ("reminder.day_before.invited", day),
        ("reminder.hour_before", hour),
        ("reminder.hour_before.invited", hour),
    ]
    alone = change_call(call.pk, {"additional_attendees": []}, by=as_customer(who), at=NOW)
    assert reminders(alone) == [("reminder.day_before", day), ("reminder.hour_before", hour)]
    assert reminders(cancel_call(call.pk, by=as_customer(who), at=NOW)) == []


def test_member_who_loses_the_call_gets_it_struck_out():
    ana, ben = caller("Ana"), caller("Ben")
    desk(ana, ben)
    call = booked()
    owner, other = (ana, ben) if call.owner == ana else (ben, ana)
    hand_over_call(call.pk, other, by=as_member(owner, "admin:routing"), at=NOW)
    assert str(said("CALL_ASSIGNED", other.email)[1]["METHOD"]) == "REQUEST"
    assert Notification.objects.filter(kind="CALL_GIVEN_BACK").count() == 0  # who gave it away knows


def test_admin_takes_a_call_away():
    ana, ben = caller("Ana"), caller("Ben")
    desk(ana, ben)
    call = booked()
    owner, other = (ana, ben) if call.owner == ana else (ben, ana)
    hand_over_call(call.pk, other, by=as_member(caller("Boss"), "admin:routing"), at=NOW)
    row, calendar = said("CALL_GIVEN_BACK", owner.email)
    assert (row.context["given_to"], str(calendar["METHOD"])) == (other.name, "CANCEL")


def test_who_joins_later_is_invited_and_who_is_dropped_has_it_struck_out():
    desk(caller())
    who = customer()
    call = booked(who, additional_attendees=["first@example.com", "stays@example.com"])
    changes = {"additional_attendees": ["stays@example.com", "new@example.com"]}
    change_call(call.pk, changes, by=as_customer(who), at=NOW)
    assert str(said("CALL_INVITED", "new@example.com")[1]["METHOD"]) == "REQUEST"
    _row, calendar = said("CALL_CANCELLED", "first@example.com")
    assert str(calendar["METHOD"]) == "CANCEL"
    assert "mailto:first@example.com" in [str(one) for one in event(calendar)["ATTENDEE"]]
    told = Notification.objects.filter(kind="CALL_INVITED", outsider__email="stays@example.com")
    assert told.count() == 1  # nothing is new to them


def test_another_way_to_meet_is_a_new_invitation_with_the_same_uid():
    desk(caller())
    who = customer()
    call = booked(who, additional_attendees=["guest@example.com"])
    before = event(said("CALL_CONFIRMED", who.email)[1])
    change_call(call.pk, {"preferred_contact_method": "VIDEO"}, by=as_customer(who), at=NOW)
    after = event(said("CALL_CONFIRMED", who.email)[1])
    assert str(after["UID"]) == str(before["UID"])
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert int(event(said("CALL_INVITED", "guest@example.com")[1])["SEQUENCE"]) == int(after["SEQUENCE"])


def test_link_of_a_video_call_is_the_teams_to_give_and_goes_to_everybody():
    ana = caller()
    desk(ana)
    who = customer()
    call = booked(who, preferred_contact_method="VIDEO")
    with pytest.raises(Invalid):
        change_call(call.pk, {"meeting_url": "https://evil.example/"}, by=as_customer(who), at=NOW)
    change_call(call.pk, {"meeting_url": "https://meet.example/1"}, by=as_member(ana), at=NOW)
    row, calendar = said("CALL_CONFIRMED", who.email)
    assert (row.context["meeting_url"], str(event(calendar)["LOCATION"])) == ("https://meet.example/1",) * 2


def test_admin_finds_somebody_else_and_who_had_the_call_hears_of_it():
    ana, ben = caller("Ana"), caller("Ben")
    desk(ana, ben)
    call = booked()
    owner, other = (ana, ben) if call.owner == ana else (ben, ana)
    decision = cover_call(call.pk, by=as_member(caller("Boss"), "admin:routing"), at=NOW)
    assert decision.winner_id == other.pk
    row, calendar = said("CALL_GIVEN_BACK", owner.email)
    assert (row.context["given_to"], str(calendar["METHOD"])) == (other.name, "CANCEL")


def test_member_who_is_taken_at_the_new_time_is_offered_others():
    ana = caller()
    desk(ana)
    call = booked()
    booked(scheduled_date_time=SOON + HALF)
    with pytest.raises(DomainError) as refused:
        reschedule_call(call.pk, starts_at=SOON + HALF, by=as_member(ana), at=NOW)
    assert (refused.value.code, len(refused.value.details["alternatives"])) == ("SLOT_UNAVAILABLE", 3)
    call.refresh_from_db()
    assert call.scheduled_date_time == SOON


def test_call_that_did_not_take_place_yet_cannot_be_rated():
    desk(caller())
    who = customer()
    call = booked(who)
    with pytest.raises(DomainError) as refused:
        rate_call(call.pk, score=5, by=as_customer(who), at=NOW)
    assert refused.value.code == "INVALID_TRANSITION"
