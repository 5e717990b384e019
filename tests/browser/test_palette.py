"""The search field over every page, by keyboard alone."""

import pytest

from tests.browser.test_every_page import AXE, RULES
from tests.browser.world import row

pytestmark = pytest.mark.browser


def test_lead_is_two_words_away_from_every_page(world):
    item = world.lead("Zephyr Bakery", contact_name="Ida Wells")
    page = world.open(world.ann, "/profile/")
    page.keyboard.press("Control+k")
    page.keyboard.type("zeph ida")
    page.keyboard.press("Enter")  # before its list has come: it waits for the right one
    page.wait_for_url(f"**/leads/{row(item)[1:]}/")


def test_arrows_choose_and_escape_leaves_everything_as_it_was(world):
    world.lead("Yarrow One"), world.lead("Yarrow Two")
    page = world.live(world.ann)
    page.locator("[data-row-open]").first.focus()
    page.keyboard.press("Meta+k")
    field = page.get_by_role("combobox", name="Business, contact")
    page.get_by_role("option", name="My leads").wait_for()
    page.keyboard.type("yarrow")
    options = page.get_by_role("option", name="Yarrow")
    page.locator('#palette-list[data-asked="yarrow"]').wait_for()
    assert field.get_attribute("aria-activedescendant") == options.nth(0).get_attribute("id")
    page.keyboard.press("ArrowDown")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    assert options.nth(0).get_attribute("aria-selected") == "true"
    page.evaluate(AXE)
    assert page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"] == []
    page.keyboard.press("Escape")
    page.locator("[data-row-open]:focus").wait_for()
    assert page.url.endswith("/queue/")


def test_search_is_a_plain_page_without_scripts(world):
    item = world.lead("Xenia Flowers")
    page = world.open(world.ann, "/queue/", java_script_enabled=False)
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("xenia")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Xenia Flowers").click()
    page.wait_for_url(f"**/leads/{row(item)[1:]}/")
