"""Calls as those who take them live with them: by keyboard, live in two browsers, from the request to the next."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from core import clock
from scheduling.actions import change_call, claim_call, confirm_call, pick_time
from scheduling.models import CallRequest, ProposedTime, Topic
from scheduling.tests.worlds import as_customer, as_member, customer, waiting
from tests.browser.test_every_page import AXE, RULES
from workforce.enums import Work
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.browser


class Desk:
    """Two members who take calls about bills, and a customer."""

    def __init__(self, world):
        self.world = world
        self.ann, self.bob = self.member("Ann Arbor"), self.member("Bob Barker")
        team = TeamFactory(work=Work.CALL, members=[self.ann, self.bob])
        Topic.objects.get(code="BILLING").teams.set([team])
        self.customer = customer(user__name="Zoe Quintero")

    def member(self, name):
        return StaffFactory(
            user__name=name, user__password=self.world.password, capacity={"CALL": 20}, presence="ONLINE"
        )

    def request(self, **own):
        with transaction.atomic():
            return waiting(self.customer, at=clock.now(), timezone="Europe/Madrid", **own)


@pytest.fixture
def desk(world):
    return Desk(world)


def row(call):
    return f"#{call.public_id}"


def ready(page, letter):
    """The panel shows what that key does: it has been fetched again since the last thing happened."""
    expect(page.locator(f'#call-panel [data-key="{letter}"]')).to_be_visible()


def fresh(call):
    return CallRequest.objects.select_related("work_item").get(pk=call.pk)


def test_request_lives_from_claim_to_the_next_call_by_keyboard_and_two_browsers_see_it(world, desk):
    ann, bob = world.live(desk.ann, "/calls/"), world.live(desk.bob, "/calls/")
    expect(ann.get_by_text("No call waits")).to_be_visible()
    call = desk.request(urgency="URGENT")
    for page in (ann, bob):
        expect(page.locator(row(call))).to_be_visible(timeout=3000)
    press = ann.keyboard.press
    press("j")
    press("c")
    expect(ann.get_by_text("Zoe Quintero: It is yours.")).to_be_visible()
    expect(bob.locator(".is-leaving .left-note")).to_have_text("taken by A. Arbor", timeout=3000)
    expect(bob.locator(row(call))).to_have_count(0)

    ready(ann, "p")
    press("p")
    slots = ann.locator('input[name="times"]')
    expect(slots.first).to_be_visible()
    for _ in range(60):  # reached by Tab alone
        if ann.evaluate("document.activeElement.name") == "times":
            break
        press("Tab")
    press("Space")
    press("Tab")
    press("Space")
    expect(ann.locator(".call-preview li")).to_have_count(2)
    press("Control+Enter")
    expect(ann.get_by_text("The customer has the times.")).to_be_visible()
    expect(ann.locator("#call-panel")).to_contain_text("The customer may pick")

    offered = ProposedTime.objects.open().filter(call=call).order_by("booking__starts_at").first()
    pick_time(call.pk, offered.pk, by=as_customer(desk.customer), at=clock.now())
    expect(ann.locator("#call-panel .state").first).to_contain_text("Confirmed", timeout=3000)

    ann.locator(f"{row(call)} .row-title").focus()
    ready(ann, "s")
    press("s")
    expect(ann.get_by_text("The call has begun.")).to_be_visible()
    expect(ann.locator(f'[data-part="running"] {row(call)}')).to_be_visible(timeout=3000)
    ready(ann, "e")
    press("e")
    expect(ann.locator("#complete-notes")).to_be_visible()
    press("2")  # follow-up needed
    expect(ann.get_by_text("The call is over.")).to_be_visible()
    expect(ann.locator(f'[data-part="ended"] {row(call)}')).to_contain_text("Follow-up needed", timeout=3000)

    expect(ann.locator("#call-panel .state").first).to_contain_text("Completed", timeout=3000)
    ready(ann, "n")
    press("n")
    buttons = ann.locator('#call-panel button[name="instead"]')
    expect(buttons).to_have_count(5)
    buttons.last.press("Enter")
    expect(ann.get_by_text("The next call is booked.")).to_be_visible()
    following = CallRequest.objects.exclude(pk=call.pk).select_related("work_item").get(customer=desk.customer)
    assert (following.status, following.work_item.owner_id, following.topic_id) == (
        "CONFIRMED", desk.ann.pk, call.topic_id,
    )  # fmt: skip
    expect(ann.locator(row(following))).to_be_visible(timeout=3000)
    assert (fresh(call).status, fresh(call).outcome) == ("COMPLETED", "FOLLOW_UP_NEEDED")


def test_lost_race_is_told_kindly(world, desk):
    call = desk.request()
    page = world.page(desk.ann)
    page.route_web_socket(re.compile("/ws/live"), lambda line: line.close())  # hears of nothing in time
    page.goto(f"{world.server}/calls/")
    claim_call(call.pk, desk.bob, by=as_member(desk.bob), at=clock.now())
    page.keyboard.press("c")
    expect(page.get_by_text("Bob Barker was faster and has this call now.")).to_be_visible()
    assert fresh(call).work_item.owner_id == desk.bob.pk


def test_open_form_survives_what_happens_meanwhile(world, desk):
    call = desk.request()
    claim_call(call.pk, desk.ann, by=as_member(desk.ann), at=clock.now())
    page = world.live(desk.ann, f"/calls/{call.public_id}/")
    page.keyboard.press("x")
    page.locator("#cancel-reason").fill("Half a rea")
    page.locator(".brand").focus()
    change_call(call.pk, {"notes": "Changed elsewhere"}, by=as_member(desk.ann), at=clock.now())
    expect(page.locator("#call-panel")).to_contain_text("Changed elsewhere", timeout=3000)
    expect(page.locator("#cancel-reason")).to_have_value("Half a rea")


def test_phone_opens_a_call_as_a_page_of_its_own(world, desk):
    call = desk.request()
    page = world.live(desk.ann, "/calls/", width=360, height=740)
    page.locator(f"{row(call)} .row-title").click()
    page.wait_for_url(f"**/calls/{call.public_id}/")
    page.get_by_role("button", name="Claim").click()
    page.get_by_text("It is yours.").wait_for()
    assert page.get_by_role("link", name="+1 212-555-0123").get_attribute("href") == "tel:+12125550123"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_works_without_javascript(world, desk):
    call = desk.request()
    page = world.open(desk.ann, "/calls/", java_script_enabled=False)
    page.locator(row(call)).get_by_role("button").click()
    page.get_by_text("Zoe Quintero: It is yours.").wait_for()
    page.locator(f"{row(call)} .row-title").click()
    page.get_by_role("link", name="Propose times").click()
    page.locator('input[name="times"]').first.check()
    page.get_by_role("button", name="Send these times").click()
    page.get_by_text("The customer has the times.").wait_for()
    assert fresh(call).answered_at is not None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("form", ["", "propose/", "confirm/", "hand-over/", "cancel/", "edit/"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(world, desk, form, scheme):
    call = desk.request(notes="The till beeps " * 8)
    desk.request()
    claim_call(call.pk, desk.ann, by=as_member(desk.ann), at=clock.now())
    for address in (f"/calls/{call.public_id}/{form}", "/calls/" if not form else ""):
        if not address:
            continue
        page = world.open(desk.ann, address, color_scheme=scheme)
        if address == "/calls/":
            page.wait_for_selector("#call-panel")
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
        shown = [(problem["id"], [node["html"][:160] for node in problem["nodes"]]) for problem in found]
        assert shown == [], address
        page.set_viewport_size({"width": 360, "height": 740})
        page.wait_for_timeout(200)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address


def test_call_that_begins_soon_says_so(world, desk):
    call = desk.request()
    claim_call(call.pk, desk.ann, by=as_member(desk.ann), at=clock.now())
    confirm_call(call.pk, starts_at=clock.now() + timedelta(minutes=20), by=as_member(desk.ann), at=clock.now())
    page = world.live(desk.ann, "/calls/")
    expect(page.locator(f"{row(call)} .sla")).to_contain_text(re.compile(r"in \d+ (min|hr)"))
