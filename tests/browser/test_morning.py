"""The forms of an account executive's morning: they ask what fits, and a clash loses nothing."""

import pytest
from playwright.sync_api import expect

from routing.models import NextStep
from tests.browser.world import row

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def patience():
    """On a machine that may have other work."""
    expect.set_options(timeout=15_000)
    yield
    expect.set_options(timeout=5_000)


def test_log_form_asks_only_what_the_outcome_needs(world):
    item = world.lead("Choosy")
    world.give(item, world.ann)
    page = world.live(world.ann)
    page.wait_for_selector("#lead-panel")
    page.keyboard.press("l")
    outcome = page.locator("#log-outcome")
    asked = {"#log-lost_because", "#log-disqualified_because", "#log-callback_at", "#log-step_1", "#log-step_1_at"}
    for chosen, needed in (
        ("CONNECTED", {"#log-step_1"}),
        ("SCHEDULED_CALLBACK", {"#log-callback_at", "#log-step_1"}),
        ("CLOSED_LOST", {"#log-lost_because"}),
        ("DISQUALIFIED", {"#log-disqualified_because"}),
        ("CLOSED_WON", set()),
    ):
        outcome.select_option(chosen)
        assert {field for field in asked if page.locator(field).is_visible()} == needed


def test_clash_keeps_the_form_and_offers_times(world):
    one, other = world.lead("One"), world.lead("Other")
    for item in (one, other):
        world.give(item, world.ann)
    page = world.live(world.ann, f"/leads/{row(one)[1:]}/")
    page.keyboard.press("s")
    page.locator("#callback-callback_time").press("Enter")
    expect(page.locator("#toasts")).to_contain_text("It is in your calendar.")
    page.goto(f"{world.server}/leads/{row(other)[1:]}/")
    page.keyboard.press("s")
    page.locator("#callback-note").fill("about the tills")
    page.locator("#callback-note").press("Enter")
    times = page.get_by_role("group", name="Free times").get_by_role("button")
    expect(times).to_have_count(3)
    expect(page.locator("#callback-note")).to_have_value("about the tills")
    times.first.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("It is in your calendar.")
    assert NextStep.objects.filter(entry=other.queue_entry, note="about the tills").count() == 1
