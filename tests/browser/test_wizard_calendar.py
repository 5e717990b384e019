"""Source 001, QA: the calendar of the wizard. Each test names the line it follows."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from scheduling.models import Topic
from tests.browser.wizard import Wizard, call_of, caller, customer, desk
from workforce.models import BlackoutDay, TimeOff, WorkingHours

pytestmark = pytest.mark.browser


@pytest.fixture
def ana():
    member = caller()
    desk(member)
    return member


@pytest.fixture
def ada():
    return customer(name="Ada Asks")


@pytest.fixture
def wizard(world, ana, ada):
    return Wizard(world.page(ada, timezone_id="America/New_York"), world.server)


def turn(wizard, name):
    before = wizard.page.locator(".picker-title").inner_text()
    wizard.page.get_by_role("link", name=name).click()
    wizard.page.wait_for_function("text => document.querySelector('.picker-title').textContent !== text", arg=before)


def test_qa_calendar_availability_navigation(wizard, ana):
    """Weeks change, past is closed, business hours only, holidays left out."""
    WorkingHours.objects.filter(staff=ana).delete()
    for weekday in range(7):
        WorkingHours.objects.create(staff=ana, weekday=weekday, starts="14:00", ends="20:00")
    closed = (clock.now() + timedelta(days=9)).date()
    BlackoutDay.objects.get_or_create(date=closed, country="", defaults={"name": "Founders' day"})
    try:
        wizard.to_times()
        page = wizard.page
        assert page.get_by_role("link", name="Earlier week").count() == 0
        states = page.locator("[data-day] legend .day-state").all_inner_texts()
        assert len(states) == 7
        assert "past" not in states  # seven days from today
        turn(wizard, "Later week")
        assert page.get_by_role("link", name="Earlier week").count() == 1
        shown = {datetime.fromisoformat(value).astimezone(UTC).hour for value in values(wizard)}
        assert shown == set(range(14, 20))
        assert closed.isoformat() not in {value[:10] for value in values(wizard)}
        for _ in range(6):
            if not page.get_by_role("link", name="Later week").count():
                break
            turn(wizard, "Later week")
        last = max(datetime.fromisoformat(value) for value in values(wizard))
        assert last.date() <= (clock.now() + timedelta(days=30)).date()
    finally:
        BlackoutDay.objects.filter(date=closed).delete()


def values(wizard):
    return [one.get_attribute("value") for one in wizard.page.locator("[data-slot]").all()]


def test_month_view_chooses_a_day_and_a_time(wizard):
    wizard.to_times()
    page = wizard.page
    page.get_by_role("link", name="Month", exact=True).click()
    page.wait_for_selector(".month")
    day = page.locator("[data-month-day].is-free").nth(2)
    name = day.get_attribute("id")
    day.click()
    page.wait_for_selector(f"#{name}[aria-current=date]")
    assert {value[:10] for value in values(wizard)} <= {name.removeprefix("month-"), *next_day(name)}
    wizard.take()
    wizard.next("contact")


def next_day(name):
    """New York's evening is the next day in UTC."""
    return {(datetime.fromisoformat(name.removeprefix("month-")) + timedelta(days=1)).date().isoformat()}


def test_qa_time_slot_race_condition(world, wizard, ana):
    """Two browsers, one time: one has it, the other gets alternatives and loses nothing."""
    bea = customer(name="Bea Begins")
    slower = Wizard(world.page(bea, timezone_id="America/New_York"), world.server).to_times()
    wizard.to_times()
    chosen = wizard.take(5)
    slower.page.locator(f'[value="{chosen}"]').click()
    slower.page.get_by_text("Slot no longer available").wait_for()
    others = slower.page.locator(".alternatives [name=scheduled_date_time]")
    assert others.count() == 3
    assert slower.page.locator(f'[data-slot][value="{chosen}"]').is_disabled()
    assert "Billing questions" in slower.page.locator("#wizard-side").inner_text()
    others.last.click()
    slower.page.wait_for_selector("#wizard-side [data-hold]")
    slower.next("contact").phone().next("details").next("review").confirm()
    wizard.next("contact").phone().next("details").next("review").confirm()
    assert call_of(customer_of(wizard)).scheduled_date_time.isoformat() == chosen
    assert call_of(bea).scheduled_date_time.isoformat() != chosen


def customer_of(wizard):
    from scheduling.models import CallDraft

    return CallDraft.objects.get(pk=CallDraft.parse_id(wizard.page.url.rstrip("/").rpartition("/")[2])).customer


def test_qa_timezone_handling(world, ana):
    """Detected, shown throughout, changeable, times follow, warning when the profile says another."""
    ada = customer(name="Ada Asks")
    wizard = Wizard(world.page(ada, timezone_id="Asia/Kolkata"), world.server).to_times()
    page = wizard.page
    assert "All times in Asia/Kolkata (UTC+05:30)." in page.locator(".picker-foot").inner_text()
    assert (
        "Your device is in Asia/Kolkata, your profile says America/New York."
        in page.locator("#zone-warning").inner_text()
    )
    first = page.locator(".slot-time").first.inner_text()
    page.get_by_label("Time zone").select_option("Europe/Madrid")
    page.wait_for_function("() => document.querySelector('.picker-foot').textContent.includes('Europe/Madrid')")
    assert page.locator(".slot-time").first.inner_text() != first
    wizard.take()
    assert "Europe/Madrid" in page.locator("#wizard-side").inner_text()
    wizard.next("contact").phone().next("details").next("review")
    assert "Europe/Madrid" in page.locator(".review").inner_text()
    wizard.confirm()
    assert "Europe/Madrid" in page.locator(".done-facts").inner_text()
    assert call_of(ada).timezone == "Europe/Madrid"


def test_qa_calendar_failure(world, wizard):
    """The calendar does not answer: a graceful word, another try, the flexible way."""
    wizard.to_times()
    page = wizard.page
    page.route("**/schedule-call/time/*day=*", lambda route: route.fulfill(status=503, body="down"))
    page.get_by_role("link", name="Later week").click()
    page.get_by_text("Unable to load availability, try flexible scheduling or contact support").wait_for()
    page.unroute("**/schedule-call/time/*day=*")
    page.get_by_role("button", name="Retry").last.click()
    page.wait_for_selector("[data-slot]")
    assert [text for text in world.complaints if "503" not in text] == []
    world.complaints.clear()


def test_qa_no_available_slots(world, ana, ada):
    """All booked: says so, and names the next free day and the flexible way."""
    Topic.objects.filter(code="BILLING").update(window_days=30)
    today = clock.now().date()
    TimeOff.objects.create(staff=ana, starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=40))
    wizard = Wizard(world.page(ada, timezone_id="America/New_York"), world.server).to_times()
    page = wizard.page
    assert page.get_by_text("No availability").is_visible()
    assert page.get_by_text("Every time that can be booked is taken.").is_visible()
    assert wizard.next_button.is_disabled()
    page.get_by_role("link", name="Let the team contact me instead").click()
    wizard.at("method")


def test_ux_slots_say_their_state_without_colour(wizard):
    wizard.to_times()
    wizard.take()
    page = wizard.page
    chosen, free = (
        page.locator(".slot:has(:checked) .slot-state"),
        page.locator(".slot.is-free:not(:has(:checked)) .slot-state"),
    )
    assert "chosen" in chosen.inner_text()
    assert "free · 30 min" in free.first.inner_text()
    assert chosen.locator("svg").count() == 1


def test_ux_skeleton_while_times_load(wizard):
    wizard.to_times()
    page = wizard.page
    page.route("**/schedule-call/time/*day=*", lambda route: None)  # never answered
    page.get_by_role("link", name="Later week").click()
    page.wait_for_selector(".picker-skeleton", state="visible")
    assert wizard.said() == "Loading times …"


def test_held_time_counts_down_and_says_when_it_is_over(wizard):
    wizard.page.clock.install()
    wizard.to_times()
    wizard.take()
    page = wizard.page
    assert page.locator("#wizard-side [data-hold-left]").inner_text() in ("5:00", "4:59", "4:58")
    page.clock.run_for(245_000)
    assert wizard.said() == "Your time is kept for one more minute."
    page.clock.run_for(60_000)
    assert wizard.said() == "Your time is no longer kept for you."


def test_accessibility_arrow_keys_in_the_calendar(wizard):
    """Page Down to the next week, up and down in a day, left and right between days; moving does not choose."""
    wizard.to_times()
    page, keys = wizard.page, wizard.page.keyboard
    page.locator("[data-slot][tabindex='0']").focus()
    title = page.locator(".picker-title").inner_text()
    keys.press("PageDown")  # a whole week: of this one only the last hour may be left
    page.wait_for_function("text => document.querySelector('.picker-title').textContent !== text", arg=title)
    page.wait_for_function("() => document.activeElement.matches('[data-slot]')")
    start = page.evaluate("document.activeElement.value")
    keys.press("ArrowDown")
    below = page.evaluate("document.activeElement.value")
    assert datetime.fromisoformat(below) - datetime.fromisoformat(start) == timedelta(minutes=30)
    keys.press("ArrowUp")
    assert page.evaluate("document.activeElement.value") == start
    keys.press("ArrowRight")
    beside = page.evaluate("document.activeElement.value")
    assert datetime.fromisoformat(beside) > datetime.fromisoformat(start)
    assert page.locator("[data-slot]:checked").count() == 0
    assert page.locator("[data-slot][tabindex='0']").count() == 1
    keys.press("Enter")
    page.wait_for_selector("#wizard-side [data-hold]")
    assert page.locator("[data-slot]:checked").count() == 1
