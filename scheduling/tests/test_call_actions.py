"""What is done with a call from its page: once, by whom it may be, and with refusals that say what to do."""

import re
from datetime import timedelta

import pytest

from core import clock
from events.models import DomainEvent
from scheduling.actions import pick_time
from scheduling.models import ProposedTime
from scheduling.tests.pages import (
    HTMX,
    at_nine,
    browser_of,
    claimed,
    fresh,
    key,
    now_booked,
    now_waiting,
    page,
    stands,
    toast,
)
from scheduling.tests.worlds import as_customer, caller, customer, desk

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
        f"{mate.name}: taken then, 0 of 10 calls, offline",
    ]
    refused = browser.post(page("desk_hand_over", call), key() | {"to": mate.public_id}, headers=HTMX)
    assert (refused.status_code, stands(call)) == (409, ("CONFIRMED", owner))
    answer = browser.post(page("desk_hand_over", call), key() | {"to": third.public_id, "reason": "knows them"})
    assert (answer.status_code, stands(call)) == (302, ("CONFIRMED", third))
    assert fresh(call).booking.staff_id == third.pk


def test_let_go_at_a_colleague_in_a_calendar(team, ana, ben):
    call = now_booked()
    owner = fresh(call).owner
    browser, third, stranger = browser_of(owner), caller("Cy Clark"), caller("Di Dorn")
    team.members.add(third)
    refused = browser.post(page("desk_hand_over", call), key() | {"member": stranger.public_id}, headers=HTMX)
    assert (toast(refused), stands(call)) == (
        "Only members who take such calls can have one.",
        ("CONFIRMED", owner),
    )
    answer = browser.post(page("desk_hand_over", call), key() | {"member": third.public_id}, headers=HTMX)
    assert (answer.status_code, stands(call)) == (200, ("CONFIRMED", third))
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
