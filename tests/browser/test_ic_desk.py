"""A consultant's morning: by keyboard, live in two browsers, on a phone."""

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core import clock
from routing.models import IntakeRule, WorkItem
from routing.tests.merchants import merchant, need
from scheduling.models import IcSession
from scheduling.tests.session_pages import planned
from tests.browser.test_every_page import AXE, RULES
from tests.browser.world import box
from workforce.enums import Work
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.browser


class Desk:
    """Two consultants of a team with a region of its own, and the merchants of that."""

    def __init__(self, world):
        self.world = world
        self.grace, self.tom = self.member("Grace Hopper"), self.member("Tom Anderson")
        self.team = TeamFactory(work=Work.IC, members=[self.grace, self.tom])
        self.region = str(self.team.pk)[-12:].upper()
        IntakeRule.objects.create(queue="IC", region=self.region, team=self.team)

    def member(self, name):
        return StaffFactory(
            user__name=name,
            user__roles=["IC"],
            user__password=self.world.password,
            capacity={"IC": 20},
            hours=[(day, "08:00", "18:00") for day in range(7)],
            presence="ONLINE",
        )

    def shop(self, name="Corner Shop", **own):
        with transaction.atomic():
            return merchant(business_name=name, region=self.region, **own)

    def need(self, name="Corner Shop", **own):
        of = self.shop(name)
        with transaction.atomic():
            return need(of, at=clock.now() - timedelta(minutes=own.pop("waited", 1)), **own)

    def session(self, name="Corner Shop", **own):
        of = self.shop(name)
        with transaction.atomic():
            need(of)
            return planned(self.grace, of, **own)


@pytest.fixture
def desk(world):
    return Desk(world)


def row(item):
    return f"#{item.ic_entry.public_id}"


def ready(page, letter, part="#merchant-panel"):
    """The panel shows what that key does: it has been fetched again since the last thing happened."""
    expect(page.locator(f'{part} [data-key="{letter}"]')).to_be_visible()


def test_morning_by_keyboard_and_a_colleague_sees_it(world, desk):
    first = desk.need("First Of All", waited=60)
    grace, tom = world.live(desk.grace, "/queue/ic/"), world.live(desk.tom, "/queue/ic/")
    expect(grace.locator(row(first))).to_be_visible()
    item = desk.need("Fine Dining")
    for page in (grace, tom):
        expect(page.locator(row(item))).to_be_visible(timeout=3000)
    press = grace.keyboard.press
    press("j")
    press("j")
    press("c")
    expect(grace.get_by_text("Fine Dining is yours.")).to_be_visible()
    expect(tom.locator(".is-leaving .left-note")).to_have_text("taken by G. Hopper", timeout=3000)
    expect(tom.locator(row(item))).to_have_count(0)

    expect(grace.locator("#merchant-panel h2")).to_have_text("Fine Dining")
    ready(grace, "s")
    press("s")
    expect(grace.locator('[name="starts_at"]').first).to_be_focused()
    press("ArrowDown")
    press("Control+Enter")
    expect(grace.get_by_text("Fine Dining: The session is scheduled.")).to_be_visible()
    expect(grace.locator(f"{row(item)} .need-hour")).to_be_visible(timeout=3000)
    ready(grace, "o")
    press("o")
    grace.wait_for_url("**/sessions/sess_*/")

    ready(grace, "s", "#session-panel")
    press("s")
    expect(grace.get_by_text("Fine Dining: The session has begun.")).to_be_visible()
    boxes = grace.locator(".session-agenda input")
    expect(boxes.first).to_be_visible(timeout=3000)
    boxes.first.press("Space")
    grace.reload()
    expect(boxes.first).to_be_checked()
    ready(grace, "e", "#session-panel")
    press("e")
    expect(grace.locator("#complete-outcome")).to_be_focused()
    expect(grace.locator('[name="done"]').first).to_be_checked()
    grace.keyboard.type("Some")
    grace.wait_for_timeout(1100)  # a session that ends as it begins is none
    press("Control+Enter")
    expect(grace.get_by_text("Fine Dining: The session is over.")).to_be_visible()
    expect(grace.locator("#session-panel .state").first).to_have_text("Completed", timeout=3000)
    expect(grace.get_by_role("heading", name="Follow-ups")).to_be_visible()
    session = IcSession.objects.get(merchant__business_name="Fine Dining", merchant__region=desk.region)
    assert (session.outcome, len(session.items_completed)) == ("PARTIAL", 1)
    expect(tom.locator('[data-row]:has-text("Fine Dining")')).to_be_visible(timeout=3000)


def test_phone_shows_merchant_and_session_as_pages_of_their_own(world, desk):
    session = desk.session("On The Road")
    item = WorkItem.objects.get(pk=session.entry.work_item_id)
    page = world.live(desk.grace, "/queue/ic/", width=360, height=740)
    page.locator(f"{row(item)} .row-title").click()
    page.wait_for_url("**/merchants/merch_*/?need=*")
    page.get_by_role("link", name="Open the session").click()
    page.wait_for_url(f"**/sessions/{session.public_id}/")
    expect(page.get_by_role("link", name="+1 212-555-0123")).to_have_attribute("href", "tel:+12125550123")


def test_another_time_without_javascript(world, desk):
    session = desk.session("By Hand")
    page = world.open(desk.grace, f"/sessions/{session.public_id}/", java_script_enabled=False)
    page.get_by_role("link", name="Another time").click()
    page.locator('[name="starts_at"]').last.check()
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("By Hand: The session has been moved.")).to_be_visible()
    assert IcSession.objects.get(pk=session.pk).moved_times == 1


def week_of(session):
    return f"/calendar/?date={session.scheduled_for.date()}"


def test_session_is_moved_in_the_calendar_by_keyboard(world, desk):
    session = desk.session("By Key")
    page = world.live(desk.grace, week_of(session))
    link = page.locator(".cal-link", has_text="By Key")
    link.focus()
    page.keyboard.press("m")
    slots = page.locator('#cal-dialog [name="starts_at"]')
    expect(slots.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.value")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("By Key: The session has been moved.")).to_be_visible()
    expect(page.locator("#cal-dialog")).to_be_hidden()
    assert IcSession.objects.get(pk=session.pk).scheduled_for.isoformat() == chosen


def drag(page, item, end):
    """Taken up, again if it was fetched anew under the hand, and let go there. What lies under the way is told of
    every step: the browser sends no dragover for a single one."""
    for _ in range(10):
        start = box(item)
        page.mouse.move(start["x"] + 20, start["y"] + 6)
        page.mouse.down()
        page.mouse.move(end[0], end[1] - 10)
        if page.locator(".is-dragged").count():
            break
        page.mouse.up()
    page.mouse.move(*end, steps=3)
    page.mouse.up()


def test_session_is_dragged_and_put_back_where_it_cannot_be(world, desk):
    session = desk.session("By Hand", hour=10)
    other = desk.session("In The Way", hour=14)
    page = world.live(desk.grace, week_of(session), height=1700)
    item = page.locator("[data-move]", has_text="By Hand")
    column = page.locator(f'[data-day="{session.scheduled_for.date()}"]')

    def drop(hour):
        calendar, day = page.locator("#calendar"), box(column)
        first, hours = (int(calendar.get_attribute(name)) for name in ("data-first-hour", "data-hours"))
        y = day["y"] + (hour - first) / hours * day["height"] + 6
        drag(page, item, (day["x"] + 30, y))

    drop(12)
    expect(page.get_by_text("By Hand is at")).to_be_visible()
    expect(item).to_contain_text("12:00–13:00")
    assert IcSession.objects.get(pk=session.pk).scheduled_for == session.scheduled_for + timedelta(hours=2)
    drop(14)
    expect(page.get_by_text("That time is taken.")).to_be_visible()
    expect(item).to_contain_text("12:00–13:00")
    assert IcSession.objects.get(pk=other.pk).scheduled_for == other.scheduled_for


def test_session_goes_to_a_colleague_by_hand_and_by_key(world, desk):
    session = desk.session("By Hand", hour=10)
    boss = UserFactory(roles=[Role.SUPERVISOR])
    week = f"/team/{desk.team.public_id}/availability/?week={session.scheduled_for.date()}"
    page = world.live(boss, week, height=1200)
    row = {one: page.locator(f'[data-member="{one.public_id}"]') for one in (desk.grace, desk.tom)}
    cell = box(row[desk.tom].locator("td").nth(2))
    drag(page, row[desk.grace].locator("[data-hand]"), (cell["x"] + 20, cell["y"] + 20))
    expect(page.get_by_text("By Hand has a new owner.")).to_be_visible()
    moved = row[desk.tom].locator("[data-hand]", has_text="By Hand")
    expect(moved).to_contain_text("10:00–11:00")
    expect(row[desk.grace].locator("[data-hand]")).to_have_count(0)
    assert IcSession.objects.get(pk=session.pk).ic == desk.tom

    moved.locator("a").focus()
    page.keyboard.press("h")
    expect(page.locator("#cal-dialog [name=to]")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(row[desk.grace].locator("[data-hand]", has_text="By Hand")).to_be_visible()
    expect(page.locator("#cal-dialog")).to_be_hidden()
    assert IcSession.objects.get(pk=session.pk).ic == desk.grace


def addresses(desk):
    """Every page that consultants have, with something of each kind on it."""
    session = desk.session("A rather long name of a merchant and company, limited", hour=16)
    for number in range(2):
        desk.need(f"Waiting {number}", waited=number * 90, support_type="TRAINING")
    shop = session.merchant.public_id
    return {
        "queue": "/queue/ic/",
        "merchant": f"/merchants/{shop}/",
        "session": f"/sessions/{session.public_id}/",
        "schedule": f"/merchants/{shop}/schedule/",
        "move": f"/sessions/{session.public_id}/move/",
        "calendar": week_of(session),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(world, desk, scheme):
    page = world.page(desk.grace, color_scheme=scheme)
    for name, address in addresses(desk).items():
        page.goto(world.server + address)
        if name == "queue":
            page.wait_for_selector("#merchant-panel")
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
        assert (name, [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]) == (name, [])


def test_phone_never_scrolls_sideways(world, desk):
    page = world.page(desk.grace, width=360, height=740)
    for name, address in addresses(desk).items():
        page.goto(world.server + address)
        page.wait_for_timeout(200)
        assert (name, page.evaluate("document.documentElement.scrollWidth")) == (name, 360)
