"""Source 001, QA: the request is sent once, whatever the network does; then it goes into the reader's calendar."""

from urllib.parse import parse_qs, urlsplit

import pytest

from scheduling.models import CallRequest
from scheduling.tests.calendar_reader import read
from tests.browser.wizard import Wizard, call_of, caller, customer, desk

pytestmark = pytest.mark.browser


@pytest.fixture
def ada():
    return customer(name="Ada Asks")


@pytest.fixture
def wizard(world, ada):
    desk(caller())
    return Wizard(world.page(ada, timezone_id="America/New_York"), world.server)


def test_qa_network_error_on_submit(world, wizard, ada):
    """Offline: a word and Retry; online again: one call, not two."""
    wizard.to_review()
    page = wizard.page
    page.get_by_label("I understand").check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Confirm call request").click()
    page.locator("#wizard-failed").get_by_text("Network error, please try again").wait_for()
    assert page.locator("#toasts > *").count() == 0  # said once, where the other try is
    assert CallRequest.objects.filter(customer=ada).count() == 0
    page.context.set_offline(False)
    page.locator("#wizard-failed").get_by_role("button", name="Retry").click()
    page.wait_for_url("**/schedule-call/booked/**")
    assert CallRequest.objects.filter(customer=ada).count() == 1
    told = [text for text in world.complaints if "DISCONNECTED" not in text and not text.startswith("htmx:")]
    assert told == []
    world.complaints.clear()


def test_network_error_after_the_call_was_made_leads_to_the_same_call(world, wizard, ada):
    """The answer is lost on its way back: the request has acted, and the retry finds what it did."""
    wizard.to_review()
    page = wizard.page
    page.get_by_label("I understand").check()

    def lose(route):
        route.fetch()  # the server has it
        route.abort()

    page.route("**/schedule-call/review/", lose, times=1)
    page.get_by_role("button", name="Confirm call request").click()
    page.locator("#wizard-failed").get_by_text("Network error, please try again").wait_for()
    assert CallRequest.objects.filter(customer=ada).count() == 1
    page.locator("#wizard-failed").get_by_role("button", name="Retry").click()
    page.wait_for_url("**/schedule-call/booked/**")
    assert page.locator(".done-number").inner_text() == call_of(ada).number
    assert CallRequest.objects.filter(customer=ada).count() == 1
    world.complaints.clear()


def test_qa_calendar_integration_google(wizard, ada):
    wizard.to_review().confirm()
    link = wizard.page.get_by_role("link", name="Add to Google Calendar")
    address = urlsplit(link.get_attribute("href"))
    call = call_of(ada)
    asked = parse_qs(address.query)
    assert (address.hostname, link.get_attribute("target")) == ("calendar.google.com", "_blank")
    assert asked["text"] == ["Call: Billing questions"]
    assert asked["dates"] == [f"{call.scheduled_date_time:%Y%m%dT%H%M%SZ}/{call.ends_at:%Y%m%dT%H%M%SZ}"]
    assert call.number in asked["details"][0]


def test_ux_calendar_buttons_are_labelled(wizard):
    wizard.to_review().confirm()
    names = wizard.page.locator(".done-calendar a").all_inner_texts()
    assert [name.strip() for name in names] == [
        "Add to Google Calendar", "Add to Outlook", "Add to Office 365", "Download .ics",
    ]  # fmt: skip


def test_qa_calendar_integration_ics_download(wizard, ada, tmp_path):
    wizard.to_review().confirm()
    with wizard.page.expect_download() as file:
        wizard.page.get_by_role("link", name="Download .ics").click()
    call = call_of(ada)
    assert file.value.suggested_filename == f"{call.number}.ics"
    file.value.save_as(tmp_path / "call.ics")
    raw = (tmp_path / "call.ics").read_bytes()
    assert b"TRIGGER:-PT15M" in raw
    assert b"SUMMARY:Call: Billing questions" in raw
    assert read(raw)


def test_ux_confirmation_shows_mark_number_and_mail(wizard, ada):
    number = wizard.to_review().confirm()
    page = wizard.page
    assert number.startswith("CALL-")
    assert page.locator(".done-mark svg").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.done-number')).fontSize") == "28px"
    assert page.get_by_text(f"A confirmation email was sent to {ada.email}.").is_visible()
    assert page.get_by_role("heading", name="Your call is booked").is_visible()
