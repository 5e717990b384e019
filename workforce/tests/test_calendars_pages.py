"""My calendars outside: how they are read, connect one, take one out, and who may."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.testing import assert_queries
from workforce.actions import claim_reading
from workforce.models import OutsideCalendar
from workforce.tests.factories import StaffFactory
from workforce.tests.pages import HTMX, browser_of, key, supervisor

pytestmark = pytest.mark.django_db
MINE = "/my-calendars/"
HOUR = timedelta(hours=1)


@pytest.fixture
def ana():
    return StaffFactory(user__name="Ana")


@pytest.fixture
def browser(ana):
    return browser_of(ana)


def calendar(staff, **more):
    at = clock.now()
    number = OutsideCalendar.objects.count()
    values = {"address": f"https://cal.test/secret-{number}.ics", "name": "Private", "read_at": at, **more}
    return OutsideCalendar.objects.create(staff=staff, connected_at=at - 5 * HOUR, **values)


def rows(answer):
    return [(row["name"], str(row["label"]), row["problem"], row["hides"]) for row in answer.context["calendars"]]


def test_page_says_how_well_each_is_read_and_never_the_address(ana, browser):
    at = clock.now()
    calendar(ana)
    calendar(ana, name="Work", read_at=at - HOUR)
    failing = {"failing_since": at - 3 * HOUR, "problem": "GONE", "problem_words": "It answered 404."}
    calendar(ana, name="", read_at=at - 4 * HOUR, **failing)
    answer = browser.get(MINE)
    assert rows(answer) == [
        ("Private", "Up to date", "", False),
        ("Work", "Out of date", "", False),
        ("iCalendar address", "Cannot be read", "Is not there any more. It answered 404.", True),
    ]
    assert "secret" not in answer.text
    assert "You are not offered for calls" in answer.text


def test_calendar_is_connected_once_and_taken_out(ana, browser):
    form = key() | {"address": "webcal://127.0.0.1/ana.ics"}
    for _ in range(2):
        assert browser.post(MINE, form).status_code == 302
    one = OutsideCalendar.objects.get()
    assert (one.staff, one.address) == (ana, "https://127.0.0.1/ana.ics")
    assert browser.post(reverse("outside_calendar_disconnect", args=[one.public_id])).url == MINE
    assert OutsideCalendar.objects.count() == 0


@pytest.mark.parametrize("address", ["", "not an address", "https://10.0.0.1/a.ics"])
def test_address_that_cannot_be_is_shown_with_its_reason(browser, address):
    answer = browser.post(MINE, key() | {"address": address})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["address"])
    assert OutsideCalendar.objects.count() == 0


def test_reading_again_is_due_at_once(ana, browser):
    one = calendar(ana, next_read_at=clock.now() + HOUR, etag='"1"')
    assert claim_reading() is None
    assert browser.post(reverse("outside_calendar_read", args=[one.public_id])).status_code == 302
    claimed = claim_reading()
    assert (claimed, claimed.etag) == (one, "")


def test_supervisors_see_and_take_out_but_connect_nothing(ana):
    one, boss = calendar(ana), supervisor()
    there = reverse("staff_calendars", args=[ana.public_id])
    answer = boss.get(there)
    assert (rows(answer), "Connect" in answer.text) == ([("Private", "Up to date", "", False)], False)
    assert boss.post(there, key() | {"address": "https://127.0.0.1/x.ics"}).status_code == 404
    assert OutsideCalendar.objects.get() == one
    assert boss.post(reverse("outside_calendar_disconnect", args=[one.public_id])).url == there
    assert OutsideCalendar.objects.count() == 0


def test_colleagues_find_nothing_there(ana):
    one, ben = calendar(ana), browser_of(StaffFactory())
    assert ben.get(reverse("staff_calendars", args=[ana.public_id])).status_code == 404
    for name in ("outside_calendar_read", "outside_calendar_disconnect"):
        for key_ in (one.public_id, "cal_01jd5n4q3m7v8w9x0y1z2a3b4c", "nothing"):
            assert ben.post(reverse(name, args=[key_])).status_code == 404
    assert OutsideCalendar.objects.get().next_read_at == one.next_read_at


@pytest.mark.parametrize("n", [1, 3])
def test_page_costs_the_same_however_many(ana, browser, n):
    for _ in range(n):
        calendar(ana)
    with assert_queries(8):
        assert len(rows(browser.get(MINE))) == n
    assert browser.get(MINE, headers=HTMX).text.count("Up to date") == n
