"""Source 001, QA: accessibility of every step of the wizard: axe, focus, announcements, order of Tab."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.browser.test_every_page import AXE, RULES
from tests.browser.wizard import FLEXIBLE, Wizard, call_of, caller, customer, desk

pytestmark = pytest.mark.browser


@pytest.fixture
def ada():
    return customer(name="Ada Asks")


def check(page, where):
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
    shown = [(problem["id"], [node["html"][:160] for node in problem["nodes"]]) for problem in found]
    assert shown == [], where


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_qa_accessibility_axe_on_every_step(world, ada, scheme):
    desk(caller())
    page = world.page(ada, timezone_id="Asia/Kolkata", color_scheme=scheme, reduced_motion="reduce")
    wizard = Wizard(page, world.server)
    page.goto(f"{world.server}/schedule-call/")
    check(page, "start")
    wizard.begin()
    check(page, "topic")
    wizard.choose("Something else")
    check(page, "other")
    wizard.choose("Billing questions").next("method")
    check(page, "method")
    wizard.choose(FLEXIBLE).next("wishes")
    check(page, "wishes")
    wizard.back("method").choose("Choose from available times").next("time")
    check(page, "week")
    wizard.take()
    check(page, "held")
    page.get_by_role("link", name="Month", exact=True).click()
    page.wait_for_selector(".month")
    check(page, "month")
    wizard.next("contact").phone("123")
    page.get_by_label("Extension").focus()
    page.wait_for_selector('#contact_phone_verdict [data-verdict="wrong"]')
    check(page, "contact with a wrong number")
    page.get_by_label("Phone number").fill("")
    wizard.phone()
    page.get_by_label("Extension").fill("desk")
    wizard.next_button.click()
    page.wait_for_selector(".form-errors")
    check(page, "contact with errors")
    page.get_by_label("Extension").fill("")
    wizard.next("details")
    page.get_by_label("Someone else will join").check()
    check(page, "details")
    page.get_by_label("Someone else will join").uncheck()
    wizard.next("review")
    check(page, "review")
    wizard.confirm()
    check(page, "done")
    assert wizard.focused("textContent") == "Your call is booked"
    page.wait_for_function(
        "() => document.getElementById('wizard-said').textContent === 'Step 8 of 8: Your call is booked'"
    )


@pytest.mark.parametrize("width", [1440, 360])
def test_another_time_is_chosen_in_the_same_calendar(world, ada, width):
    desk(caller())
    wizard = Wizard(world.page(ada, timezone_id="America/New_York", reduced_motion="reduce"), world.server)
    wizard.to_review().confirm()
    call = call_of(ada)
    page = world.open(ada, f"/my-calls/{call.public_id}/reschedule/", width=width, reduced_motion="reduce")
    assert page.locator("[data-slot]:checked").get_attribute("value") == call.scheduled_date_time.isoformat()
    check(page, "another time")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Month", exact=True).click()
    page.wait_for_selector(".month")
    check(page, "another time, by month")
    later = call.scheduled_date_time.astimezone(ZoneInfo("America/New_York")).date() + timedelta(days=3)
    page.goto(f"{world.server}/my-calls/{call.public_id}/reschedule/?view=month&day={later}")
    page.locator("[data-slot]:not(:disabled, :checked)").nth(3).check()
    page.get_by_role("button", name="Move the call").click()
    page.wait_for_url(f"**/my-calls/{call.public_id}/")
    assert call_of(ada).moved_times == 1


def test_qa_accessibility_guest_steps(world):
    desk(caller())
    page = world.page(None, timezone_id="America/New_York", reduced_motion="reduce")
    wizard = Wizard(page, world.server).to_times()
    check(page, "time for a guest")
    wizard.take()
    wizard.next("who")
    check(page, "who")
    page.get_by_label("Your name").fill("Gus Guest")
    page.get_by_label("Your email address").fill("gus.access@example.com")
    wizard.next("code")
    check(page, "code")


def test_qa_screen_reader_hears_steps_and_errors(world, ada):
    desk(caller())
    wizard = Wizard(world.page(ada, timezone_id="America/New_York"), world.server).begin()
    page = wizard.page
    page.wait_for_function("() => document.getElementById('wizard-said').textContent")
    assert wizard.said() == "Step 2 of 8: What is the call about?"
    assert page.locator("#wizard-said").get_attribute("aria-live") == "polite"
    assert wizard.focused("textContent") == "What is the call about?"
    wizard.choose("Billing questions").next("method")
    page.wait_for_function("() => document.getElementById('wizard-said').textContent.startsWith('Step 3')")
    assert page.title() == "How shall we find a time? · Switchboard"
    wizard.choose("Choose from available times").next("time")
    wizard.take()
    wizard.next("contact")
    page.wait_for_function("() => document.activeElement.id === 'contact_phone'")
    wizard.phone()
    page.get_by_label("Extension").fill("desk")
    wizard.next_button.click()
    page.wait_for_selector(".form-errors[role=alert]")
    page.wait_for_function("() => document.activeElement.matches('.form-errors')")


def test_qa_accessibility_tab_order(world, ada):
    """Through the fields as they stand, then Back, Cancel, Next; what has the focus can be seen."""
    desk(caller())
    wizard = Wizard(world.page(ada, timezone_id="America/New_York"), world.server).to_contact()
    page = wizard.page
    page.wait_for_function("() => document.activeElement.id === 'contact_phone'")
    page.keyboard.press("Shift+Tab")
    order = []
    for _ in range(12):
        order.append(page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        outline = page.evaluate(
            "getComputedStyle(document.activeElement.closest('.choice') ?? document.activeElement).outlineStyle"
        )
        assert outline != "none", order[-1]
        page.keyboard.press("Tab")
        if order[-1] == "Cancel":
            break
    assert order == [
        "contact_phone_country", "contact_phone", "phone_type", "phone_extension", "save_phone",
        "preferred_contact_method", "Add another number", "Back", "Cancel",
    ]  # fmt: skip


def test_qa_accessibility_selects_are_worked_by_keys(world, ada):
    desk(caller())
    wizard = Wizard(world.page(ada, timezone_id="America/New_York"), world.server).to_wishes()
    page = wizard.page
    page.get_by_label("How soon do you need the call?").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.get_by_label("How soon do you need the call?").input_value() == "THIS_WEEK"
