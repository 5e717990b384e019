"""One's own time in a browser: by keyboard, without scripts, and live."""

import re
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core import clock
from core.actor import SYSTEM
from tests.browser.world import box
from workforce.actions import book
from workforce.actions.set_working_hours import hours_of
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def cleo(world):
    """Works Mondays only."""
    with transaction.atomic():
        return StaffFactory(user__name="Cleo", user__password=world.password, hours=[(0, "09:00", "12:00")])


def book_at(staff, at, title):
    with transaction.atomic():
        book(staff.pk, starts_at=at, ends_at=at + timedelta(minutes=45), purpose="CALL", title=title, by=SYSTEM)


def test_week_is_filled_in_by_keyboard_and_the_plan_follows(world, cleo):
    page = world.live(cleo, "/my-hours/")
    monday = page.locator("#d0")
    monday.get_by_role("button", name="Add hours").press("Enter")
    fresh = monday.get_by_label("Monday, from").nth(1)
    fresh.wait_for()
    assert fresh.evaluate("field => field === document.activeElement")
    fresh.fill("13:00")
    monday.get_by_label("Monday, until").nth(1).fill("17:30")
    monday.locator("summary").press("Enter")
    monday.get_by_role("button", name="Copy to these days").press("Enter")
    page.locator("#d4").get_by_label("Friday, until").nth(1).wait_for()
    page.get_by_role("button", name="Save the week").press("Enter")
    page.get_by_text("The weekly hours are saved.").wait_for()
    page.locator("#plan .plan-week").nth(2).get_by_text("13:00–17:30").nth(4).wait_for()
    assert hours_of(cleo)[:5] == [[("09:00", "12:00"), ("13:00", "17:30")]] * 5


def test_hours_that_overlap_are_named_at_their_day(world, cleo):
    page = world.open(cleo, "/my-hours/")
    page.locator("#d1").get_by_role("button", name="Add hours").click()
    page.get_by_label("Tuesday, from").fill("22:00")
    page.get_by_label("Tuesday, until").fill("23:00")
    page.locator("#d1").get_by_role("button", name="Add hours").click()
    page.get_by_label("Tuesday, from").nth(1).fill("22:30")
    page.get_by_label("Tuesday, until").nth(1).fill("23:30")
    page.get_by_role("button", name="Save the week").click()
    page.locator("#d1").get_by_text("These hours overlap").wait_for()
    assert hours_of(cleo)[1] == []


def test_week_and_day_work_without_scripts(world, cleo):
    page = world.open(cleo, "/my-hours/", java_script_enabled=False)
    page.locator("#d2").get_by_role("button", name="Add hours").click()
    page.get_by_label("Wednesday, from").fill("10:00")
    page.get_by_label("Wednesday, until").fill("14:00")
    page.get_by_role("button", name="Save the week").click()
    page.get_by_text("The weekly hours are saved.").wait_for()
    assert hours_of(cleo)[2] == [("10:00", "14:00")]
    page.locator(".plan-week").nth(2).locator(".plan-date").first.click()
    page.get_by_role("radio", name="Closed").check()
    page.get_by_role("button", name="Save the day").click()
    page.get_by_text("is saved.").wait_for()
    assert page.locator(".plan-week").nth(2).locator(".plan-day").first.get_by_text("Closed").count() == 1


def test_time_off_names_the_booking_that_does_not_fit(world, cleo):
    now = clock.now()
    at = now.replace(hour=10, minute=0) + timedelta(days=7 - now.weekday())
    book_at(cleo, at, "Call Jo Doe")
    page = world.live(cleo, "/my-hours/")
    page.get_by_text("Enter time off").click()
    page.get_by_label("First day").fill(at.date().isoformat())
    page.get_by_role("button", name="Enter it").click()
    page.locator("#fits").get_by_role("link", name="Call Jo Doe").wait_for()
    page.locator("#fits").get_by_text("during time off").wait_for()


def test_calendar_is_live_and_turns_by_arrow_keys(world, cleo):
    now = clock.now()
    page = world.live(cleo, "/calendar/")
    assert page.locator(".cal-now").count() == 1
    book_at(cleo, now, "Call Ada Low")
    page.locator(".cal-item", has_text="Call Ada Low").wait_for()
    title = page.locator(".time-range").inner_text()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"date="))
    assert page.locator(".time-range").inner_text() != title
    page.keyboard.press("ArrowLeft")
    page.locator(".cal-item", has_text="Call Ada Low").wait_for()
    page.keyboard.press("d")
    page.wait_for_url(re.compile(r"view=day"))


def test_blocks_stand_where_their_time_is(world, cleo):
    monday = clock.now() - timedelta(days=clock.now().weekday())
    book_at(cleo, monday.replace(hour=9, minute=30, second=0, microsecond=0), "Call Ada Low")
    page = world.open(cleo, "/calendar/")
    day = page.locator(".cal-column").first
    block, band, top = (box(day.locator(name)) for name in (".cal-item", ".cal-band", ".cal-day"))
    hour = band["y"] - top["y"]  # from 08:00 to 09:00
    assert abs(block["y"] - band["y"] - hour / 2) < 1
    assert abs(block["height"] - hour * 0.75) < 1
    assert abs(band["height"] - hour * 3) < 1


def test_supervisor_opens_a_day_from_the_team_and_comes_back(world):
    page = world.open(UserFactory(roles=[Role.SUPERVISOR]), f"/team/{world.team.public_id}/availability/")
    page.get_by_role("link", name=re.compile("Bob Barker, ")).last.click()
    page.get_by_role("radio", name="Closed").check()
    page.get_by_role("button", name="Save the day").click()
    page.wait_for_url(re.compile("/availability/"))
    row = page.locator("tr", has_text="Bob Barker")
    assert row.locator("td").last.get_by_text("Closed").count() == 1


def test_rota_is_planned_from_a_copy_of_last_week(world):
    page = world.open(UserFactory(roles=[Role.SUPERVISOR]), f"/team/{world.team.public_id}/rota/")
    page.get_by_role("link", name="Add a shift").click()
    page.get_by_label("Name").fill("Early")
    page.get_by_label("Shift, from").fill("07:00")
    page.get_by_label("Shift, until").fill("15:00")
    page.get_by_role("button", name="Save the shift").click()
    page.get_by_label(re.compile("^Ann Arbor, Monday")).select_option(label="Early")
    page.get_by_label(re.compile("^Bob Barker, Monday")).select_option(label="off")
    page.get_by_role("button", name="Apply the week").click()
    page.get_by_text("2 days are planned anew.").wait_for()
    page.get_by_role("link", name="The week after").click()
    page.get_by_role("button", name="Rotate last week").click()
    page.get_by_text("This is a draft").wait_for()
    assert page.get_by_label(re.compile("^Bob Barker, Monday")).locator("option:checked").inner_text() == "Early"
    page.get_by_role("button", name="Apply the week").click()
    page.get_by_text("2 days are planned anew.").wait_for()
