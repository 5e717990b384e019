"""The hour of a call and what follows, from its page; and what the page shows."""

from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from events.models import DomainEvent
from routing.queries.policies import active_policy, forget_policies
from scheduling.actions import complete_call, start_call
from scheduling.models import CallRequest
from scheduling.tests.pages import (
    HTMX,
    admin,
    at_nine,
    browser_of,
    fresh,
    key,
    now_booked,
    now_waiting,
    page,
    stands,
    toast,
)
from scheduling.tests.worlds import caller, desk
from workforce.models import Booking

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return caller("Ana Arbor")


@pytest.fixture
def ben():
    return caller("Ben Barker")


@pytest.fixture
def team(ana, ben):
    return desk(ana, ben)


@pytest.fixture
def stranger(db):
    staff = caller("Cy Far")
    desk(staff, topic="OTHER")
    return staff


def test_started_ended_and_the_next_one_booked(team, ana):
    call = now_booked()
    me = fresh(call).owner
    browser = browser_of(me)
    assert "nobody was there" not in browser.get(page("call", call)).content.decode().lower()
    assert browser.post(page("desk_start", call), key(), headers=HTMX).status_code == 200
    assert stands(call) == ("IN_PROGRESS", me)
    answer = browser.post(page("desk_complete", call), key() | {"quick": "FOLLOW_UP_NEEDED", "notes": "Sends papers"})
    assert answer.status_code == 302
    ended = fresh(call)
    assert (ended.status, ended.outcome, ended.outcome_notes) == ("COMPLETED", "FOLLOW_UP_NEEDED", "Sends papers")
    form = {"starts_at": f"{at_nine(8):%Y-%m-%dT%H:%M}", "topic": str(call.topic_id), "notes": "Papers"}
    assert browser.post(page("desk_next", call), key() | form).status_code == 302
    following = CallRequest.objects.shown().get(scheduled_date_time=at_nine(8))
    assert (following.owner, following.customer_id, following.topic_id) == (me, call.customer_id, call.topic_id)
    assert (following.status, following.journey_id, following.notes) == ("CONFIRMED", call.journey_id, "Papers")
    assert Booking.objects.get(call_request=following).staff_id == me.pk
    assert page("call", call) in browser.get(page("call", following)).content.decode()


def test_no_show_only_from_its_hour_on(team):
    call = now_booked()
    me = fresh(call).owner
    browser = browser_of(me)
    assert "/no-show/" not in browser.get(page("call", call)).content.decode()
    answer = browser.post(page("desk_no_show", call), key(), headers=HTMX)
    assert (answer.status_code, stands(call)) == (409, ("CONFIRMED", me))
    CallRequest.objects.filter(pk=call.pk).update(scheduled_date_time=clock.now() - timedelta(minutes=10))
    assert "/no-show/" in browser.get(page("call", call)).content.decode()
    assert browser.post(page("desk_no_show", call), key() | {"reason": "rang twice"}).status_code == 302
    assert stands(call) == ("NO_SHOW", me)


def test_cancel_wants_a_reason(team):
    call = now_booked()
    browser = browser_of(fresh(call).owner)
    assert browser.post(page("desk_cancel", call), key()).status_code == 422
    assert fresh(call).status == "CONFIRMED"
    assert browser.post(page("desk_cancel", call), key() | {"reason": "solved"}).status_code == 302
    assert fresh(call).cancel_reason == "solved"


def test_details_are_corrected_and_numbers_checked(team):
    call = now_booked()
    browser = browser_of(fresh(call).owner)
    form = {
        "contact_phone": "(212) 555-0199", "preferred_contact_method": "PHONE", "phone_type": "OFFICE",
        "language_preference": "es", "timezone": "Europe/Madrid", "notes": "About April",
        "additional_attendees": "a@example.com\nb@example.com",
    }  # fmt: skip
    wrong = browser.post(page("desk_edit", call), key() | form | {"contact_phone": "12", "timezone": "Moon/Base"})
    assert (wrong.status_code, fresh(call).contact_phone) == (422, "+12125550123")
    assert browser.post(page("desk_edit", call), key() | form).status_code == 302
    now = fresh(call)
    assert (now.contact_phone, now.timezone, now.notes) == ("+12125550199", "Europe/Madrid", "About April")
    assert now.additional_attendees == ["a@example.com", "b@example.com"]


def test_what_moved_on_meanwhile_is_said_kindly(team):
    call = now_booked()
    me = fresh(call).owner
    start_call(call.pk, by=SYSTEM, at=clock.now())
    complete_call(call.pk, outcome="RESOLVED", by=SYSTEM, at=clock.now())
    answer = browser_of(me).post(page("desk_start", call), key(), headers=HTMX)
    assert (answer.status_code, "moved on meanwhile" in toast(answer)) == (409, True)


def test_admin_may_do_everything(team, ana):
    call = now_waiting()
    browser = admin()
    answer = browser.post(page("desk_hand_over", call), key() | {"to": ana.public_id})
    assert (answer.status_code, stands(call)) == (302, ("PENDING", ana))
    form = {"starts_at": f"{at_nine():%Y-%m-%dT%H:%M}"}
    assert browser.post(page("desk_confirm", call), key() | form).status_code == 302
    assert stands(call) == ("CONFIRMED", ana)


def test_page_shows_who_when_why_and_what_was_sent(team):
    call = now_booked(timezone="Europe/Madrid", notes="About April")
    me = fresh(call).owner
    forget_policies()
    active_policy("CALL", None)
    browser = browser_of(me)
    browser.get(page("call", call))
    # feed, call, time off, decision's steps …; others of the customer, told, story, load; bar: presence, bell
    with assert_queries(2 + 8):
        text = browser.get(page("call", call)).content.decode()
    for shown in ('href="tel:+12125550123"', "(Madrid)", "About April", "asked for a call: Billing", "What was sent"):
        assert shown in text, shown
    assert fresh(call).work_item.decision.sentence in text
    assert f"/decisions/{fresh(call).work_item.decision.public_id}/" in text
    shown = browser.get(f"/decisions/{fresh(call).work_item.decision.public_id}/").content.decode()
    assert "made again: the same answer" in shown


def test_decisions_about_calls_stand_in_the_list(team):
    call = now_booked()
    text = admin().get("/decisions/").content.decode()
    assert f"{call.number} · " in text


def test_decision_about_a_call_is_not_for_strangers(team, stranger):
    call = now_booked()
    decision = fresh(call).work_item.decision
    assert browser_of(stranger).get(f"/decisions/{decision.public_id}/").status_code == 404


def test_panel_of_a_call_that_was_lost_says_so(team, stranger):
    answer = browser_of(stranger).get(page("call_panel", now_waiting()), headers=HTMX | {"HX-Trigger": "call-panel"})
    assert (answer.status_code, "no longer among yours" in answer.content.decode()) == (200, True)


def test_claiming_needs_places_for_calls(team):
    supervisor = caller("Sue")
    supervisor.capacity_slots.all().delete()
    team.members.add(supervisor)
    call = now_waiting()
    assert "/claim/" not in browser_of(supervisor).get(page("call", call)).content.decode()
    answer = browser_of(supervisor).post(page("desk_claim", call), key(), headers=HTMX)
    assert toast(answer) == "No room: 0 of 0 calls. Finish or hand over one first."
    assert stands(call) == ("PENDING", None)


def test_call_that_nobody_started_ends_in_one_step(team):
    call = now_booked()
    me = fresh(call).owner
    CallRequest.objects.filter(pk=call.pk).update(scheduled_date_time=clock.now() - timedelta(hours=3))
    browser = browser_of(me)
    text = browser.get(page("call", call)).content.decode()
    assert "How did it end?" in text
    assert browser.post(page("desk_complete", call), key() | {"quick": "RESOLVED"}).status_code == 302
    assert (fresh(call).status, fresh(call).outcome) == ("COMPLETED", "RESOLVED")
    names = DomainEvent.objects.filter(subject_id=call.public_id).order_by("id").values_list("name", flat=True)
    assert list(names)[-3:] == ["call.started", "call.queue_changed", "call.completed"]  # started, closed, over


def test_call_cannot_end_before_its_hour(team):
    call = now_booked()
    me = fresh(call).owner
    answer = browser_of(me).post(page("desk_complete", call), key() | {"quick": "RESOLVED"}, headers=HTMX)
    assert (answer.status_code, stands(call)) == (409, ("CONFIRMED", me))
