"""What is done with a call from its page: once, by whom it may be, and with refusals that say what to do."""

import json
import re
from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from events.models import DomainEvent
from routing.queries.policies import active_policy, forget_policies
from scheduling.actions import complete_call, pick_time, start_call
from scheduling.models import CallRequest, ProposedTime
from scheduling.tests.pages import HTMX, admin, at_nine, browser_of, claimed, fresh, key, page
from scheduling.tests.worlds import as_customer, booked, caller, customer, desk, waiting
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


def now_waiting(*who, **own):
    return waiting(*who, at=clock.now(), **own)


def now_booked(days=1, **own):
    return booked(at=clock.now(), scheduled_date_time=at_nine(days), **own)


def toast(answer):
    return json.loads(answer["HX-Trigger"])["toast"]["text"]


def stands(call):
    now = fresh(call)
    return now.status, now.owner


ACTIONS = (
    "claim", "release", "cover", "hand_over", "propose", "confirm", "reschedule", "start", "complete", "no_show",
    "cancel", "edit", "next",
)  # fmt: skip


@pytest.mark.parametrize("name", ACTIONS)
def test_nothing_can_be_done_to_the_call_of_another_team(team, stranger, name):
    call = now_booked()
    before = DomainEvent.objects.count()
    assert browser_of(stranger).post(page(f"desk_{name}", call), key()).status_code == 404
    assert DomainEvent.objects.count() == before


@pytest.mark.parametrize("name", [name for name in ACTIONS if name not in ("claim", "next")])
def test_nothing_can_be_done_by_who_does_not_have_it(team, ana, ben, name):
    call = now_booked()
    mate = ben if fresh(call).owner == ana else ana
    before = DomainEvent.objects.count()
    assert browser_of(mate).post(page(f"desk_{name}", call), key() | {"reason": "x"}).status_code == 403
    assert DomainEvent.objects.count() == before


@pytest.mark.parametrize("name", ["call", "call_panel", "call_propose_preview"])
def test_call_of_another_team_looks_like_a_missing_one(team, stranger, name):
    call = now_booked()
    browser = browser_of(stranger)
    foreign = browser.get(page(name, call))
    missing = browser.get(page(name, call).replace(call.public_id, "call_" + "0" * 26))
    strip = re.compile(r"[0-9a-f-]{36}|call_\w+|csrf\S+")
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert strip.sub("", foreign.content.decode()) == strip.sub("", missing.content.decode())


def test_claim_goes_once_however_often_the_form_is_sent(team, ana):
    call, form = now_waiting(), key()
    answers = [browser_of(ana).post(page("desk_claim", call), form, headers=HTMX) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert toast(answers[0]).endswith(": It is yours.")
    assert stands(call) == ("PENDING", ana)
    assert DomainEvent.objects.filter(name="call.assigned").count() == 1


def test_lost_race_is_a_friendly_sentence(team, ana, ben):
    call = claimed(now_waiting(), ben)
    answer = browser_of(ana).post(page("desk_claim", call), key(), headers=HTMX)
    assert (answer.status_code, toast(answer)) == (
        409,
        "Ben Barker was faster and has this call now. Take the next one.",
    )
    assert stands(call) == ("PENDING", ben)


def test_undo_of_a_claim_gives_it_back(team, ana):
    call = claimed(now_waiting(), ana)
    assert browser_of(ana).post(page("desk_release", call), headers=HTMX).status_code == 200
    assert stands(call) == ("PENDING", None)
    assert DomainEvent.objects.get(name="call.released").payload["reason"] == "taken by mistake"


def test_times_are_proposed_from_ones_own_free_time(team, ana):
    who = customer()
    call = claimed(now_waiting(who), ana)
    browser = browser_of(ana)
    form = browser.get(page("desk_propose", call)).content.decode()
    offered = re.findall(r'name="times" value="([^"]+)"', form)
    assert at_nine(2).isoformat() in offered
    assert "weekday mornings" in form
    answer = browser.post(
        page("desk_propose", call), key() | {"times": [at_nine(2).isoformat(), at_nine(3).isoformat()]}
    )
    assert answer.status_code == 302
    kept = ProposedTime.objects.filter(call=call).select_related("booking").order_by("booking__starts_at")
    assert [one.booking.starts_at for one in kept] == [at_nine(2), at_nine(3)]
    assert all(one.booking.staff_id == ana.pk for one in kept)
    pick_time(call.pk, kept[1].pk, by=as_customer(who), at=clock.now())
    assert stands(call) == ("CONFIRMED", ana)


def test_preview_reads_as_the_customer_will_read_it(team, ana):
    call = claimed(now_waiting(language_preference="es", timezone="Europe/Madrid"), ana)
    answer = browser_of(ana).get(
        page("call_propose_preview", call), {"times": [at_nine(2).isoformat(), "odd"], "more": ""}
    )
    text = answer.content.decode()
    assert 'lang="es"' in text
    assert "(Madrid)" in text
    assert re.search(r"<li>(lunes|martes|miércoles|jueves|viernes|sábado|domingo)", text, re.IGNORECASE)


@pytest.mark.parametrize("count", [0, 6])
def test_none_or_too_many_times_are_422(team, ana, count):
    call = claimed(now_waiting(), ana)
    half = timedelta(minutes=30)
    times = [(at_nine(2) + number * half).isoformat() for number in range(count)]
    answer = browser_of(ana).post(page("desk_propose", call), key() | {"times": times}, headers=HTMX)
    assert (answer.status_code, "Choose one to 5 times." in answer.content.decode()) == (422, True)
    assert ProposedTime.objects.count() == 0


def test_taken_time_is_409_with_buttons_for_others(team, ana):
    call, other = claimed(now_waiting(), ana), claimed(now_waiting(), ana)
    browser = browser_of(ana)
    form = {"starts_at": f"{at_nine():%Y-%m-%dT%H:%M}"}
    assert browser.post(page("desk_confirm", call), key() | form).status_code == 302
    answer = browser.post(page("desk_confirm", other), key() | form, headers=HTMX)
    text = answer.content.decode()
    assert (answer.status_code, "That time is taken." in text) == (409, True)
    instead = re.findall(r'name="instead" value="([^"]+)"', text)
    assert len(instead) == 3
    assert browser.post(page("desk_confirm", other), key() | form | {"instead": instead[0]}).status_code == 302
    assert fresh(other).scheduled_date_time.isoformat() == instead[0]


def test_moved_by_a_button_of_the_form(team, ana, ben):
    call = now_booked()
    owner = fresh(call).owner
    browser = browser_of(owner)
    times = re.findall(r'name="instead" value="([^"]+)"', browser.get(page("desk_reschedule", call)).content.decode())
    assert len(times) == 5
    answer = browser.post(page("desk_reschedule", call), key() | {"instead": times[-1], "reason": "asked on the phone"})
    assert answer.status_code == 302
    moved = fresh(call)
    assert (moved.scheduled_date_time.isoformat(), moved.booking.starts_at.isoformat()) == (times[-1], times[-1])
    assert DomainEvent.objects.get(name="call.moved").payload["reason"] == "asked on the phone"


def test_hand_over_says_who_is_free_then(team, ana, ben):
    first = now_booked()
    call = now_booked()
    owner, mate = fresh(call).owner, fresh(first).owner
    assert owner != mate
    third = caller("Cy Clark")
    team.members.add(third)
    browser = browser_of(owner)
    form = browser.get(page("desk_hand_over", call)).content.decode()
    assert re.findall(r'<option value="staff_\w+">([^<]*)', form) == [
        "Cy Clark: free then, 0 of 10 calls, offline",
        f"{mate.name}: taken then, 1 of 10 calls, offline",
    ]
    refused = browser.post(page("desk_hand_over", call), key() | {"to": mate.public_id}, headers=HTMX)
    assert (refused.status_code, stands(call)) == (409, ("CONFIRMED", owner))
    answer = browser.post(page("desk_hand_over", call), key() | {"to": third.public_id, "reason": "knows them"})
    assert (answer.status_code, stands(call)) == (302, ("CONFIRMED", third))
    assert fresh(call).booking.staff_id == third.pk


def test_somebody_else_is_found_or_it_is_said_that_nobody_is(team, ana, ben):
    call = now_booked()
    owner = fresh(call).owner
    other = ben if owner == ana else ana
    assert browser_of(owner).post(page("desk_cover", call), key(), headers=HTMX).status_code == 200
    assert stands(call) == ("CONFIRMED", other)
    team.members.set([other])
    answer = browser_of(other).post(page("desk_cover", call), key(), headers=HTMX)
    assert toast(answer) == "Nobody else is free then. Agree on another time."
    assert stands(call) == ("CONFIRMED", other)


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
