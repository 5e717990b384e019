"""Source 001, QA and UX: what fields of the wizard do while they are filled in."""

import pytest

from tests.browser.wizard import Wizard, caller, customer, desk, draft_of

pytestmark = pytest.mark.browser


@pytest.fixture
def ada():
    return customer(name="Ada Asks")


@pytest.fixture
def wizard(world, ada):
    desk(caller())
    return Wizard(world.page(ada, timezone_id="America/New_York"), world.server)


def test_qa_phone_validation(wizard, ada):
    wizard.to_contact()
    page = wizard.page
    number = page.get_by_label("Phone number")
    number.press_sequentially("123")
    number.blur()
    page.get_by_text("Invalid phone number format. Write it like (201) 555-0123.").wait_for()
    assert number.get_attribute("aria-invalid") == "true"
    assert wizard.next_button.is_disabled()
    number.fill("")
    number.press_sequentially("2125550123")
    page.wait_for_selector('#contact_phone_verdict [data-verdict="valid"]')
    assert page.locator("#contact_phone_verdict").inner_text().strip() == "+12125550123"
    assert wizard.next_button.is_enabled()
    page.get_by_label("Country code", exact=True).select_option("ES")  # the same digits are no number there
    page.wait_for_selector('#contact_phone_verdict [data-verdict="wrong"]')
    assert wizard.next_button.is_disabled()
    page.get_by_label("Country code", exact=True).select_option("US")
    wizard.next("details")
    assert draft_of(ada).said["contact_phone"] == "+12125550123"


def test_ux_phone_shows_flags_and_formats_while_typing(wizard):
    wizard.to_contact()
    page = wizard.page
    country, number = page.get_by_label("Country code", exact=True), page.get_by_label("Phone number")
    assert country.locator("option:checked").inner_text() == "🇺🇸 +1 United States"
    number.press_sequentially("2125550123")
    assert number.input_value() == "(212) 555-0123"
    country.select_option("GB")
    assert country.locator("option:checked").inner_text() == "🇬🇧 +44 United Kingdom"
    assert number.get_attribute("placeholder") == "07400 123456"
    number.fill("")
    number.press_sequentially("+34 612 34 56 78")
    assert country.input_value() == "ES"  # a number with its code chooses the country
    page.wait_for_selector('#contact_phone_verdict [data-verdict="valid"]')


def test_qa_required_field_validation(wizard):
    wizard.begin()
    assert wizard.next_button.is_disabled()
    wizard.choose("Billing questions")
    assert wizard.next_button.is_enabled()
    wizard.next("method").choose("Choose from available times").next("time")
    assert wizard.next_button.is_disabled()
    wizard.take()
    wizard.next("contact")
    assert wizard.next_button.is_disabled()
    wizard.page.get_by_label("Phone number").focus()
    wizard.page.get_by_label("Kind of phone").focus()
    assert wizard.errors == ["Tell us the number that we shall call."]
    wizard.phone()
    assert wizard.errors == []
    wizard.next("details").next("review")
    assert wizard.next_button.is_disabled()
    wizard.confirm()


def test_qa_notes_character_limit(wizard, ada):
    wizard.to_contact().phone().next("details")
    page = wizard.page
    notes, counter = page.get_by_label("Notes or questions"), page.locator("[data-counter]")
    notes.fill("x" * 449)
    assert (counter.inner_text(), counter.get_attribute("data-state")) == ("51 characters left", None)
    notes.press_sequentially("x")
    assert (counter.inner_text(), counter.get_attribute("data-state")) == ("50 characters left", "at_risk")
    notes.press_sequentially("x" * 50)
    assert wizard.errors == []
    notes.press_sequentially("x")  # the 501st
    assert wizard.errors == ["At most 500 characters: the rest was left out."]
    notes.fill("")
    page.keyboard.insert_text("y" * 600)
    assert len(notes.input_value()) == 500
    assert wizard.errors == ["At most 500 characters: the rest was left out."]
    wizard.next("review")
    assert len(draft_of(ada).said["notes"]) == 500


def test_ux_someone_else_asks_for_their_addresses(wizard):
    wizard.to_contact().phone().next("details")
    page = wizard.page
    others = page.get_by_label("Their email addresses")
    assert not others.is_visible()
    page.get_by_label("Someone else will join").check()
    assert others.is_visible()
    assert wizard.next_button.is_disabled()
    others.fill("not an address")
    wizard.next_button.click()
    page.wait_for_selector(".form-errors")
    assert wizard.focused("className") == "form-errors"
    others.fill("bo@example.com")
    wizard.next("review")
    assert "bo@example.com" in page.locator(".review").inner_text()


def test_ux_errors_stand_below_their_field_with_an_icon(wizard):
    wizard.to_contact().phone()
    page = wizard.page
    page.get_by_label("Extension").fill("desk")
    wizard.next_button.click()
    page.wait_for_selector(".form-errors")
    link = page.locator(".form-errors a")
    assert link.get_attribute("href") == "#phone_extension"
    assert page.locator("#phone_extension_error svg").count() == 1
    assert "phone_extension" in page.get_by_label("Extension").get_attribute("aria-describedby")
    link.click()
    assert wizard.focused() == "phone_extension"


def test_ux_back_needs_no_valid_answer(wizard):
    wizard.to_contact()
    wizard.back("time").back("method").back("topic")


def test_ux_busy_button_while_sending(wizard):
    wizard.begin().choose("Billing questions")
    page = wizard.page
    page.route("**/schedule-call/topic/", lambda route: None)  # never answered
    wizard.next_button.click()
    page.wait_for_selector("#wizard-form[aria-busy=true]")
    assert wizard.next_button.is_disabled()
    assert "is-busy" in wizard.next_button.get_attribute("class")
