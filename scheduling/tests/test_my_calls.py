"""My calls, and the links of mails: what a customer sees and can do; nobody else's calls, and no link twice."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.links import link_token
from core.testing import assert_queries
from routing.tests.pages import browser_of
from scheduling.actions import claim_call, complete_call, propose_times, start_call
from scheduling.models import CallRequest
from scheduling.tests.worlds import NOW, SOON, as_member, booked, caller, customer, desk, waiting

pytestmark = pytest.mark.django_db
HALF = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _monday():
    with clock.moved(to=NOW):
        yield


def link(call, purpose, part=""):
    call.refresh_from_db()
    return f"/call-links/{link_token(purpose, call.pk, call.links_version)}/{part}"


def test_list_has_what_is_to_come_and_what_was_of_the_company_alone():
    desk(caller("Ana"), caller("Ben"))
    who = customer()
    mine, other = booked(who), booked()
    text = browser_of(who.user).get("/my-calls/").content.decode()
    assert [number in text for number in (mine.number, other.number)] == [True, False]


def test_times_and_numbers_are_written_as_in_the_wizard():
    """In the reader's language, on the customer's pages and on those of links alike."""
    desk(caller())
    who = customer()
    call = booked(who, contact_phone="+12125550123")
    mine = browser_of(who.user)
    texts = [
        mine.get(f"/my-calls/{call.public_id}/").content.decode(),
        mine.get(f"/my-calls/{call.public_id}/cancel/").content.decode(),
        Client().get(link(call, "call.manage")).content.decode(),
    ]
    theirs, of_the_call = "Tuesday, March 2, 2027, 9:00 AM – 9:30 AM", "Tuesday, March 2, 2027, 4:00 AM – 4:30 AM"
    assert [theirs in texts[0], theirs in texts[1], of_the_call in texts[2]] == [True, True, True]
    assert "Tue, March 2, 9:00 AM" in mine.get("/my-calls/").content.decode()
    assert ["+1 212-555-0123" in text for text in texts] == [True, False, True]


def test_request_with_proposed_times_asks_to_choose_one():
    ana, who = caller(), customer()
    desk(ana)
    call, browser = waiting(who), browser_of(who.user)
    shown = ("The team gets in touch", "Choose one of the proposed times")

    def says(address):
        text = browser.get(address).content.decode()
        return [words in text for words in shown]

    claim_call(call.pk, ana, by=as_member(ana), at=NOW)
    assert says("/my-calls/") == says(f"/my-calls/{call.public_id}/") == [True, False]
    propose_times(call.pk, [SOON], by=as_member(ana), at=NOW)
    assert says("/my-calls/") == says(f"/my-calls/{call.public_id}/") == [False, True]
    with clock.moved(to=NOW + timedelta(days=2)):  # nobody chose in time
        assert says("/my-calls/") == says(f"/my-calls/{call.public_id}/") == [True, False]


@pytest.mark.parametrize("many", [1, 3])
def test_list_costs_as_many_statements_whatever_it_shows(many):
    desk(*(caller(f"Member {number}") for number in range(3)))
    who = customer()
    for number in range(many):
        booked(who, scheduled_date_time=SOON + number * HALF)
    browser = browser_of(who.user)
    with assert_queries(2 + 1 + 2 + 1):  # session and person; customer; the two lists; bar
        browser.get("/my-calls/")


def test_foreign_call_looks_like_a_missing_one():
    desk(caller())
    call, browser = booked(), browser_of(customer().user)
    missing = "call_00000000000000000000000000"
    for part in ("", "reschedule/", "cancel/", "pick/", "rate/"):
        answers = [browser.get(f"/my-calls/{key}/{part}") for key in (call.public_id, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]


def test_call_is_moved_on_the_page():
    desk(caller())
    who = customer()
    call, browser = booked(who), browser_of(who.user)
    address = f"/my-calls/{call.public_id}/reschedule/"
    offered = re.findall(r'name="scheduled_date_time" [^>]*value="([^"]+)"', browser.get(address).content.decode())
    assert (SOON + HALF).isoformat() in offered
    assert "as agreed" in browser.get(address).content.decode()
    assert browser.post(address, {"scheduled_date_time": SOON.isoformat()}).status_code == 422  # nothing new
    answer = browser.post(address, {"scheduled_date_time": (SOON + HALF).isoformat()})
    assert (answer.status_code, answer["Location"]) == (302, f"/my-calls/{call.public_id}/")
    call.refresh_from_db()
    assert (call.scheduled_date_time, call.moved_times, call.status) == (SOON + HALF, 1, "CONFIRMED")


def test_time_that_is_gone_keeps_the_call_and_offers_others():
    desk(caller())
    who = customer()
    call = booked(who)
    booked(scheduled_date_time=SOON + HALF)
    address = f"/my-calls/{call.public_id}/reschedule/"
    answer = browser_of(who.user).post(address, {"scheduled_date_time": (SOON + HALF).isoformat()})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Somebody else has just taken" in text
    assert text.split("</fieldset>")[0].count('class="slot is-free"') == 3
    call.refresh_from_db()
    assert call.scheduled_date_time == SOON


def test_call_is_cancelled_on_the_page_and_its_time_is_free():
    desk(caller())
    who = customer()
    call = booked(who)
    browser_of(who.user).post(f"/my-calls/{call.public_id}/cancel/", {"reason": "ill"})
    call.refresh_from_db()
    assert (call.status, call.cancel_reason, call.cancelled_late) == ("CANCELLED", "ill", False)
    assert booked().scheduled_date_time == SOON


def test_after_the_deadline_only_saying_so_is_left():
    desk(caller())
    who = customer()
    call, browser = booked(who), browser_of(who.user)
    with clock.moved(to=SOON - timedelta(minutes=119)):
        text = browser.get(f"/my-calls/{call.public_id}/").content.decode()
        assert ["Another time" in text, "I cannot make it" in text] == [False, True]
        assert browser.post(f"/my-calls/{call.public_id}/cancel/").status_code == 409
        browser.post(f"/my-calls/{call.public_id}/cancel/", {"late": "1"})
    call.refresh_from_db()
    assert (call.status, call.cancelled_late) == ("CANCELLED", True)


def test_link_of_a_mail_cancels_once():
    desk(caller())
    call = booked()
    address = link(call, "call.cancel", "cancel/")
    stranger = Client()
    assert stranger.get(address).status_code == 200
    assert "is cancelled" in stranger.post(address).content.decode()
    call.refresh_from_db()
    assert call.status == "CANCELLED"
    assert stranger.post(address).status_code == 410


def test_link_of_one_purpose_opens_nothing_else():
    desk(caller())
    call = booked()
    token = link_token("call.cancel", call.pk, call.links_version)
    stranger = Client()
    others = [f"/call-links/{token}/{part}" for part in ("", "reschedule/", "pick/", "survey/")]
    assert [stranger.get(address).status_code for address in others] == [410, 410, 410, 410]
    assert stranger.get(f"/call-links/{token[:-4]}AAAA/cancel/").status_code == 410


def test_moving_by_link_makes_the_earlier_links_invalid():
    desk(caller())
    call = booked()
    cancel, move = link(call, "call.cancel", "cancel/"), link(call, "call.reschedule", "reschedule/")
    answer = Client().post(move, {"scheduled_date_time": (SOON + HALF).isoformat()})
    assert answer.status_code == 200
    assert CallRequest.objects.get(pk=call.pk).scheduled_date_time == SOON + HALF
    assert Client().get(cancel).status_code == 410
    assert Client().get(link(call, "call.manage")).status_code == 200


def test_links_end_with_the_call():
    desk(caller())
    call = booked()
    with clock.moved(to=SOON + HALF):
        assert Client().get(link(call, "call.manage")).status_code == 410


def test_proposed_time_is_picked_by_link():
    ana = caller()
    desk(ana)
    call = waiting()
    claim_call(call.pk, ana, by=as_member(ana), at=NOW)
    proposed = propose_times(call.pk, [SOON, SOON + HALF], by=as_member(ana), at=NOW)
    address = link(call, "call.pick", "pick/")
    text = Client().get(address).content.decode()
    assert re.findall(r'name="proposal" value="([^"]+)"', text) == [one.public_id for one in proposed]
    assert Client().post(address, {"proposal": proposed[1].public_id}).status_code == 200
    call.refresh_from_db()
    assert (call.status, call.scheduled_date_time) == ("CONFIRMED", SOON + HALF)
    assert booked(scheduled_date_time=SOON).scheduled_date_time == SOON  # the other one is free again
    assert Client().get(address).status_code == 410


def test_rating_by_link_once():
    ana = caller()
    desk(ana)
    call = booked()
    start_call(call.pk, by=as_member(ana), at=SOON)
    complete_call(call.pk, outcome="RESOLVED", by=as_member(ana), at=SOON + HALF)
    address = link(call, "call.survey", "survey/")
    with clock.moved(to=SOON + HALF):
        assert Client().post(address, {"score": "9"}).status_code == 422
        assert Client().post(address, {"score": "5", "comment": "Great"}).status_code == 200
        assert Client().post(address, {"score": "1"}).status_code == 410
    call.refresh_from_db()
    assert (call.survey_score, call.survey_comment) == (5, "Great")
