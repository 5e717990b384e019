"""Source 001, QA: whole ways through the wizard. Each test names the line it follows."""

import pytest

from notifications.models import Notification
from tests.browser.wizard import TOPICS, Wizard, call_of, caller, customer, desk
from workforce.models import Booking

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


def test_qa_happy_path_calendar_method(wizard, ada, ana):
    wizard.to_times()
    chosen = wizard.take(4)
    wizard.next("contact").phone().next("details")
    wizard.page.get_by_label("Notes or questions").fill("About my invoice")
    wizard.next("review")
    review = wizard.page.locator(".review").inner_text()
    assert "Billing questions" in review
    assert "+1 212-555-0123" in review
    assert "About my invoice" in review
    number = wizard.confirm()
    call = call_of(ada)
    assert (call.number, call.status, call.owner) == (number, "CONFIRMED", ana)
    assert call.scheduled_date_time.isoformat() == chosen
    assert wizard.page.get_by_text(f"A confirmation email was sent to {ada.email}.").is_visible()
    assert Notification.objects.filter(kind="CALL_CONFIRMED", about_id=call.pk).count() == 1
    assert Booking.objects.get(pk=call.booking_id).state == "CONFIRMED"  # what is in the member's calendar
    wizard.page.get_by_role("link", name="My calls").first.click()
    wizard.page.get_by_text(number).first.wait_for()


def test_qa_happy_path_flexible_method(wizard, ada):
    wizard.to_wishes()
    wizard.page.get_by_label("Days and times that suit you").fill("weekday mornings")
    wizard.page.get_by_label("How soon do you need the call?").select_option("THIS_WEEK")
    wizard.next("contact").phone().next("details")
    wizard.page.get_by_label("Notes or questions").fill("About my invoice")
    number = wizard.next("review").confirm()
    call = call_of(ada)
    assert (call.number, call.status, call.preferred_times) == (number, "PENDING", "weekday mornings")
    page = wizard.page.locator("#wizard").inner_text()
    assert "The team will contact you to agree on a time." in page
    assert "Estimated response" in page
    assert Notification.objects.filter(kind="CALL_CONFIRMED", about_id=call.pk).count() == 1


def test_qa_topic_selection(wizard):
    """Each topic proceeds; Other must be described."""
    wizard.begin()
    for topic in TOPICS:
        wizard.choose(topic).next("method").back("topic")
        assert wizard.page.get_by_role("radio", name=topic).is_checked()
    assert not wizard.page.get_by_label("In your own words", exact=True).is_visible()
    wizard.choose("Something else")
    own = wizard.page.get_by_label("In your own words", exact=True)
    assert own.is_visible()
    assert wizard.next_button.is_disabled()
    own.focus()
    own.blur()
    own.fill("A second location opens in May")
    wizard.next("method")
    assert "A second location opens in May" in wizard.page.locator("#wizard-side").inner_text()


def test_qa_edit_from_review(wizard):
    wizard.to_review()
    wizard.page.get_by_role("link", name="Edit Contact").click()
    wizard.at("contact")
    number = wizard.page.get_by_label("Phone number")
    assert number.input_value() == "(212) 555-0123"
    number.fill("")
    number.press_sequentially("9175550188")
    wizard.next("review")
    assert "+1 917-555-0188" in wizard.page.locator(".review").inner_text()


def test_reload_back_button_and_another_device_go_on(world, wizard, ada):
    wizard.to_contact()
    wizard.page.reload()
    wizard.at("contact")
    wizard.page.go_back()
    wizard.at("time")
    other = world.open(ada, "/schedule-call/")
    other.wait_for_url("**/schedule-call/contact/")


def test_no_skipping_by_address(wizard):
    wizard.begin()
    wizard.page.goto(f"{wizard.server}/schedule-call/review/")
    wizard.at("topic")


def test_qa_mobile_complete_flow(world, ana, ada):
    page = world.page(ada, width=360, height=740, has_touch=True, timezone_id="America/New_York")
    wizard = Wizard(page, world.server)
    wizard.begin()

    def fits():
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url

    fits()
    wizard.choose("Billing questions").next("method")
    fits()
    wizard.choose("Choose from available times").next("time")
    fits()
    page.locator("[data-day-link].is-free").nth(1).tap()
    assert page.locator("[data-day]:visible").count() == 1
    page.get_by_role("link", name="Month", exact=True).tap()
    page.wait_for_selector(".month")
    fits()
    page.get_by_role("link", name="Week", exact=True).tap()
    page.wait_for_selector(".week")
    page.locator("[data-day].is-shown [data-slot]:not(:disabled)").last.tap()
    page.wait_for_selector("#wizard-side [data-hold]")
    wizard.next("contact")
    fits()
    wizard.phone().next("details")
    fits()
    wizard.next("review")
    fits()
    wizard.confirm()
    fits()
    with page.expect_download() as file:
        page.get_by_role("link", name="Download .ics").tap()
    assert file.value.suggested_filename == f"{call_of(ada).number}.ics"


def test_without_javascript_in_a_plainer_form(world, ana, ada):
    page = world.page(ada, width=360, height=740, java_script_enabled=False)
    page.goto(f"{world.server}/schedule-call/")

    def go_on(name="Next"):
        page.get_by_role("button", name=name).click()

    go_on("Schedule now")
    page.get_by_role("radio", name="Billing questions").check()
    go_on()
    page.get_by_role("radio", name="Choose from available times").check()
    go_on()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.get_by_label("Time zone").select_option("Asia/Kolkata")
    page.get_by_role("button", name="Show times in this zone").click()
    assert "All times in Asia/Kolkata (UTC+05:30)." in page.locator(".picker-foot").inner_text()
    page.get_by_role("link", name="Later week").click()
    page.locator("[data-slot]:not(:disabled)").nth(3).click()
    go_on()
    page.get_by_label("Country code", exact=True).select_option("GB")
    page.get_by_label("Phone number").fill("12")
    go_on()
    assert "Invalid phone number format. Write it like 07400 123456." in page.locator(".form-errors").inner_text()
    page.get_by_label("Phone number").fill("020 7946 0018")
    go_on()
    page.get_by_label("Notes or questions").fill("Plain")
    go_on()
    page.get_by_label("I understand").check()
    go_on("Confirm call request")
    call = call_of(ada)
    assert page.locator(".done-number").inner_text() == call.number
    assert (call.contact_phone, call.timezone, call.notes) == ("+442079460018", "Asia/Kolkata", "Plain")


def test_keyboard_only(world, wizard, ada):
    page, keys = wizard.page, wizard.page.keyboard
    page.goto(f"{world.server}/schedule-call/")

    def tab_to(selector):
        for _ in range(60):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            keys.press("Tab")
        raise AssertionError(
            f"{selector} cannot be reached by Tab: {page.evaluate('document.activeElement.outerHTML')}"
        )

    tab_to("[data-next]")
    keys.press("Enter")
    wizard.at("topic")
    tab_to("[name=topic]")
    for _ in range(3):
        keys.press("ArrowDown")
    if not page.get_by_role("radio", name="Billing questions").is_checked():
        keys.press("Space")
    page.get_by_role("radio", name="Billing questions").focus()
    keys.press("Space")
    tab_to("[data-next]")
    keys.press("Enter")
    wizard.at("method")
    tab_to("[name=scheduling_type]")
    keys.press("Space")
    tab_to("[data-next]")
    keys.press("Enter")
    wizard.at("time")
    tab_to("[data-slot]")
    keys.press("ArrowDown")
    keys.press("Enter")
    page.wait_for_selector("#wizard-side [data-hold]")
    tab_to("[data-next]")
    keys.press("Enter")
    wizard.at("contact")
    tab_to("#contact_phone")
    keys.type("2125550123")
    tab_to("[data-next]")
    keys.press("Enter")
    wizard.at("details")
    tab_to("#notes")
    keys.type("By keys alone")
    tab_to("[data-next]")
    keys.press("Enter")
    wizard.at("review")
    tab_to("#understood")
    keys.press("Space")
    tab_to("[data-next]")
    keys.press("Enter")
    page.wait_for_url("**/schedule-call/booked/**")
    assert call_of(ada).notes == "By keys alone"
