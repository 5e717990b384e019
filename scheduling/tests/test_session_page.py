"""A session's page, and what is done with it there."""

import re
from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from events.models import DomainEvent
from routing.models import IcEntry, Merchant
from routing.tests.merchants import consultant, ic_team, merchant
from routing.tests.pages import HTMX, admin, browser_of, key
from routing.tests.worlds import person
from scheduling.actions import start_session
from scheduling.models import Meeting
from scheduling.tests.session_pages import fresh, in_days, planned
from workforce.actions import book

pytestmark = pytest.mark.django_db


@pytest.fixture
def grace():
    return consultant("Grace Hopper")


@pytest.fixture
def tom():
    return consultant("Tom Anderson")


@pytest.fixture
def session(grace, tom):
    ic_team(grace, tom, name="Set-up")
    return planned(grace, merchant(business_name="Corner Shop"))


def page(session, rest=""):
    return f"/sessions/{session.public_id}/{rest}"


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def send(browser, session, rest, **data):
    return browser.post(page(session, rest), data | key(), headers=HTMX)


def begun(session, grace):
    at = clock.now()
    return start_session(session.pk, started_at=at - timedelta(minutes=30), by=person(grace), at=at)


def test_page_shows_hour_in_both_zones_agenda_and_what_can_be_done(session, grace):
    text = text_of(browser_of(grace).get(page(session)))
    for said in (
        "for the merchant",
        "Unbox the till",
        "Zoom: the link to join follows",
        "/start/",
        "/move/",
        "/cancel/",
    ):
        assert said in text, said
    assert ("/complete/" in text, "/missed/" in text) == (False, False)


def test_page_costs_the_same_whatever_its_agenda(session, grace):
    browser = browser_of(grace)
    with assert_queries(2 + 5):  # feed, session, story; bar: presence, bell
        browser.get(page(session))


def test_link_to_join_is_there_when_it_has_come(session, grace):
    Meeting.objects.filter(session=session).update(state="READY", url="https://meet.example/1", password="s3cret")
    text = text_of(browser_of(grace).get(page(session)))
    assert ('href="https://meet.example/1"' in text, "s3cret" in text) == (True, True)


@pytest.mark.parametrize("rest", ["", "panel/", "complete/", "move/", "cancel/", "missed/"])
def test_session_of_somebody_else_is_refused(session, tom, rest):
    answer = browser_of(tom).get(page(session, rest))
    assert (answer.status_code, "Unbox" in answer.content.decode()) == (403, False)


def test_admin_may_everything(session):
    assert admin().get(page(session)).status_code == 200


def test_panel_of_a_session_that_was_lost_says_so(session, tom):
    answer = browser_of(tom).get(page(session, "panel/"), headers=HTMX | {"HX-Trigger": "session-panel"})
    assert (answer.status_code, "no longer yours" in answer.content.decode()) == (200, True)


def test_start_and_complete(session, grace):
    browser = browser_of(grace)
    assert "Corner Shop: The session has begun." in send(browser, session, "start/")["HX-Trigger"]
    assert 'type="checkbox" value="0" data-checklist' in text_of(browser.get(page(session)))
    answer = send(
        browser, session, "complete/", outcome="SUCCESS", done=["0", "1"], left="", satisfaction="5", notes="Fine"
    )
    assert answer.status_code == 200
    now = fresh(session)
    assert (now.status, now.outcome, now.satisfaction, now.outcome_notes) == ("COMPLETED", "SUCCESS", 5, "Fine")
    assert (now.items_completed, now.items_pending) == (["Unbox the till", "Test a payment"], [])
    assert Merchant.objects.get(pk=session.merchant_id).completion == 90
    assert IcEntry.objects.filter(is_open=True).count() == 0
    text = text_of(browser.get(page(session)))
    assert ("Ended" in text, "satisfaction 5 of 5 · Fine" in text, "5 of 5" in text) == (True, True, True)


def test_what_is_left_comes_back_and_is_shown(session, grace):
    begun(session, grace)
    send(browser_of(grace), session, "complete/", outcome="PARTIAL", done=["0"], left="Order a printer")
    now = fresh(session)
    assert (now.items_completed, now.items_pending) == (["Unbox the till"], ["Test a payment", "Order a printer"])
    followup = IcEntry.objects.get(is_open=True)
    text = text_of(browser_of(grace).get(page(session)))
    assert f"?need={followup.public_id}" in text
    assert "Test a payment, Order a printer" in text
    assert Merchant.objects.get(pk=session.merchant_id).completion == 80


def test_outcome_is_needed(session, grace):
    begun(session, grace)
    answer = send(browser_of(grace), session, "complete/", outcome="")
    assert (answer.status_code, fresh(session).status) == (422, "IN_SESSION")


def test_completing_what_has_not_begun_is_refused_in_words(session, grace):
    before = DomainEvent.objects.count()
    answer = send(browser_of(grace), session, "complete/", outcome="SUCCESS")
    assert (answer.status_code, "has moved on meanwhile" in answer.content.decode()) == (409, True)
    assert DomainEvent.objects.count() == before


def test_start_sent_twice_counts_once_and_late_is_told(session, grace):
    browser, data = browser_of(grace), key()
    assert [browser.post(page(session, "start/"), data, headers=HTMX).status_code for _ in range(2)] == [200, 200]
    assert send(browser, session, "start/").status_code == 409


def test_move_to_a_free_time_of_the_form(session, grace):
    browser = browser_of(grace)
    offered = re.findall(r'name="starts_at" value="([^"]+)"', text_of(browser.get(page(session, "move/"))))
    assert session.scheduled_for.isoformat() in offered  # its own time is free for it
    answer = send(browser, session, "move/", starts_at=offered[-1], more="", reason="Later", tell="on")
    assert answer.status_code == 200
    now = fresh(session)
    assert (now.scheduled_for.isoformat(), now.reason, now.moved_times) == (offered[-1], "Later", 1)
    assert "Moved 1 time. Later" in text_of(browser.get(page(session)))


def test_move_onto_something_else_keeps_the_form_and_offers_times(session, grace):
    at = in_days(2, 10)
    book(grace.pk, starts_at=at, ends_at=at + timedelta(hours=1), purpose="CALL", title="x", by=SYSTEM)
    answer = send(browser_of(grace), session, "move/", starts_at=at.isoformat(), more="", reason="Later")
    assert answer.status_code == 409
    assert len(re.findall('name="instead"', answer.content.decode())) >= 3
    assert fresh(session).scheduled_for == session.scheduled_for


def test_dropped_in_the_calendar_it_is_there(session, grace):
    day = in_days(3, 0)
    answer = send(browser_of(grace), session, "move/", day=day.date().isoformat(), minute="615")
    assert (answer.status_code, "Corner Shop is at" in answer["HX-Trigger"]) == (200, True)
    assert fresh(session).scheduled_for == day + timedelta(minutes=615)


@pytest.mark.parametrize(
    ("day", "minute", "said"), [("x", "0", "no such time"), ("2020-01-01", "600", "is over"), ("", "y", "no such time")]
)
def test_dropped_where_it_cannot_be_it_stays(session, grace, day, minute, said):
    answer = send(browser_of(grace), session, "move/", day=day, minute=minute)
    assert (answer.status_code, said in answer["HX-Trigger"]) == (422, True)
    assert fresh(session).scheduled_for == session.scheduled_for


def test_dropped_on_something_else_it_stays_and_says_why(session, grace):
    at = in_days(3, 10)
    book(grace.pk, starts_at=at, ends_at=at + timedelta(hours=1), purpose="CALL", title="x", by=SYSTEM)
    answer = send(browser_of(grace), session, "move/", day=at.date().isoformat(), minute="600")
    assert (answer.status_code, "That time is taken." in answer["HX-Trigger"]) == (409, True)
    assert fresh(session).scheduled_for == session.scheduled_for


def test_handed_over_by_a_form_that_says_who_is_free_then(session, grace, tom):
    browser = browser_of(grace)
    assert page(session, "hand-over/") in text_of(browser.get(page(session)))
    form = text_of(browser.get(page(session, "hand-over/")))
    assert re.findall(r'<option value="staff_\w+">([^<]*)', form) == ["Tom Anderson: free then, 0 of 5, offline"]
    assert send(browser, session, "hand-over/", to=tom.public_id, notes="Knows them").status_code == 200
    held = fresh(session)
    assert (held.ic, held.booking.staff, held.entry.work_item.owner) == (tom, tom, tom)
    assert held.scheduled_for == session.scheduled_for


def test_let_go_at_a_colleague_it_is_theirs(session, grace, tom):
    answer = send(admin(), session, "hand-over/", member=tom.public_id)
    assert (answer.status_code, "has a new owner" in answer["HX-Trigger"]) == (200, True)
    assert (fresh(session).ic, fresh(session).booking.staff) == (tom, tom)


def test_let_go_at_who_is_taken_then_it_stays_and_says_why(session, grace, tom):
    starts_at, ends_at = session.scheduled_for, session.ends_at
    book(tom.pk, starts_at=starts_at, ends_at=ends_at, purpose="CALL", title="x", by=SYSTEM)
    answer = send(admin(), session, "hand-over/", member=tom.public_id)
    assert (answer.status_code, "That time is taken." in answer["HX-Trigger"]) == (409, True)
    assert (fresh(session).ic, fresh(session).booking.staff) == (grace, grace)
    assert Merchant.objects.get().entries.get().work_item.owner == grace


@pytest.mark.parametrize("member", ["", "x", "staff_01jd0000000000000000000000"])
def test_let_go_at_nobody_it_stays(session, grace, member):
    assert send(admin(), session, "hand-over/", member=member).status_code == 403
    assert fresh(session).ic == grace


def test_what_has_begun_is_not_handed_over(session, grace, tom):
    begun(session, grace)
    answer = send(browser_of(grace), session, "hand-over/", member=tom.public_id)
    assert (answer.status_code, "has moved on" in answer["HX-Trigger"]) == (409, True)
    assert "/hand-over/" not in text_of(browser_of(grace).get(page(session)))


def test_colleague_cannot_take_it(session, grace, tom):
    assert send(browser_of(tom), session, "hand-over/", member=tom.public_id).status_code == 403
    assert fresh(session).ic == grace


def test_cancel_asks_why(session, grace):
    browser = browser_of(grace)
    assert send(browser, session, "cancel/", reason="").status_code == 422
    assert fresh(session).status == "SCHEDULED"
    send(browser, session, "cancel/", reason="Shop is closed")
    assert (fresh(session).status, fresh(session).reason) == ("CANCELLED", "Shop is closed")
    assert "It is off: Shop is closed" in text_of(browser.get(page(session)))


def test_nobody_came_counts_from_the_hour_on(session, grace):
    browser = browser_of(grace)
    early = send(browser, session, "missed/", reason="")
    assert (early.status_code, "Its hour has not come." in early.content.decode()) == (409, True)
    with clock.moved(session.scheduled_for + timedelta(minutes=20) - clock.now()):
        text = text_of(browser.get(page(session)))
        assert "/missed/" in text
        assert send(browser, session, "missed/", reason="No answer").status_code == 200
    assert fresh(session).status == "NO_SHOW"


def test_session_stands_in_the_calendar_with_its_page_and_its_form(session, grace):
    answer = browser_of(grace).get(f"/calendar/?date={session.scheduled_for.date()}")
    (item,) = [item for day in answer.context["days"] for item in day["items"]]
    assert (item["title"], item["url"], item["move_url"]) == ("Corner Shop", page(session), page(session, "move/"))
    begun(session, grace)
    answer = browser_of(grace).get(f"/calendar/?date={session.scheduled_for.date()}")
    assert [item["move_url"] for day in answer.context["days"] for item in day["items"]] == [""]
