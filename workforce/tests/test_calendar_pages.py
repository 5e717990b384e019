"""My calendar, a team's availability and the days off: what they show to whom, and what they cost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from core import clock
from core.actor import SYSTEM
from core.ids import new_id, public_id
from core.testing import assert_queries
from workforce import links
from workforce.actions import (
    add_blackout_day,
    add_time_off,
    book,
    cancel_booking,
    hold_slot,
    plan_rota,
    save_shift,
    set_hours_override,
)
from workforce.models import BlackoutDay, Booking, TeamHours
from workforce.tests.factories import StaffFactory, TeamFactory
from workforce.tests.pages import HTMX, browser_of, key, supervisor

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 2, 1)
TEN = datetime(2027, 2, 1, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
NINE = [(day, "09:00", "17:00") for day in range(5)]


@pytest.fixture(autouse=True)
def _that_monday():
    with clock.moved(to=TEN):
        yield


@pytest.fixture
def ana():
    return StaffFactory(user__name="Ana", hours=NINE)


def items(answer, day=0):
    return answer.context["days"][day]["items"]


# -- my calendar -------------------------------------------------------------------------------------


def test_week_shows_hours_bookings_and_now(ana):
    book(ana.pk, starts_at=TEN, ends_at=TEN + HOUR, purpose="CALL", title="Call Jo", by=SYSTEM)
    hold_slot(ana.pk, starts_at=TEN + 2 * HOUR, ends_at=TEN + 3 * HOUR, by=SYSTEM)
    off = book(ana.pk, starts_at=TEN + 4 * HOUR, ends_at=TEN + 5 * HOUR, purpose="CALL", by=SYSTEM)
    cancel_booking(off, by=SYSTEM)
    answer = browser_of(ana).get("/calendar/")
    assert (answer.context["hours"][0], answer.context["hours"][-1]) == ("08:00", "17:00")
    assert [(one["times"], one["title"], one["state"], one["state_words"]) for one in items(answer)] == [
        ("10:00–11:00", "Call Jo", "confirmed", "Confirmed"),
        ("12:00–13:00", "Hold", "held", "Held until 10:05"),
    ]
    assert [items(answer)[0][name] for name in ("h", "m", "dh", "dm", "lane", "lanes")] == [2, 0, 1, 0, 0, 1]
    assert answer.context["days"][0]["bands"] == [{"h": 1, "m": 0, "dh": 8, "dm": 0}]
    assert (answer.context["days"][0]["now"]["h"], answer.context["days"][1]["now"]) == (2, None)
    assert answer.context["live"]["topics"] == f"calendar.{ana.public_id} calendar.closures"


def test_night_and_early_bookings_widen_the_hours_shown(ana):
    set_hours_override(ana, MONDAY, [("22:00", "02:00")], by=SYSTEM)
    book(ana.pk, starts_at=TEN - 5 * HOUR, ends_at=TEN - 5 * HOUR + HOUR / 12, purpose="CALL", by=SYSTEM)
    answer = browser_of(ana).get("/calendar/?view=day&date=2027-02-01")
    assert (answer.context["hours"][0], answer.context["hours"][-1], len(answer.context["days"])) == (
        "05:00",
        "23:00",
        1,
    )
    assert [items(answer)[0][name] for name in ("h", "m", "dh", "dm")] == [0, 0, 0, 25]
    assert answer.context["days"][0]["bands"] == [{"h": 17, "m": 0, "dh": 2, "dm": 0}]


def test_what_does_not_fit_says_so(ana):
    book(ana.pk, starts_at=TEN + HOUR, ends_at=TEN + 2 * HOUR, purpose="CALL", by=SYSTEM)
    add_time_off(ana, starts_on=MONDAY, ends_on=MONDAY, reason="Dentist", by=SYSTEM)
    assert [one["why"] for one in items(browser_of(ana).get("/calendar/"))] == ["during time off: Dentist"]


def test_booking_leads_to_what_it_is_for_where_that_has_a_page(ana):
    thing = new_id()
    made = [
        book(ana.pk, starts_at=TEN + number * HOUR, ends_at=TEN + (number + 1) * HOUR, purpose="CALL", by=SYSTEM)
        for number in range(3)
    ]
    Booking.objects.filter(pk=made[0].pk).update(about_kind="lead", about_id=thing)
    Booking.objects.filter(pk=made[1].pk).update(about_kind="unheard", about_id=thing)
    shown = [one["url"] for one in items(browser_of(ana).get("/calendar/"))]
    assert shown == [reverse("lead", args=[public_id("lead", thing)]), "", ""]
    assert links.address_of(made[2]) == ""


def test_part_is_fetched_alone_and_weeks_are_turned(ana):
    browser = browser_of(ana)
    part = browser.get("/calendar/?date=2027-02-10", headers=HTMX).content.decode()
    assert ("<html" in part, 'id="cal-2027-02-08"' in part, 'id="cal-2027-02-14"' in part) == (False, True, True)
    shown = browser.get("/calendar/?date=2027-02-10").context
    assert shown["title"] == "8 Feb – 14 Feb 2027"
    assert shown["earlier_url"] == "/calendar/?view=week&date=2027-02-01"
    assert shown["later_url"] == "/calendar/?view=week&date=2027-02-15"
    assert browser.get("/calendar/?date=nonsense").context["title"] == "1 Feb – 7 Feb 2027"
    assert browser.get("/calendar/?date=0001-01-01").context["title"] == "1 Feb – 7 Feb 2027"


@pytest.mark.parametrize("n", [1, 3])
def test_calendar_costs_the_same_however_much_is_booked(ana, n):
    for number in range(n):
        at = TEN + number * HOUR
        book(ana.pk, starts_at=at, ends_at=at + HOUR, purpose="CALL", by=SYSTEM)
    browser = browser_of(ana)
    with assert_queries(12):
        answer = browser.get("/calendar/")
    assert len(items(answer)) == n


def test_supervisor_sees_a_members_calendar_and_a_colleague_does_not(ana):
    ben = StaffFactory()
    TeamFactory(members=[ana, ben])
    url = reverse("staff_calendar", args=[ana.public_id])
    assert [browser.get(url).status_code for browser in (supervisor(), browser_of(ben))] == [200, 404]
    assert supervisor().get("/calendar/").headers["Location"] == "/availability/"


def test_clock_that_goes_back_leaves_every_booking_on_the_page():
    ana = StaffFactory(user__timezone="Europe/Madrid")
    night = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)  # 02:30 summer time, then 02:30 again
    with clock.moved(to=night):
        book(ana.pk, starts_at=night, ends_at=night + HOUR / 2, purpose="CALL", by=SYSTEM)
        book(ana.pk, starts_at=night + HOUR, ends_at=night + HOUR * 1.5, purpose="CALL", by=SYSTEM)
        shown = items(browser_of(ana).get("/calendar/?view=day"))
    assert [(one["times"], one["lanes"]) for one in shown] == [("02:30–02:00", 2), ("02:30–03:00", 2)]


# -- a team ------------------------------------------------------------------------------------------


@pytest.fixture
def ben():
    return StaffFactory(user__name="Ben", hours=[(0, "13:00", "18:00")])


@pytest.fixture
def team(ana, ben):
    made = TeamFactory(name="South", members=[ana, ben])
    TeamHours.objects.bulk_create(TeamHours(team=made, weekday=day, starts="08:00", ends="18:00") for day in range(2))
    return made


def team_page(team):
    return reverse("availability_of_team", args=[team.public_id])


def test_team_is_shown_member_by_day_with_gaps_in_words(team, ana, ben):
    book(ana.pk, starts_at=TEN, ends_at=TEN + HOUR, purpose="CALL", by=SYSTEM)
    add_time_off(ben, starts_on=MONDAY, ends_on=MONDAY, reason="Dentist", by=SYSTEM)
    answer = supervisor().get(team_page(team))
    first, second = answer.context["rows"]
    assert (first["name"], first["open"], first["booked"]) == ("Ana", "40h", "1h")
    assert (first["cells"][0]["times"], first["cells"][0]["booked"]) == (["09:00–17:00"], "1 booked · 1h")
    assert [mark["text"] for mark in second["cells"][0]["marks"]] == ["Time off: Dentist"]
    assert [gap["times"] for gap in answer.context["gaps"]] == [
        ["08:00–09:00", "17:00–18:00"],
        ["08:00–09:00", "17:00–18:00"],
        *[[]] * 5,
    ]
    assert [gap["is_open"] for gap in answer.context["gaps"]] == [True, True, *[False] * 5]
    assert "nobody 08:00–09:00" in answer.content.decode()
    assert second["cells"][0]["url"].startswith(f"/staff/{ben.public_id}/days/2027-02-01/?next=")


def test_supervisor_sees_what_is_booked_and_where_it_is_too_much(team, ana, ben):
    call = book(ana.pk, starts_at=TEN, ends_at=TEN + HOUR, purpose="CALL", title="Call Jo", by=SYSTEM)
    Booking.objects.filter(pk=call.pk).update(about_kind="call", about_id=new_id())
    book(ben.pk, starts_at=TEN + 3 * HOUR, ends_at=TEN + 10 * HOUR, purpose="CALL", title="Too long", by=SYSTEM)
    answer = supervisor().get(team_page(team))
    first, second = answer.context["rows"]
    assert [(one["times"], one["title"]) for one in first["cells"][0]["items"]] == [("10:00–11:00", "Call Jo")]
    assert first["cells"][0]["items"][0]["hand_url"].endswith("/hand-over/")
    assert (first["load"], second["load"]) == (
        {"booked": 60, "open": 40 * 60, "is_over": False},
        {"booked": 7 * 60, "open": 5 * 60, "is_over": True},
    )
    assert [(row["cells"][0]["over"], row["cells"][0]["free"]) for row in (first, second)] == [
        ("", "7h"),
        ("7h booked, 5h open", ""),
    ]
    assert second["cells"][0]["items"][0]["why"] == "outside working hours"
    assert answer.context["hands"]
    assert "overbooked: 7h booked, 5h open" in answer.content.decode()


def test_hours_in_which_all_are_taken_are_named(team, ana, ben):
    book(ana.pk, starts_at=TEN, ends_at=TEN + HOUR, purpose="CALL", by=SYSTEM)
    book(ana.pk, starts_at=TEN + 4 * HOUR, ends_at=TEN + 5 * HOUR, purpose="CALL", by=SYSTEM)  # Ben is free then
    assert [gap["taken"] for gap in supervisor().get(team_page(team)).context["gaps"]] == [["10:00–11:00"], *[[]] * 6]


def test_member_sees_only_the_own_bookings_in_the_team(team, ana, ben):
    for staff in (ana, ben):
        book(staff.pk, starts_at=TEN + 4 * HOUR, ends_at=TEN + 5 * HOUR, purpose="CALL", title="Call Jo", by=SYSTEM)
    own, others = browser_of(ana).get(team_page(team)).context["rows"]
    assert ([one["title"] for one in own["cells"][0]["items"]], others["cells"][0]["items"]) == (["Call Jo"], [])
    assert (bool(own["load"]), others["load"]) == (True, None)


def test_member_reads_the_own_team_without_reasons_and_changes_the_own_days(team, ana, ben):
    add_time_off(ben, starts_on=MONDAY, ends_on=MONDAY, reason="Dentist", by=SYSTEM)
    answer = browser_of(ana).get(team_page(team))
    own, others = answer.context["rows"]
    assert [mark["text"] for mark in others["cells"][0]["marks"]] == ["Time off"]
    assert "Dentist" not in answer.content.decode()
    assert (bool(own["cells"][0]["url"]), others["cells"][0]["url"], others["calendar_url"]) == (True, "", "")
    assert answer.context["rota_url"] == ""
    topics = answer.context["live"]["topics"].split()
    assert topics == ["calendar.closures", f"calendar.{ana.public_id}", f"calendar.{ben.public_id}"]
    assert browser_of(StaffFactory()).get(team_page(team)).status_code == 404


def test_team_without_hours_has_no_gaps(team):
    TeamHours.objects.all().delete()
    assert supervisor().get(team_page(team)).context["gaps"] is None


@pytest.mark.parametrize("n", [1, 3])
def test_team_costs_the_same_however_many(n):
    members = [StaffFactory() for _ in range(n)]
    team, boss = TeamFactory(members=members), supervisor()
    for member in members:
        book(member.pk, starts_at=TEN, ends_at=TEN + HOUR, purpose="CALL", by=SYSTEM)
    with assert_queries(17):
        answer = boss.get(team_page(team))
    assert len(answer.context["rows"]) == n


def test_first_team_is_ones_own(team, ana):
    TeamFactory(name="A team")
    assert browser_of(ana).get("/availability/").headers["Location"] == team_page(team)
    assert browser_of(StaffFactory()).get("/availability/").status_code == 404


def test_rota_is_named_in_the_team(team, ana):
    early = save_shift(team, "Early", [("07:00", "15:00")], by=SYSTEM)
    plan_rota(team, MONDAY, {(ana.pk, MONDAY): early}, by=SYSTEM)
    cell = supervisor().get(team_page(team)).context["rows"][0]["cells"][0]
    assert ([mark["text"] for mark in cell["marks"]], cell["times"]) == (["Early"], ["07:00–15:00"])


# -- days off ----------------------------------------------------------------------------------------


def test_days_off_name_the_holidays_where_staff_are_and_the_closures():
    for region in ("CA", "CA", "NY", ""):
        StaffFactory(country="US", subdivision=region)
    StaffFactory(country="FR")
    add_blackout_day(date(2027, 12, 24), "Christmas Eve", "FR", by=SYSTEM)
    answer = supervisor().get("/closures/")
    assert [(one["name"], one["people"]) for one in answer.context["countries"]] == [
        ("France", 1),
        ("United States", 4),
    ]
    named = {day["name"]: day["regions"] for day in answer.context["countries"][1]["days"]}
    assert (named["Thanksgiving Day"], named["Day After Thanksgiving"]) == ("", "CA")
    assert [(one["name"], one["where"]) for one in answer.context["closures"]] == [("Christmas Eve", "France")]
    assert supervisor().get("/closures/?year=2028").context["closures"] == []
    assert supervisor().get("/closures/?year=9999").context["year"] == 2027


def test_day_is_closed_and_opened_again_from_the_page():
    boss = supervisor()
    day = {"date": "2027-12-24", "name": "Christmas Eve", "country": ""}
    assert boss.post("/closures/", day | key()).headers["Location"] == "/closures/?year=2027"
    again = boss.post("/closures/", day | key())
    assert (again.status_code, "That day is closed there already." in again.content.decode()) == (422, True)
    closed = BlackoutDay.objects.get()
    boss.post(reverse("closure_remove", args=[closed.public_id]), key())
    assert BlackoutDay.objects.count() == 0
    assert boss.post(reverse("closure_remove", args=[closed.public_id]), key()).status_code == 404
