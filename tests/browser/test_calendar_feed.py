"""A private calendar address: shown once, copied with one click, readable without a login."""

import pytest

from scheduling.models import CalendarFeed
from tests.browser.test_every_page import AXE, RULES

pytestmark = pytest.mark.browser


def test_address_is_made_copied_and_changed_for_a_new_one(world):
    page = world.open(world.ann, "/calendar/feed/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Make an address").click()
    page.wait_for_selector("#feed-url")
    first = page.input_value("#feed-url")
    page.get_by_role("button", name="Copy address").click()
    page.get_by_text("The address is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == first
    page.evaluate(AXE)
    assert page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"] == []
    page.get_by_role("button", name="New address").click()
    page.get_by_role("button", name="Yes, do it").click()
    page.wait_for_function("first => document.querySelector('#feed-url')?.value !== first", arg=first)
    assert CalendarFeed.objects.count() == 1


def test_address_fits_a_phone(world):
    page = world.open(world.ann, "/calendar/feed/", width=360, height=740)
    page.get_by_role("button", name="Make an address").click()
    page.wait_for_selector("#feed-url")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
