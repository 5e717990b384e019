"""The boards are live: what happens elsewhere shows without a reload."""

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.browser


def test_wall_counts_a_lead_that_arrives_and_ticks(world):
    page = world.live(UserFactory(roles=[Role.SUPERVISOR]), "/wall/")
    card = page.locator(f'[aria-labelledby="{world.team.public_id}"]')
    card.get_by_text("0 pending").wait_for()
    world.lead("Fresh Arrival", waited=5000)
    card.get_by_text("1 pending").wait_for()
    since = page.locator("#wall-waiting li", has_text="Fresh Arrival").locator("time").last
    since.get_by_text("3d 11h").wait_for()


@pytest.mark.parametrize("width", [1280, 1440])
def test_wall_shows_its_figures_and_all_pages_whole(world, width):
    world.lead("Forgotten", waited=149)
    page = world.live(UserFactory(roles=[Role.SUPERVISOR]), "/wall/", width=width)
    page.wait_for_function("() => /\\d[hd] \\d\\d[mh]/.test(document.querySelector('.wall-tiles').textContent)")
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
    assert page.locator(".wall-tile, .bar-nav").evaluate_all(cut) == []


def test_team_board_moves_a_lead_to_who_took_it(world):
    item = world.lead("Wandering Bakery")
    page = world.live(world.ann, "/team/")
    page.locator(".team-row").first.get_by_text("Wandering Bakery").wait_for()
    world.give(item, world.bob)
    page.locator(f"#{world.bob.public_id}").get_by_text("Wandering Bakery").wait_for()


def test_supervisor_pauses_somebody_and_hands_a_lead_over(world):
    item = world.lead("Hand Me On")
    world.give(item, world.bob)
    page = world.live(UserFactory(roles=[Role.SUPERVISOR]), f"/team/?team={world.team.public_id}")
    place = page.locator(f"#{world.bob.public_id}")
    place.get_by_role("button", name="Pause new leads").click()
    place.get_by_text("takes no new leads").wait_for()
    place.get_by_role("link", name="Hand over").click()
    page.get_by_label("To").select_option(value=world.ann.public_id)
    page.locator("form.lead-form button[type=submit]").click()
    page.locator(f"#{world.ann.public_id}").get_by_role("link", name="Hand Me On", exact=True).wait_for()


def test_pages_are_a_menu_on_a_phone_even_without_scripts(world):
    page = world.open(world.ann, "/profile/", width=360, height=740, java_script_enabled=False)
    page.locator(".bar-menu > summary").click()
    page.get_by_role("link", name="My leads").click()
    page.wait_for_url("**/queue/?owner=me")
