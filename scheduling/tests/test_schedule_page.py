"""The form by which a merchant gets a session."""

import re
from datetime import timedelta

import pytest

from core.actor import SYSTEM
from events.models import DomainEvent
from routing.models import IcEntry, WorkItem
from routing.tests.merchants import consultant, ic_team, merchant, need
from routing.tests.pages import HTMX, admin, browser_of, give, key
from scheduling.models import IcSession
from scheduling.tests.session_pages import in_days, planned
from workforce.actions import book

pytestmark = pytest.mark.django_db


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
