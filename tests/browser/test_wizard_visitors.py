"""Who leaves the wizard, who comes without an account, and who should not be there."""

import pytest
from django.db import connection

from core.links import short_code
from notifications.messages.calls_outside import CODE
from scheduling.models import CallRequest, EmailCheck
from tests.browser.wizard import Wizard, caller, customer, desk, draft_of
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


def test_guest_confirms_an_address_and_books(world, ana):
    page = world.page(None, timezone_id="Europe/Madrid")
    wizard = Wizard(page, world.server).to_times()
    assert "All times in Europe/Madrid" in page.locator(".picker-foot").inner_text()
    wizard.take()
    wizard.next("who")
    email = f"guest{connection.settings_dict['NAME'][-4:]}{Booking.objects.count()}@example.com".lower()
    page.get_by_label("Your name").fill("Gus Guest")
    page.get_by_label("Your email address").fill(email)
    wizard.next("code")
    check = EmailCheck.objects.get(email=email)
    page.get_by_label("The six digits of our mail").fill(short_code(CODE, check.pk, check.version))
    wizard.next("contact").phone().next("details").next("review").confirm()
    assert CallRequest.objects.get(contact_email=email).customer is None
    page.get_by_role("link", name="See or change this call").click()
    page.get_by_text("Gus Guest").or_(page.get_by_text("Billing questions")).first.wait_for()


def test_leaving_asks_and_giving_up_frees_the_time(world, wizard, ada):
    page = wizard.page
    wizard.to_contact()
    page.get_by_role("link", name="My calls").first.click()
    page.get_by_role("heading", name="Leave for now?").wait_for()
    page.get_by_role("button", name="Stay here").click()
    wizard.at("contact")
    page.get_by_role("button", name="Cancel", exact=True).first.click()
    page.get_by_text("Give up this request?").wait_for()
    page.get_by_role("button", name="Yes, do it").click()
    page.wait_for_url(f"{world.server}/")
    assert not ada.call_drafts.exists()
    assert set(Booking.objects.filter(call_hold__customer=ada).values_list("state", flat=True)) == {"CANCELLED"}


def test_leaving_gives_the_held_time_back_and_keeps_the_answers(world, wizard, ada):
    page = wizard.page
    wizard.to_contact()
    page.get_by_role("link", name="My calls").first.click()
    page.get_by_role("button", name="Leave", exact=True).click()
    page.wait_for_url("**/my-calls/")
    for _ in range(50):
        if draft_of(ada).hold_id is None:
            break
        page.wait_for_timeout(100)
    assert draft_of(ada).hold_id is None
    page.goto(f"{world.server}/schedule-call/")
    wizard.at("contact")
    assert page.get_by_text("Your time is no longer kept.").is_visible()
    page.get_by_role("button", name="Keep it for 5 minutes").click()
    page.wait_for_selector("#wizard-side [data-hold]")


def test_member_is_told_where_to_book(world, ana):
    page = world.open(ana, "/schedule-call/")
    assert page.get_by_text("This page is for customers.").is_visible()
