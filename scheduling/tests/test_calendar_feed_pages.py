"""One's own calendar address: the page, the API and the administration."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tests.factories import ApiKeyFactory, UserFactory, bearer
from core import clock
from core.testing import Api, assert_queries
from events.models import DomainEvent
from scheduling.models import CalendarFeed
from scheduling.tests.worlds import customer
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

PATH = "/api/v1/calendar-feed"


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def shown_address(answer):
    return html.unescape(re.search(r'id="feed-url"[^>]*value="([^"]+)"', answer.content.decode())[1])


def reads(url):
    return Client().get(url[url.index("/calendars/") :]).status_code


@pytest.fixture(autouse=True)
def _no_guess_is_one_too_many(monkeypatch):
    """The limit counts by network address, and every test of a run asks from the same one."""
    monkeypatch.setattr("scheduling.pages.calendar_file.WRONG_ADDRESSES_PER_MINUTE", 10**6)


@pytest.fixture
def ana():
    return StaffFactory(user__name="Ana")


# -- the page ----------------------------------------------------------------------------------------


def test_address_is_made_shown_once_and_read(ana):
    here = browser(ana.user)
    assert "Make an address" in here.get("/calendar/feed/").content.decode()
    answer = here.post("/calendar/feed/new/")
    url = shown_address(answer)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert reads(url) == 200
    assert "webcal://" in answer.content.decode()
    again = here.get("/calendar/feed/").content.decode()
    assert url.split("/")[-2] not in again
    assert "last read" in again


def test_new_address_takes_the_place_of_the_old_one_and_shows_as_much(ana):
    here = browser(ana.user)
    old = shown_address(here.post("/calendar/feed/new/"))
    assert here.post("/calendar/feed/shows/", {"shows": "TITLES"}).status_code == 302
    new = shown_address(here.post("/calendar/feed/new/"))
    assert (reads(old), reads(new)) == (404, 200)
    assert CalendarFeed.objects.get().shows == "TITLES"
    assert here.post("/calendar/feed/revoke/").status_code == 302
    assert reads(new) == 404
    back = here.post("/calendar/feed/new/")
    assert CalendarFeed.objects.get().shows == "TITLES"
    assert reads(shown_address(back)) == 200
    names = [event.name for event in DomainEvent.objects.filter(name__startswith="calendar_feed").order_by("id")]
    assert names == [
        "calendar_feed.created", "calendar_feed.changed", "calendar_feed.rotated", "calendar_feed.revoked",
        "calendar_feed.created",
    ]  # fmt: skip


def test_customer_has_the_page_too():
    here = browser(customer().user)
    assert reads(shown_address(here.post("/calendar/feed/new/"))) == 200


def test_what_cannot_be_chosen_is_said_on_the_form(ana):
    here = browser(ana.user)
    here.post("/calendar/feed/new/")
    answer = here.post("/calendar/feed/shows/", {"shows": "EVERYTHING"})
    assert answer.status_code == 422
    assert CalendarFeed.objects.get().shows == "BUSY"


def test_address_that_went_off_says_why(ana):
    here = browser(ana.user)
    here.post("/calendar/feed/new/")
    with clock.moved(timedelta(days=91)):
        page = here.get("/calendar/feed/").content.decode()
    assert "Nobody has read the address for 90 days" in page
    assert "Make an address" in page


def test_without_an_address_there_is_nothing_to_change(ana):
    here = browser(ana.user)
    assert here.post("/calendar/feed/revoke/").status_code == 404
    assert here.post("/calendar/feed/shows/", {"shows": "BUSY"}).status_code == 404
    assert CalendarFeed.objects.count() == 0


def test_who_has_no_calendar_finds_no_page():
    assert browser(UserFactory(roles=["CUSTOMER"])).get("/calendar/feed/").status_code == 404
    assert Client().get("/calendar/feed/").status_code == 302


def test_form_needs_its_token(ana):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(ana.user)
    assert careful.post("/calendar/feed/new/").status_code == 403
    assert CalendarFeed.objects.count() == 0


def test_profile_leads_there(ana):
    assert 'href="/calendar/feed/"' in browser(ana.user).get("/profile/").content.decode()
    assert 'href="/calendar/feed/"' in browser(customer().user).get("/profile/").content.decode()


# -- the API -----------------------------------------------------------------------------------------


def test_api_makes_shows_changes_and_ends_the_address(ana):
    api = Api(bearer(ana.user))
    off = {"active": False, "shows": "BUSY", "issued_at": None, "last_used_at": None, "unused_until": None}
    assert api.get(PATH).json() == off
    made = api.post(PATH, {})
    first = made.json()["url"]
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    assert {name: made.json()[name] for name in ("active", "shows", "last_used_at")} == {
        "active": True, "shows": "BUSY", "last_used_at": None
    }  # fmt: skip
    assert reads(first) == 200
    second = api.post(PATH, {"shows": "TITLES"}).json()
    assert (reads(first), reads(second["url"])) == (404, 200)
    now = api.get(PATH).json()
    assert (now["active"], now["shows"], "url" in now) == (True, "TITLES", False)
    assert now["last_used_at"] is not None
    assert api.delete(PATH).status_code == 204
    assert api.delete(PATH).status_code == 204
    assert reads(second["url"]) == 404
    assert api.get(PATH).json() == off | {"shows": "TITLES"}


def test_api_keeps_no_answer_for_a_repeated_key(ana):
    api = Api(bearer(ana.user))
    key = "7d4a2c1e-9f3b-4e6a-8d21-0b5c7e9f1a34"
    first, second = (api.post(PATH, {}, key=key) for _ in range(2))
    assert first.json()["url"] != second.json()["url"]
    assert "Idempotency-Replayed" not in second


@pytest.mark.parametrize("body", [{"shows": "ALL"}, {"show": "BUSY"}, {"shows": None}])
def test_api_refuses_what_it_does_not_know(ana, body):
    answer = Api(bearer(ana.user)).post(PATH, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "VALIDATION_FAILED")
    assert CalendarFeed.objects.count() == 0


def test_key_has_no_calendar():
    api = Api(f"Api-Key {ApiKeyFactory(scopes=[]).secret_text}")
    assert [api.get(PATH).status_code, api.post(PATH, {}).status_code, api.delete(PATH).status_code] == [403] * 3


def test_customer_reaches_only_their_own():
    grace, eve = customer(), customer()
    url = Api(bearer(grace.user)).post(PATH, {}).json()["url"]
    other = Api(bearer(eve.user))
    assert other.get(PATH).json()["active"] is False
    other.delete(PATH)
    assert reads(url) == 200


def test_reading_it_costs_four_statements(ana):
    api = Api(bearer(ana.user))
    api.post(PATH, {})
    with assert_queries(3):
        api.get(PATH)


# -- the administration ------------------------------------------------------------------------------


def acting(user, action, *feeds):
    return browser(user).post(
        reverse("admin:scheduling_calendarfeed_changelist"),
        {"action": action, "_selected_action": [str(feed.pk) for feed in feeds]},
        follow=True,
    )


def test_admin_changes_and_takes_back_an_address_and_sees_no_secret(ana):
    admin = StaffFactory(user__roles=["ADMIN"]).user
    old = shown_address(browser(ana.user).post("/calendar/feed/new/"))
    feed = CalendarFeed.objects.get()
    page = browser(admin).get(reverse("admin:scheduling_calendarfeed_change", args=[feed.pk]))
    assert feed.digest.hex() not in page.content.decode()
    answer = html.unescape(acting(admin, "rotate", feed).content.decode())
    new = re.search(r"http\S+/calendars/\S+?/switchboard.ics", answer)[0]
    assert (reads(old), reads(new)) == (404, 200)
    acting(admin, "revoke", feed)
    assert reads(new) == 404
    assert "There is no address any more" in acting(admin, "rotate", feed).content.decode()


def test_supervisor_takes_back_but_sees_no_address(ana):
    boss = StaffFactory(user__roles=["SUPERVISOR"]).user
    url = shown_address(browser(ana.user).post("/calendar/feed/new/"))
    feed = CalendarFeed.objects.get()
    assert "/calendars/" not in acting(boss, "rotate", feed).content.decode()
    assert reads(url) == 200
    acting(boss, "revoke", feed)
    assert reads(url) == 404


def test_admin_finds_by_email_and_id(ana):
    admin = StaffFactory(user__roles=["ADMIN"]).user
    for person in (ana.user, customer(user__name="Grace").user):
        browser(person).post("/calendar/feed/new/")
    feed = CalendarFeed.objects.get(staff=ana)
    listing = reverse("admin:scheduling_calendarfeed_changelist")
    for term in (ana.email, feed.public_id):
        page = browser(admin).get(listing, {"q": term}).content.decode()
        assert ("Ana" in page, "Grace" in page) == (True, False)
    assert "Ana" in browser(admin).get(listing).content.decode()
