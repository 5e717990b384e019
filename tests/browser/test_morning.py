"""A morning of an account executive without the mouse: take, call, promise, try, and finish what is owed."""

import re

import pytest
from playwright.sync_api import expect

from routing.models import Communication, NextStep, WorkItem
from tests.browser.world import row

pytestmark = pytest.mark.browser
UNDER_WAY = ".htmx-request, .htmx-swapping, .htmx-settling"


@pytest.fixture(autouse=True)
def patience():
    """A whole morning passes here, on a machine that may have other work."""
    expect.set_options(timeout=15_000)
    yield
    expect.set_options(timeout=5_000)


def presser(page):
    """Presses keys as people do: when the page has come to rest."""

    def press(key):
        expect(page.locator(UNDER_WAY)).to_have_count(0)
        page.keyboard.press(key)

    return press


def with_a_dialler(page):
    """A browser without one asks which program shall open, and takes no key until it has an answer."""
    page.evaluate(
        "document.addEventListener('click', event =>"
        " event.target.closest('[href^=\"tel:\"]') && event.preventDefault())"
    )


def test_morning_goes_by_keys_alone(world):
    first, second = world.lead("First Of The Day", waited=10), world.lead("Second", waited=1)
    page = world.live(world.ann)
    press, toast = presser(page), page.locator("#toasts")
    with_a_dialler(page)

    press("j")
    press("c")
    expect(page.locator("#lead-panel h2")).to_have_text("First Of The Day")
    expect(page.locator(f"{row(first)} .row-who")).to_have_text(re.compile("mine"))

    expect(page.locator("#lead-panel .timeline-title").last).to_contain_text("claimed by")
    press("d")  # the dialler opens; beside it the form, whose time runs
    expect(page.get_by_text("Began")).to_be_visible()
    press("o")
    expect(page.locator("#log-outcome")).to_be_focused()
    page.keyboard.type("Conn")
    page.locator("#log-notes").press_sequentially("Two locations, wants a quote.")
    page.locator("#log-step_1").select_option("GENERATE_QUOTE")
    expect(page.locator("#log-step_1_at")).to_be_visible()
    page.locator("#log-step_1_at").fill("2031-03-03T12:00")
    press("Enter")
    expect(toast).to_contain_text("First Of The Day: Logged.")
    said = Communication.objects.get(entry=first.queue_entry)
    assert (said.type, said.outcome, said.duration_minutes) == ("PHONE_CALL", "CONNECTED", 1)

    expect(page.locator("#lead-panel .owed-item")).to_have_count(1)
    press("s")
    expect(page.locator("#callback-callback_time")).to_be_focused()
    press("Enter")
    expect(toast).to_contain_text("It is in your calendar.")
    expect(page.locator("#lead-panel .owed-item")).to_have_count(2)

    press("j")
    expect(page.locator("#lead-panel h2")).to_have_text("Second")
    press("c")
    expect(page.locator(f"{row(second)} .row-who")).to_have_text(re.compile("mine"))
    expect(page.locator("#lead-panel .timeline-title").last).to_contain_text("claimed by")
    press("d")
    expect(page.get_by_text("Began")).to_be_visible()
    press("n")
    expect(toast).to_contain_text("Second: Logged.")
    expect(page.locator(f"{row(second)} .row-who")).to_contain_text("try again")
    expect(page.locator("#lead-panel")).to_contain_text("1 try without an answer, try again")
    assert WorkItem.objects.get(pk=second.pk).attempts == 1

    page.goto(f"{world.server}/actions/")
    page.wait_for_selector('[data-live-status][data-state="live"]')
    expect(page.locator("[data-row]")).to_have_count(2)  # the call and the try; the quote is years away
    press("j")
    choice = page.locator('[data-row][aria-current="true"]')
    if "Try again" in choice.inner_text():
        press("j")
    expect(choice.locator(".owed-what")).to_contain_text("Call back")
    press("x")
    expect(toast).to_contain_text("First Of The Day: Call back: done.")
    expect(page.locator("[data-row]")).to_have_count(1)
    mine = NextStep.objects.filter(entry__work_item__team=world.team)
    assert list(mine.order_by("kind").values_list("kind", "state")) == [
        ("CALLBACK", "DONE"),
        ("GENERATE_QUOTE", "PENDING"),
    ]


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
