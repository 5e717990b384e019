"""A policy is edited by hand and by keyboard: the focus stays with the step that moves, and nothing is lost unasked."""

import pytest

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from routing.models import RoutingPolicy

pytestmark = pytest.mark.browser


def words(page):
    return [text.strip() for text in page.locator(".policy-step .policy-words").all_inner_texts()]


@pytest.fixture
def editor(world):
    RoutingPolicy.objects.filter(team=world.team).delete()
    page = world.open(UserFactory(roles=[Role.SUPERVISOR]), f"/policies/AE/{world.team.public_id}/")
    page.wait_for_selector(".policy-step[aria-current=true]")
    return page


def test_step_moves_by_keys_and_keeps_the_focus(world, editor):
    before = words(editor)
    editor.keyboard.press("j")
    editor.keyboard.press("j")
    editor.keyboard.press("d")
    editor.wait_for_function(
        "first => document.querySelector('.policy-words').textContent.trim() === first", arg=before[0]
    )
    editor.wait_for_function(
        f"() => document.querySelectorAll('.policy-words')[2].textContent.trim() === {before[1]!r}"
    )
    assert words(editor) == [before[0], before[2], before[1], *before[3:]]
    assert editor.evaluate("document.activeElement.closest('.policy-step').innerText.trim()") == before[1]
    editor.keyboard.press("u")
    editor.wait_for_function(
        f"() => document.querySelectorAll('.policy-words')[1].textContent.trim() === {before[1]!r}"
    )
    assert words(editor) == before


def test_step_is_added_previewed_and_saved(world, editor):
    world.lead("Waiting Shop")
    editor.get_by_label("Another step").select_option("prefer language")
    editor.get_by_role("button", name="Add").click()
    editor.get_by_text("Prefer who speaks the customer's language, if anybody").first.wait_for()
    editor.keyboard.press("p")
    editor.get_by_role("link", name="Waiting Shop").wait_for()
    editor.get_by_role("button", name="Save as a new version").click()
    editor.wait_for_url("**/versions/")
    editor.get_by_text("Version 1").wait_for()
    assert RoutingPolicy.objects.get(team=world.team).steps.filter(name="language").exists()


def test_editor_works_without_javascript(world):
    page = world.open(UserFactory(roles=[Role.SUPERVISOR]), "/policies/AE/", java_script_enabled=False)
    before = words(page)
    page.get_by_role("button", name=f"Down: {before[0]}").click()
    assert words(page) == [before[1], before[0], *before[2:]]
