"""The AE's queue as somebody lives with it: it moves by itself, and one key does the work."""

import json
import re
import time
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core import clock
from routing.actions.rescore_work import rescore_work
from routing.enums import State
from routing.models import Communication, WorkItem
from tests.browser.world import box, row

pytestmark = pytest.mark.browser


def rows(page):
    """What somebody reads: each row's lead, name and owner."""
    return page.eval_on_selector_all(
        "#queue-rows > [data-row]",
        "rows => rows.map(row => [row.id, row.querySelector('.row-title').innerText,"
        " row.querySelector('.row-who').innerText.trim().split(/\\s/)[0]])",
    )


def test_lead_from_the_api_appears_within_a_second(world, playwright):
    page = world.live(world.ann)
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    page.evaluate("window.stayed = true")
    sender = playwright.request.new_context(base_url=world.server, extra_http_headers={"Authorization": world.key()})
    item = world.lead("First Of All")  # makes the rule that leads of this team's region come here
    region = item.queue_entry.lead.region
    expect(page.locator(row(item))).to_be_visible(timeout=1000)
    answer = sender.post(
        "/api/v1/leads",
        data=json.dumps(
            {
                "email": f"{region}@example.com",
                "business_name": "Fine Dining",
                "contact": {"name": "Jo Doe", "phone": "+12125550123"},
                "profile": {"annual_revenue": 2_500_000, "number_of_locations": 12, "region": region},
            }
        ),
        headers={"Content-Type": "application/json", "Idempotency-Key": f"browser-{region}"},
    )
    arrived = time.monotonic()
    assert answer.status == 201
    expect(page.locator(f"#{answer.json()['lead_id']}")).to_be_visible(timeout=1000)
    assert time.monotonic() - arrived < 1
    expect(page.locator(".tile").first).to_contain_text("2")
    assert page.evaluate("window.stayed") is True


@pytest.mark.parametrize("minutes", [15, 30])
def test_row_moves_within_five_seconds_of_the_instant_at_which_waiting_counts_more(world, minutes):
    pressing = world.lead("Nearly There", waited=minutes - 0.15)
    rescore_work(at=clock.now())
    other = world.lead("Overtaken", channel="REFERRAL", waited=(minutes - 15) * 1.1)
    page = world.live(world.ann)
    order = "rows => rows.map(row => row.id)"
    names = [one.queue_entry.lead.public_id for one in (other, pressing)]
    assert page.eval_on_selector_all("#queue-rows > [data-row]", order) == names
    instant = pressing.queued_at + timedelta(minutes=minutes)
    while page.eval_on_selector_all("#queue-rows > [data-row]", order) == names:
        assert clock.now() < instant + timedelta(seconds=5)
        rescore_work(at=clock.now())  # as beat has it done each second
        page.wait_for_timeout(500)
    assert clock.now() > instant
    assert page.eval_on_selector_all("#queue-rows > [data-row]", order) == names[::-1]


def test_one_key_claims_the_chosen_lead(world):
    first, second = world.lead("Most Pressing", waited=10), world.lead("Less Pressing", waited=1)
    page = world.live(world.ann)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(row(second))).to_have_attribute("aria-current", "true")
    page.keyboard.press("c")
    expect(page.get_by_text("Less Pressing is yours.")).to_be_visible()
    expect(page.locator(f"{row(second)} .row-who")).to_have_text(re.compile("mine"))
    expect(page.locator("#lead-panel h2")).to_have_text("Less Pressing")
    assert WorkItem.objects.get(pk=second.pk).owner_id == world.ann.pk
    assert WorkItem.objects.get(pk=first.pk).state == State.QUEUED


def test_chosen_lead_stays_chosen_when_another_arrives_above(world):
    world.lead("First", waited=10)
    second = world.lead("Second", waited=1)
    page = world.live(world.ann)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(row(second))).to_have_attribute("aria-current", "true")
    page.evaluate("document.activeElement.blur()")
    expect(page.locator(row(world.lead("Newest", waited=20)))).to_be_visible()
    page.wait_for_function("!document.querySelector('.htmx-settling')")
    expect(page.locator('[data-row][aria-current="true"] .row-title')).to_have_text("Second")


def test_claim_of_another_fades_with_their_name(world):
    item, other = world.lead("Wanted"), world.lead("Other")
    ann, bob = world.live(world.ann), world.live(world.bob)
    bob.locator(row(item)).get_by_role("button").click()
    expect(ann.locator(".is-leaving .left-note")).to_have_text("taken by B. Barker", timeout=1500)
    expect(ann.locator(row(item))).to_have_count(0)
    expect(ann.locator(row(other))).to_be_visible()


def test_lost_race_is_told_kindly(world):
    item = world.lead("Wanted")
    page = world.page(world.ann)
    page.route_web_socket(re.compile("/ws/live"), lambda line: line.close())  # hears of nothing in time
    page.goto(f"{world.server}/queue/")
    world.give(item, world.bob)
    page.keyboard.press("c")
    expect(page.get_by_text("Bob Barker was faster and has this lead now.")).to_be_visible()
    expect(page.locator(".is-leaving .left-note")).to_have_text("taken by B. Barker")
    assert page.url == f"{world.server}/queue/"
    assert WorkItem.objects.get(pk=item.pk).owner_id == world.bob.pk


def test_contact_is_logged_by_keyboard_alone(world):
    item = world.lead("Call Me")
    world.give(item, world.ann)
    page = world.live(world.ann)
    page.wait_for_selector("#lead-panel")
    press = page.keyboard.press
    press("l")
    expect(page.locator("#log-communication_type")).to_be_focused()
    page.keyboard.type("Video")
    press("Tab")
    page.keyboard.type("Qual")
    press("Tab")
    page.keyboard.type("12")
    press("Tab")
    page.keyboard.type("Too short")
    press("Control+Enter")
    expect(page.locator("#log-notes")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("Write at least ten characters.")
    page.keyboard.type(", so a little more.")
    for _ in range(3):  # next step, more
        press("Tab")
    press("Enter")
    expect(page.get_by_text("Call Me: Logged.")).to_be_visible()
    expect(page.locator("#log-notes")).to_have_count(0)
    expect(page.locator("#lead-panel .timeline-title").last).to_contain_text("Video call: qualified")
    said = Communication.objects.get(entry=item.queue_entry)
    assert (said.type, said.outcome, said.duration_minutes) == ("VIDEO_CALL", "QUALIFIED", 12)
    press("j")
    expect(page.locator(f"{row(item)} .row-title")).to_be_focused()


def test_open_form_survives_what_happens_meanwhile(world):
    item = world.lead("Busy")
    world.give(item, world.ann)
    page = world.live(world.ann)
    page.wait_for_selector("#lead-panel")
    page.keyboard.press("r")
    page.locator("#release-reason").fill("Half a rea")
    page.locator(".brand").focus()
    world.lead("Another")
    world.release(item, world.ann)
    expect(page.locator("#lead-panel .timeline-title").last).to_contain_text("went back to the queue")
    expect(page.locator("#release-reason")).to_have_value("Half a rea")


def test_filter_changes_rows_and_address(world):
    big, small = world.lead("Big"), world.lead("Small", annual_revenue=600_000, number_of_locations=3)
    page = world.live(world.ann)
    page.locator("#filter-cohort").select_option("ASSISTED")
    expect(page.locator(row(big))).to_have_count(0)
    expect(page).to_have_url(f"{world.server}/queue/?cohort=ASSISTED")
    page.reload()
    expect(page.locator(row(small))).to_be_visible()
    expect(page.locator("#filter-cohort")).to_have_value("ASSISTED")
    page.go_back()
    expect(page.locator(row(big))).to_be_visible()


def test_filter_works_without_javascript(world):
    big, small = world.lead("Big"), world.lead("Small", annual_revenue=600_000, number_of_locations=3)
    page = world.open(world.ann, java_script_enabled=False)
    page.locator("#filter-cohort").select_option("ASSISTED")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(row(small))).to_be_visible()
    expect(page.locator(row(big))).to_have_count(0)
    page.locator(row(small)).get_by_role("button").click()
    expect(page.get_by_text("Small is yours.")).to_be_visible()


def test_asleep_through_a_hundred_changes_then_equal_to_a_fresh_load(world):
    """The line is cut while leads arrive, change hands and come back; awake again the page shows the truth."""
    standing = [world.lead(f"Standing {number}") for number in range(4)]
    lines, asleep = [], []

    def pass_on(line):
        if asleep:
            return line.close()
        line.connect_to_server()
        return lines.append(line)

    page = world.page(world.ann)
    page.route_web_socket(re.compile("/ws/live"), pass_on)
    page.goto(f"{world.server}/queue/")
    page.wait_for_selector('[data-live-status][data-state="live"]')
    asleep.append(True)
    lines[-1].close()
    expect(page.locator("[data-live-status]")).to_have_attribute("data-state", "reconnecting", timeout=5000)
    for number in range(34):
        item = world.lead(f"Sleeper {number}", waited=number % 7)
        world.give(item, world.ann if number % 3 else world.bob)
        if number % 2:
            world.release(item, world.ann if number % 3 else world.bob)
    world.give(standing[0], world.bob)
    assert len(rows(page)) == 4
    asleep.clear()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator("[data-live-status]")).to_have_attribute("data-state", "live")
    fresh = world.live(world.ann)
    expected = rows(fresh)
    page.wait_for_function(
        "count => document.querySelectorAll('#queue-rows > [data-row]').length === count", arg=len(expected)
    )
    page.wait_for_function("() => !document.querySelector('.is-leaving')")
    assert rows(page) == expected
    assert page.locator("#queue-tiles").inner_text() == fresh.locator("#queue-tiles").inner_text()


def test_panel_that_was_read_before_a_change_and_shown_after_it_is_fetched_again(world):
    item = world.lead("In Between")
    page = world.live(world.ann)
    held = []
    page.route("**/leads/*/panel/", lambda route: held.append((route, route.fetch())), times=1)
    page.keyboard.press("j")
    while not held:
        page.wait_for_timeout(50)
    world.give(item, world.bob)
    expect(page.locator(row(item))).to_have_count(0)
    ((route, old),) = held
    assert "claimed by B. Barker" not in old.text()
    route.fulfill(response=old)
    page.wait_for_timeout(1000)  # it is shown as it was read, for less than this
    expect(page.locator("#lead-panel")).to_contain_text("claimed by B. Barker")


def test_click_that_began_before_news_came_is_not_lost(world):
    item = world.lead("Steady", waited=10)
    page = world.live(world.ann)
    page.wait_for_timeout(1000)  # what came just now is told
    title = box(page.locator(f"{row(item)} .row-title"))
    page.mouse.move(title["x"] + 10, title["y"] + 8)
    page.mouse.down()
    newcomer = world.lead("Newcomer")
    page.wait_for_timeout(1500)
    expect(page.locator(row(newcomer))).to_have_count(0)
    page.mouse.up()
    expect(page.locator("#lead-panel")).to_contain_text("Steady")
    expect(page.locator(row(newcomer))).to_be_visible()
