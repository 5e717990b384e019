"""A second host is asked by keyboard, sees the session at once, and is let off again."""

import pytest
from playwright.sync_api import expect

from scheduling.models import IcSession
from tests.browser.test_every_page import AXE, RULES
from tests.browser.test_ic_desk import Desk, ready

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(world):
    return Desk(world)


def test_second_host_is_chosen_by_keyboard_and_removed(world, desk):
    session = desk.session("Fine Dining")
    address = f"/sessions/{session.public_id}/"
    grace = world.live(desk.grace, address)
    ready(grace, "b", "#session-panel")
    grace.keyboard.press("b")
    choice = grace.locator("#host-ic")
    expect(choice).to_be_focused()
    choice.select_option(desk.tom.public_id)
    grace.keyboard.press("Control+Enter")
    expect(grace.get_by_text("The second host has the session in the calendar.")).to_be_visible()
    panel = grace.locator("#session-panel")
    expect(panel.get_by_text("Tom Anderson", exact=True)).to_be_visible(timeout=3000)
    assert IcSession.objects.get(pk=session.pk).second_host == desk.tom

    tom = world.live(desk.tom, address)
    expect(tom.locator("#session-panel")).to_contain_text("(you)")
    expect(tom.locator("#session-panel .panel-actions form")).to_have_count(0)
    for page in (grace, tom):
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
        assert [one["id"] for one in found] == []

    remove = panel.get_by_role("button", name="Remove the second host")
    remove.focus()
    grace.keyboard.press("Enter")
    expect(grace.get_by_text("It has no second host now.")).to_be_visible()
    expect(tom.locator("#session-panel")).to_contain_text("no longer yours", timeout=3000)
    assert IcSession.objects.get(pk=session.pk).second_host is None
