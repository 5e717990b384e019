"""A merchant's phone, and the links of a mail about a session: seen, confirmed and moved."""

from datetime import timedelta

import pytest

from core import clock
from routing.tests.merchants import consultant, ic_team
from scheduling.tests.session_links import fresh, link, move_link, planned
from tests.browser.test_every_page import AXE, RULES

pytestmark = pytest.mark.browser


@pytest.fixture
def session(world):
    at = clock.now()
    grace = consultant("Grace Hopper")
    ic_team(grace)
    nine = (at + timedelta(days=4)).replace(hour=15, minute=0, second=0, microsecond=0)
    return planned(grace, nine, at)


def check(page):
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_session_is_confirmed_and_moved_on_a_phone(world, session, scheme):
    page = world.open(None, link(session), width=360, height=740, color_scheme=scheme)
    check(page)
    page.get_by_role("button", name="I will be there").click()
    page.get_by_text("You have said that you will be there.").wait_for()
    check(page)
    page.get_by_role("link", name="Another time").click()
    page.get_by_role("button", name="Move the session").wait_for()
    check(page)
    page.locator(".time-card").first.click()
    page.get_by_role("button", name="Move the session").click()
    page.get_by_text("Your session has the new time.").wait_for()
    check(page)
    assert fresh(session).moved_times == 1


def test_session_is_moved_without_scripts(world, session):
    page = world.open(None, move_link(session), width=360, height=740, java_script_enabled=False)
    page.locator(".time-card").first.click()
    page.get_by_role("button", name="Move the session").click()
    page.get_by_text("Your session has the new time.").wait_for()
    assert fresh(session).moved_times == 1
