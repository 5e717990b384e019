"""My hours and one day of mine: the drafts of the forms, what they store, and who may."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse

from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from events.models import DomainEvent
from workforce.actions import add_blackout_day, add_time_off, book, set_hours_override
from workforce.actions.set_working_hours import hours_of
from workforce.models import HoursOverride, Staff, TimeOff
from workforce.rules.working_time import local_date
from workforce.tests.factories import StaffFactory, TeamFactory
from workforce.tests.pages import HTMX, browser_of, key, supervisor, week_fields

pytestmark = pytest.mark.django_db
NINE = [("09:00", "17:00")]
WEEK = [NINE, NINE, NINE, NINE, NINE, [], []]
MINE = "/my-hours/"


@pytest.fixture
def ana():
    hours = [(day, "09:00", "17:00") for day in range(5)]
    return StaffFactory(user__name="Ana", user__timezone="Europe/Madrid", country="ES", hours=hours)


@pytest.fixture
def browser(ana):
    return browser_of(ana)


def today(staff):
    return local_date(staff.timezone, clock.now())


def workday(staff, after=7):
    """A day of the next weeks on which the member works."""
    day = today(staff) + timedelta(days=after)
    return day + timedelta(days=(7 - day.weekday()) % 7) if day.weekday() > 4 else day


def changes():
    return DomainEvent.objects.filter(name__regex="^(hours|time_off|blackout|shift|rota|staff.country)").count()


def draft(answer):
    return [[(row.starts, row.ends) for row in day.rows] for day in answer.context["draft"].days]


# -- the week ----------------------------------------------------------------------------------------


def test_page_shows_the_week_the_zone_and_four_weeks_ahead(ana, browser):
    answer = browser.get(MINE)
    assert draft(answer) == [[("09:00", "17:00")]] * 5 + [[], []]
    assert (answer.context["zone"], answer.context["draft"].total) == ("Europe/Madrid", "40h")
    assert [len(week) for week in answer.context["weeks"]] == [7] * 4
    assert answer.context["live"]["topics"] == f"calendar.{ana.public_id} calendar.closures"


def test_week_is_saved_and_the_page_comes_back(ana, browser):
    answer = browser.post(MINE, week_fields([("13:00", "00:00"), ("08:00", "12:00")], NINE) | {"do": "save"} | key())
    assert (answer.status_code, answer.headers["Location"]) == (302, MINE)
    assert hours_of(ana) == [[("08:00", "12:00"), ("13:00", "24:00")], NINE, [], [], [], [], []]
    assert DomainEvent.objects.get(name="hours.changed").actor_id == ana.public_id


def test_who_has_no_hours_sees_the_business_hours_that_hold(ana, browser):
    browser.post(MINE, week_fields() | key())
    shown = browser.get(MINE)
    assert draft(shown) == [[("09:00", "17:00")]] * 5 + [[], []]
    assert "the company's business hours hold" in shown.content.decode()
    monday = shown.context["weeks"][1][0]
    assert monday["times"] == ["09:00–17:00"]


def test_form_sent_twice_acts_once(ana, browser):
    same = week_fields(NINE) | key()
    assert [browser.post(MINE, same).status_code for _ in range(2)] == [302, 302]
    assert DomainEvent.objects.filter(name="hours.changed").count() == 1


def test_saved_by_htmx_the_form_comes_back_and_the_plan_is_fetched_anew(browser):
    answer = browser.post(MINE, week_fields(NINE) | {"do": "save"} | key(), headers=HTMX)
    assert (answer.status_code, "data-changed" in answer.content.decode()) == (200, False)
    assert "The weekly hours are saved." in answer.headers["HX-Trigger"]
    plan = browser.get(MINE, headers=HTMX).content.decode()
    assert ('id="plan"' in plan, 'id="week"' in plan) == (True, False)


@pytest.mark.parametrize(
    "do, extra, expected",
    [
        ("add:5", {}, {5: [("", "")]}),
        ("close:0", {}, {0: []}),
        ("drop:1:0", {}, {1: []}),
        ("copy:0", {"copy-0": ["5", "6"]}, {5: NINE, 6: NINE}),
        ("copy:5", {"copy-5": ["0", "9", "x"]}, {0: []}),
    ],
)
def test_buttons_change_the_draft_and_store_nothing(ana, browser, do, extra, expected):
    answer = browser.post(MINE, week_fields(*WEEK) | {"do": do} | extra | key())
    wanted = [list(day) for day in WEEK]
    for day, spans in expected.items():
        wanted[day] = spans
    assert (answer.status_code, draft(answer)) == (200, wanted)
    assert (hours_of(ana), changes()) == (WEEK, 0)


@pytest.mark.parametrize(
    "day, text",
    [
        ([("09:00", "")], "Give both times, or neither."),
        ([("9am", "17:00")], "Write each time as 09:00."),
        ([("09:00", "17:00"), ("16:00", "18:00")], "These hours overlap"),
        ([("22:00", "10:00")], "These hours overlap with others"),
    ],
)
def test_week_that_cannot_be_meant_comes_back_with_what_was_typed(ana, browser, day, text):
    answer = browser.post(MINE, week_fields(day, NINE) | key())
    assert (answer.status_code, text in answer.content.decode()) == (422, True)
    assert draft(answer)[0] == day
    assert (hours_of(ana), changes()) == (WEEK, 0)


# -- what does not fit -------------------------------------------------------------------------------


def test_bookings_that_do_not_fit_are_listed_with_a_link(ana, browser):
    day = workday(ana)
    at = datetime.combine(day, time(11), UTC)  # noon there
    book(ana.pk, starts_at=at, ends_at=at + timedelta(hours=1), purpose="CALL", title="Call Jo", by=SYSTEM)
    assert browser.get(MINE).context["conflicts"] == []
    add_time_off(ana, starts_on=day, ends_on=day, reason="Dentist", by=SYSTEM)
    (shown,) = browser.get(MINE).context["conflicts"]
    assert (shown["title"], shown["why"]) == ("Call Jo", "during time off: Dentist")
    assert shown["url"] == reverse("staff_day", args=[ana.public_id, day.isoformat()])


@pytest.mark.parametrize("n", [1, 3])
def test_page_costs_the_same_however_much_there_is(ana, browser, n):
    for number in range(n):
        day = workday(ana) + timedelta(days=7 * number)
        at = datetime.combine(day, time(11), UTC)
        book(ana.pk, starts_at=at, ends_at=at + timedelta(hours=1), purpose="CALL", by=SYSTEM)
        set_hours_override(ana, day, [("16:00", "17:00")], by=SYSTEM)
        add_time_off(ana, starts_on=day, ends_on=day, by=SYSTEM)
        add_blackout_day(day, "Closed", by=SYSTEM)
    with assert_queries(18):
        answer = browser.get(MINE)
    shown = [len(answer.context[name]) for name in ("conflicts", "overrides", "time_off")]
    assert shown == [n, n, n]


# -- one day -----------------------------------------------------------------------------------------


def day_url(staff, day):
    return reverse("staff_day", args=[staff.public_id, day.isoformat()])


def spans(*pairs):
    return {"own-starts": [starts for starts, _ in pairs], "own-ends": [ends for _, ends in pairs]}


def test_day_gets_other_hours_is_closed_and_is_as_every_week_again(ana, browser):
    day = workday(ana)
    url = day_url(ana, day)
    assert browser.get(url).context["kind"] == "week"
    answer = browser.post(url, {"kind": "other", "next": "/my-hours/#plan"} | spans(("12:00", "20:00")) | key())
    assert (answer.headers["Location"], HoursOverride.objects.get().spans) == ("/my-hours/#plan", [["12:00", "20:00"]])
    assert browser.get(url).context["kind"] == "other"
    browser.post(url, {"kind": "closed"} | spans(("12:00", "20:00")) | key())
    assert (HoursOverride.objects.get().spans, browser.get(url).context["kind"]) == ([], "closed")
    for _ in range(2):
        assert browser.post(url, {"kind": "week"} | key()).headers["Location"] == MINE
    assert (HoursOverride.objects.count(), changes()) == (0, 3)


@pytest.mark.parametrize(
    "fields, text",
    [
        (spans(), "Give the hours of that day"),
        (spans(("12:00", "")), "Give both times, or neither."),
        (spans(("12:00", "14:00"), ("13:00", "15:00")), "These hours overlap"),
    ],
)
def test_day_that_cannot_be_meant_changes_nothing(ana, browser, fields, text):
    answer = browser.post(day_url(ana, workday(ana)), {"kind": "other"} | fields | key())
    assert (answer.status_code, text in answer.content.decode()) == (422, True)
    assert (HoursOverride.objects.count(), changes()) == (0, 0)


def test_buttons_of_a_day_change_the_draft(ana, browser):
    url = day_url(ana, workday(ana))
    answer = browser.post(url, {"kind": "other", "do": "add"} | spans(("12:00", "14:00")), headers=HTMX)
    assert [row.starts for row in answer.context["spans"].rows] == ["12:00", ""]
    answer = browser.post(url, {"kind": "other", "do": "drop:0"} | spans(("12:00", "14:00"), ("15:00", "16:00")))
    assert [row.starts for row in answer.context["spans"].rows] == ["15:00"]
    assert changes() == 0


@pytest.mark.parametrize("day", ["2026-02-30", "monday", "9999-01-01"])
def test_day_that_is_none_is_not_found(ana, browser, day):
    assert browser.get(f"/staff/{ana.public_id}/days/{day}/").status_code == 404


def test_another_site_is_no_way_back(ana, browser):
    answer = browser.post(day_url(ana, workday(ana)), {"kind": "closed", "next": "https://evil.example/"} | key())
    assert answer.headers["Location"] == MINE


# -- time off ----------------------------------------------------------------------------------------


def test_time_off_is_entered_in_days_or_on_the_members_own_clock_and_taken_out(ana, browser):
    url = reverse("staff_time_off", args=[ana.public_id])
    browser.post(url, {"starts_on": "2027-07-05", "ends_on": "2027-07-09", "reason": "Sea"} | key())
    browser.post(url, {"starts_on": "2027-07-12", "from_time": "09:00", "until_time": "11:30"} | key())
    days, part = TimeOff.objects.order_by("starts_on")
    assert (str(days), days.reason) == ("2027-07-05 to 2027-07-09", "Sea")
    assert str(part) == "2027-07-12 07:00 to 2027-07-12 09:30 UTC"
    answer = browser.post(reverse("time_off_remove", args=[days.public_id]), key())
    assert (answer.headers["Location"], TimeOff.objects.get()) == (MINE, part)


@pytest.mark.parametrize(
    "fields, field",
    [
        ({"starts_on": ""}, "starts_on"),
        ({"starts_on": "2027-07-05", "ends_on": "2027-07-01"}, "ends_on"),
        ({"starts_on": "2027-07-05", "from_time": "09:00"}, "until_time"),
        ({"starts_on": "2027-07-05", "until_time": "09:00"}, "from_time"),
        ({"starts_on": "2027-07-05", "from_time": "11:00", "until_time": "09:00"}, "until_time"),
    ],
)
def test_time_off_that_cannot_be_meant_comes_back(ana, browser, fields, field):
    answer = browser.post(reverse("staff_time_off", args=[ana.public_id]), fields | key())
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert (TimeOff.objects.count(), changes()) == (0, 0)


# -- holidays ----------------------------------------------------------------------------------------


def test_country_brings_its_regions_and_region_its_holidays(ana, browser):
    url = reverse("staff_country", args=[ana.public_id])
    part = browser.get(url, {"country": "US", "subdivision": "CT"}, headers=HTMX).content.decode()
    assert ('<option value="CA">California</option>' in part, "<html" in part) == (True, False)
    assert '<option value="CT" selected>Connecticut</option>' in part  # of a country that has such a region too
    other = browser.get(url, {"country": "GB", "subdivision": "CA"}).context["country_form"]
    assert other["subdivision"].value() == ""
    assert browser.post(url, {"country": "US", "subdivision": "CA"} | key()).headers["Location"] == MINE
    ana.refresh_from_db()
    assert (ana.country, ana.subdivision) == ("US", "CA")
    assert "Thanksgiving Day" in [one["name"] for one in browser.get(MINE).context["days_off"]]
    assert browser.post(url, {"country": "XX"} | key()).status_code == 422
    assert Staff.objects.get(pk=ana.pk).country == "US"


# -- who may -----------------------------------------------------------------------------------------


def test_supervisor_changes_anybodys_hours_and_a_colleague_nobodys(ana):
    ben, boss = StaffFactory(), supervisor()
    TeamFactory(members=[ana, ben])
    addresses = [
        reverse("staff_hours", args=[ana.public_id]),
        day_url(ana, workday(ana)),
        reverse("staff_time_off", args=[ana.public_id]),
        reverse("staff_country", args=[ana.public_id]),
    ]
    assert [boss.get(url).status_code for url in addresses] == [200] * 4
    assert [browser_of(ben).get(url).status_code for url in addresses] == [404] * 4
    assert browser_of(ben).post(addresses[0], week_fields() | key()).status_code == 404
    away = add_time_off(ana, starts_on=today(ana), ends_on=today(ana), by=SYSTEM)
    assert browser_of(ben).post(reverse("time_off_remove", args=[away.public_id]), key()).status_code == 404
    assert (hours_of(ana), TimeOff.objects.count()) == (WEEK, 1)
    answer = boss.post(addresses[0], week_fields() | key())
    assert (answer.headers["Location"], hours_of(ana)) == (addresses[0], [[]] * 7)


def test_who_staffs_the_teams_without_being_in_one_begins_with_the_teams():
    TeamFactory()
    assert supervisor().get(MINE).headers["Location"] == "/availability/"
