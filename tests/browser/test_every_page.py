"""What every page owes everybody: it fits a phone, it can be perceived and operated, in light and in dark."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from accounts.actors import actor_for
from accounts.enums import Role
from accounts.tests.factories import PASSWORD, UserFactory
from core import clock
from core.actor import SYSTEM
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.prepare_batch import prepare_batch
from routing.actions.run_batch import run_batches
from routing.actions.start_batch import start_batch
from routing.tests.worlds import locked
from tests.browser.world import row
from workforce.actions import add_time_off, book, save_shift, set_country, set_hours_override
from workforce.models import BlackoutDay, TeamHours

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def addresses(world):
    """Name → (who looks, where); with a row of each state on the queue."""
    for number in range(3):
        world.lead(f"Waiting {number} of a rather long name and company, limited", waited=number * 12)
    mine, routed = world.lead("Mine"), world.lead("Routed")
    world.give(mine, world.ann)
    world.promise(mine, world.ann)
    with transaction.atomic():
        decision = auto_assign_work(locked(routed), by=SYSTEM, at=clock.now()).decision
    lead, supervisor = row(mine).lstrip("#"), UserFactory(roles=[Role.SUPERVISOR])
    return {
        "login": (None, "/login/"),
        "queue": (world.ann, "/queue/"),
        "lead": (world.ann, f"/leads/{lead}/"),
        "log a contact": (world.ann, f"/leads/{lead}/log/"),
        "promise a call": (world.ann, f"/leads/{lead}/callback/"),
        "park": (world.ann, f"/leads/{lead}/park/"),
        "actions": (world.ann, "/actions/"),
        "decision": (world.ann, f"/decisions/{decision.public_id}/"),
        "profile": (world.ann, "/profile/"),
        "calendar address": (world.ann, "/calendar/feed/"),
        "bell": (world.ann, "/notifications/"),
        "wall": (supervisor, "/wall/"),
        "team": (world.ann, "/team/"),
        "team for supervisors": (supervisor, f"/team/?team={world.team.public_id}"),
        "figures": (supervisor, "/figures/"),
        "figures of calls": (supervisor, "/figures/calls/"),
        "list of the admin": (UserFactory(roles=[Role.ADMIN]), "/admin/workforce/staff/"),
        "decisions": (supervisor, "/decisions/"),
        "policies": (supervisor, "/policies/"),
        "policy": (supervisor, "/policies/AE/"),
        "versions of a policy": (supervisor, "/policies/AE/versions/"),
        "search": (world.ann, "/search/?q=waiting"),
        **_own_time(world, supervisor),
        **_long_work(supervisor),
    }


def _own_time(world, supervisor):
    """A member with time off, a changed day, a booking that does not fit, and a team with shifts."""
    today, staff, team = clock.now().date(), world.ann.public_id, world.team.public_id
    at = clock.now() + timedelta(hours=1)
    with transaction.atomic():
        book(world.ann.pk, starts_at=at, ends_at=at + timedelta(hours=1), purpose="CALL", title="Call Jo", by=SYSTEM)
        add_time_off(world.ann, starts_on=today, ends_on=today + timedelta(days=1), reason="Dentist", by=SYSTEM)
        set_hours_override(world.ann, today + timedelta(days=2), [("10:00", "14:00")], by=SYSTEM)
        set_country(world.ann, "US", "CA", by=SYSTEM)
        shift = save_shift(world.team, "Early", [("07:00", "15:00")], by=SYSTEM)
        BlackoutDay.objects.get_or_create(date=today + timedelta(days=3), defaults={"name": "Stocktaking"})
        TeamHours.objects.bulk_create(
            TeamHours(team=world.team, weekday=day, starts="08:00", ends="18:00") for day in range(7)
        )
    return {
        "my hours": (world.ann, "/my-hours/"),
        "my calendars": (world.ann, "/my-calendars/"),
        "one day": (world.ann, f"/staff/{staff}/days/{today}/"),
        "time off": (world.ann, f"/staff/{staff}/time-off/"),
        "holidays": (world.ann, f"/staff/{staff}/country/"),
        "calendar": (world.ann, "/calendar/"),
        "calendar of a day": (supervisor, f"/staff/{staff}/calendar/?view=day"),
        "team availability": (supervisor, f"/team/{team}/availability/"),
        "rota": (supervisor, f"/team/{team}/rota/"),
        "shift": (supervisor, f"/shifts/{shift.public_id}/"),
        "days off": (supervisor, "/closures/"),
    }


def _long_work(supervisor):
    """An import that somebody looks at, and one that is under way with a refused row."""
    by, at = actor_for(supervisor), clock.now()
    parameters = {"header": ["Email", "Company", "Contact"], "file": "leads.csv"}
    parameters["columns"] = {"0": "email", "1": "business_name", "2": "contact_name"}
    rows = [["a@example.com", "Corner Shop", "Jo Doe"], ["nothing", "", "Jo Doe"]]
    with transaction.atomic():
        draft, running = (prepare_batch("IMPORT", rows, parameters=parameters, by=by, at=at) for _ in range(2))
        start_batch(running.pk, by=by, at=at)
    run_batches()
    return {
        "import": (supervisor, "/import/"),
        "preview of an import": (supervisor, f"/import/{draft.public_id}/"),
        "batch": (supervisor, f"/batches/{running.public_id}/"),
        "batches": (supervisor, "/batches/"),
        "hand over": (supervisor, "/reassign/"),
    }


PAGES = [
    "login", "queue", "lead", "log a contact", "promise a call", "park", "actions",
    "decision", "profile", "calendar address", "bell", "decisions", "policies",
    "policy", "versions of a policy",
    "search", "wall", "team", "team for supervisors", "figures",
    "figures of calls", "list of the admin",
    "my calendars",
    "my hours", "one day", "time off", "holidays", "calendar", "calendar of a day", "team availability", "rota",
    "shift", "days off",
    "import", "preview of an import", "batch", "batches", "hand over",
]  # fmt: skip
#: also held to what axe calls best practice: landmarks, each with a name of its own
WELL_DIVIDED = ("figures", "figures of calls", "list of the admin")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(world, addresses, name, scheme):
    somebody, address = addresses[name]
    page = world.open(somebody, address, color_scheme=scheme)
    if name == "queue":
        page.wait_for_selector("#lead-panel")
    page.evaluate(AXE)
    rules = [*RULES, "best-practice"] if name in WELL_DIVIDED else RULES
    found = page.evaluate("rules => axe.run({runOnly: rules})", rules)["violations"]
    shown = [(problem["id"], [node["html"][:160] for node in problem["nodes"]]) for problem in found]
    assert shown == []


@pytest.mark.parametrize("name", PAGES)
def test_phone_never_scrolls_sideways(world, addresses, name):
    somebody, address = addresses[name]
    page = world.open(somebody, address, width=360, height=740)
    page.wait_for_load_state("networkidle") if somebody is None else page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_phone_opens_a_lead_as_a_page_of_its_own(world):
    item = world.lead("On The Road")
    page = world.live(world.ann, width=360, height=740)
    page.locator(f"{row(item)} .row-title").click()
    page.wait_for_url(f"**/leads/{row(item)[1:]}/")
    page.get_by_role("button", name="Claim").click()
    page.get_by_text("On The Road is yours.").wait_for()
    assert page.get_by_role("link", name="+1 212-555-0123").get_attribute("href") == "tel:+12125550123"


def test_login_leads_to_the_queue(world):
    page = world.open(None, "/queue/")
    page.get_by_label("Email").fill(world.ann.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{world.server}/queue/")
    assert page.title() == "My queue · Switchboard"
