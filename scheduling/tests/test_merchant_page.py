"""A merchant's page, its steps, and the form by which it gets a session."""

import re
from datetime import timedelta

import pytest

from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from events.models import DomainEvent
from routing.actions.record_progress import record_progress
from routing.models import IcEntry, Merchant, WorkItem
from routing.queries.policies import active_policy, forget_policies
from routing.tests.merchants import consultant, ic_team, merchant, need
from routing.tests.pages import HTMX, admin, browser_of, give, key
from scheduling.models import IcSession
from scheduling.tests.session_pages import in_days, planned
from workforce.actions import book

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def remembered_policy(db):
    forget_policies()
    active_policy("IC", None)


@pytest.fixture
def grace():
    return consultant("Grace Hopper")


@pytest.fixture
def tom():
    return consultant("Tom Anderson")


@pytest.fixture
def team(grace, tom):
    return ic_team(grace, tom, name="Set-up")


@pytest.fixture
def shop(team):
    return merchant(business_name="Corner Shop", contact_email="jo@shop.example")


def address(shop, rest=""):
    return f"/merchants/{shop.public_id}/{rest}"


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def events():
    return DomainEvent.objects.count()


def wish(**own):
    """The form as it is sent."""
    said = {
        "session_type": "HARDWARE_SETUP",
        "duration_minutes": "60",
        "starts_at": in_days(2, 14).isoformat(),
        "more": "",
        "platform": "PHONE",
        "agenda": "Unbox the till\n\nTest a payment",
        "agenda_of": "HARDWARE_SETUP",
        "notes": "Ring at the back",
        "send_invitations": "on",
    }
    return said | own | key()


# -- what it shows -----------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_page_costs_the_same_however_many_sessions_and_needs(shop, grace, n):
    item = need(shop)
    give(item, grace)
    for number in range(n):
        planned(grace, shop, days=number + 1, session_type=["HARDWARE_SETUP", "TRAINING", "INTEGRATION"][number])
    browser = browser_of(grace)
    browser.get(address(shop))
    # feed, merchant, its steps, needs, sessions, all steps, story, load; bar: presence, bell
    with assert_queries(2 + 10):
        answer = browser.get(address(shop))
    assert answer.status_code == 200


def test_page_says_who_it_is_how_far_and_what_it_needs(shop, grace):
    need(
        shop,
        requested_services=["Till"],
        blockers=[{"type": "NETWORK", "description": "No network yet", "severity": "HIGH"}],
        hardware={"delivery_date": None, "items": [{"sku": "T1", "name": "Terminal", "quantity": 2}]},
        preferred_schedule={"days": ["MONDAY"], "time_range": "09:00-12:00", "timezone": "America/New_York"},
    )
    text = text_of(browser_of(grace).get(address(shop)))
    for said in (
        'href="tel:+12125550123"',
        'href="mailto:jo@shop.example"',
        "there (New York)",
        "<strong>80 %</strong>",
        "Step 9, Hardware Setup",
        "No network yet",
        "2 × Terminal",
        "Monday 09:00-12:00 (New York)",
        "Suggested",
        "Nobody has it yet.",
        "is to be set up",
        "needs help: hardware set-up",
    ):
        assert said in text, said


def test_page_shows_the_session_in_both_zones_and_the_story(shop, grace):
    session = planned(grace, shop, hour=15)
    text = text_of(browser_of(grace).get(address(shop)))
    assert f"/sessions/{session.public_id}/" in text
    assert "for the merchant" in text
    assert "session for" in text
    assert "the link to join follows" in text
    assert "/schedule/" not in text


def test_colleague_sees_the_merchant_and_no_way_into_the_session(shop, grace, tom):
    session = planned(grace, shop)
    text = text_of(browser_of(tom).get(address(shop)))
    assert ("With Grace Hopper" in text, session.public_id in text) == (True, False)


def test_need_in_focus_is_the_one_that_was_chosen(shop, grace):
    need(shop)
    other = need(shop, support_type="TRAINING")
    text = text_of(browser_of(grace).get(f"{address(shop)}?need={other.ic_entry.public_id}"))
    assert f"/needs/{other.ic_entry.public_id}/claim/" in text
    assert "<strong>Training</strong>" in text


@pytest.mark.parametrize("rest", ["", "panel/", "schedule/"])
def test_merchant_of_another_team_looks_like_a_missing_one(shop, rest):
    need(shop)
    far = consultant("Far Away")
    browser = browser_of(far)
    foreign = browser.get(address(shop, rest))
    missing = browser.get(f"/merchants/merch_{'0' * 26}/{rest}")
    assert (foreign.status_code, missing.status_code) == (404, 404)


def test_panel_of_a_merchant_that_was_lost_says_so(shop):
    need(shop)
    headers = HTMX | {"HX-Trigger": "merchant-panel"}
    answer = browser_of(consultant("Far Away")).get(address(shop, "panel/"), headers=headers)
    assert (answer.status_code, "no longer in your queue" in answer.content.decode()) == (200, True)


# -- its steps ---------------------------------------------------------------------------------------


def test_step_is_done_by_one_press_and_undone(shop, grace):
    need(shop)
    browser = browser_of(grace)
    answer = browser.post(address(shop, "steps/9/done/"), key(), headers=HTMX)
    assert "Corner Shop: Hardware Setup: completed" in answer["HX-Trigger"]
    assert Merchant.objects.values_list("current_step", "completion").get(pk=shop.pk) == (10, 90)
    assert address(shop, "steps/9/undone/") in answer["HX-Trigger"]
    browser.post(address(shop, "steps/9/undone/"), headers=HTMX)
    assert Merchant.objects.values_list("current_step", "completion").get(pk=shop.pk) == (9, 80)


def test_step_that_is_not_there_is_refused_and_nothing_changes(shop, grace):
    need(shop)
    before = events()
    answer = browser_of(grace).post(address(shop, "steps/44/done/"), key(), headers=HTMX)
    assert (answer.status_code, events()) == (422, before)


def test_step_sent_twice_counts_once(shop, grace):
    need(shop)
    browser, data = browser_of(grace), key()
    for _ in range(2):
        browser.post(address(shop, "steps/9/done/"), data, headers=HTMX)
    assert DomainEvent.objects.filter(name="merchant.progressed").count() == 1


# -- a session ---------------------------------------------------------------------------------------


def test_form_offers_the_consultants_free_times_on_the_merchants_clock(shop, grace):
    need(shop, duration_minutes=45)
    text = text_of(browser_of(grace).get(address(shop, "schedule/")))
    assert len(re.findall(r'name="starts_at"', text)) > 10
    assert re.search(r"\d\d:\d\d \(you \d\d:\d\d\)", text)
    assert '<option value="45" selected>' in text
    assert "New York" in text
    assert 'name="ic"' not in text


def test_agenda_is_that_of_the_type_and_follows_another_type_until_somebody_writes(shop, grace):
    need(shop)
    browser = browser_of(grace)
    first = browser.get(address(shop, "schedule/")).content.decode()
    agenda = re.search(r'<textarea name="agenda".*?>\s*(.*?)</textarea>', first, re.DOTALL)[1]
    assert agenda.strip()
    changed = wish(agenda=agenda, session_type="TRAINING", do="times")
    other = browser.post(address(shop, "schedule/"), changed, headers=HTMX).content.decode()
    assert agenda.splitlines()[0] not in other
    own = wish(agenda="Mine", session_type="TRAINING", do="times")
    kept = browser.post(address(shop, "schedule/"), own, headers=HTMX)
    assert (kept.status_code, ">\nMine</textarea>" in kept.content.decode()) == (200, True)
    assert IcSession.objects.count() == 0


def test_session_is_scheduled_with_everything_that_was_said(shop, grace):
    item = need(shop)
    answer = browser_of(grace).post(address(shop, "schedule/"), wish(), headers=HTMX)
    assert (answer.status_code, "Corner Shop: The session is scheduled." in answer["HX-Trigger"]) == (200, True)
    session = IcSession.objects.get()
    assert (session.ic_id, session.minutes, session.timezone) == (grace.pk, 60, "America/New_York")
    assert (session.agenda, session.notes) == (["Unbox the till", "Test a payment"], "Ring at the back")
    assert (session.scheduled_for, session.send_invitations) == (in_days(2, 14), True)
    assert WorkItem.objects.get(pk=item.pk).owner_id == grace.pk


def test_session_sent_twice_is_one(shop, grace):
    need(shop)
    browser, data = browser_of(grace), wish()
    for _ in range(2):
        assert browser.post(address(shop, "schedule/"), data).status_code == 302
    assert IcSession.objects.count() == 1


def test_clash_keeps_the_form_and_offers_times(shop, grace):
    need(shop)
    at = in_days(2, 14)
    book(grace.pk, starts_at=at, ends_at=at + timedelta(hours=1), purpose="CALL", title="x", by=SYSTEM)
    before = events()
    answer = browser_of(grace).post(address(shop, "schedule/"), wish(), headers=HTMX)
    text = answer.content.decode()
    assert (answer.status_code, events()) == (409, before)
    assert "That time is taken. Choose one of these, or another." in text
    assert ">\nUnbox the till" in text
    offered = re.findall(r'name="instead" value="([^"]+)"', text)
    assert len(offered) >= 3
    again = wish(instead=offered[0])
    assert browser_of(grace).post(address(shop, "schedule/"), again, headers=HTMX).status_code == 200
    assert IcSession.objects.get().scheduled_for.isoformat() == offered[0]


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"starts_at": ""}, "Choose a time."),
        ({"starts_at": "yesterday"}, "Select a valid choice."),
        ({"platform": "PIGEON"}, "Select a valid choice."),
        ({"agenda": "\n".join("x" * 3 for _ in range(31))}, "At most 30 items."),
        ({"agenda": "x" * 201}, "At most 200 letters an item."),
        ({"starts_at": "", "more": "2020-01-01T10:00"}, "This time is over. Choose a later one."),
    ],
)
def test_what_cannot_be_stands_on_the_form(shop, grace, own, said):
    need(shop)
    answer = browser_of(grace).post(address(shop, "schedule/"), wish(**own), headers=HTMX)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert IcSession.objects.count() == 0


def test_second_session_for_the_same_need_is_refused_in_words(shop, grace):
    planned(grace, shop)
    answer = browser_of(grace).post(address(shop, "schedule/"), wish(), headers=HTMX)
    assert (answer.status_code, "is planned already" in answer.content.decode()) == (409, True)


def test_merchant_of_a_colleague_is_refused_in_words(shop, grace, tom):
    give(need(shop), tom)
    answer = browser_of(grace).post(address(shop, "schedule/"), wish(), headers=HTMX)
    assert (answer.status_code, "Tom Anderson was faster" in answer.content.decode()) == (409, True)


def test_admin_chooses_the_consultant(shop, grace, tom):
    need(shop)
    browser = admin()
    assert 'name="ic"' in browser.get(address(shop, "schedule/")).content.decode()
    browser.post(address(shop, "schedule/"), wish(ic=tom.public_id), headers=HTMX)
    assert IcSession.objects.get().ic_id == tom.pk


def test_help_that_nobody_asked_for_yet_is_asked_for(shop, grace):
    need(shop, support_type="TRAINING")
    browser_of(grace).post(address(shop, "schedule/"), wish(), headers=HTMX)
    assert set(IcEntry.objects.values_list("support_type", flat=True)) == {"TRAINING", "HARDWARE_SETUP"}


def test_live_merchant_says_so(shop, grace):
    need(shop)
    for number in range(1, 11):
        record_progress(shop.pk, number, "COMPLETED", by=SYSTEM, at=clock.now())
    assert "<span>live</span>" in text_of(browser_of(grace).get(address(shop)))
