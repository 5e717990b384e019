"""A reader before the schedule-a-call wizard, and the people who take the calls."""

from datetime import timedelta
from typing import Any

from accounts.models import Customer
from accounts.tests.factories import CustomerFactory, UserFactory
from core import clock
from core.actor import SYSTEM
from scheduling.actions import release_hold
from scheduling.models import CallDraft, CallHold, CallRequest, Topic
from workforce.enums import Work
from workforce.models import Staff, Team
from workforce.tests.factories import StaffFactory, TeamFactory

TOPICS = ("New services", "Account support", "Technical issues", "Billing questions", "General inquiry")
CALENDAR, FLEXIBLE = "Choose from available times", "Let the team contact me"


def caller(name: str = "Ana Calls", **own: Any) -> Staff:
    return StaffFactory(user__name=name, capacity={Work.CALL: 10}, **own)


def desk(*members: Staff, topic: str = "BILLING") -> Team:
    """These members alone take the calls of that topic, and nobody keeps a time: nothing is rolled back between tests,
    and all browsers have one network address."""
    for hold in CallHold.objects.live().select_related("booking"):
        release_hold(hold, by=SYSTEM, at=clock.now())
    team = TeamFactory(work=Work.CALL, members=list(members))
    about = Topic.objects.get(code=topic)
    about.teams.set([team])
    about.fallback_teams.clear()
    return team


def customer(**own: Any) -> Customer:
    user = UserFactory(roles=["CUSTOMER"], timezone="America/New_York", **own)
    return CustomerFactory(user=user, name=user.name, email=user.email, phone="", timezone="America/New_York")


class Wizard:
    """Each method does what a reader does, and waits until the page is there."""

    def __init__(self, page: Any, server: str) -> None:
        self.page, self.server = page, server

    # -- going on ------------------------------------------------------------------------------------

    def begin(self) -> "Wizard":
        self.page.goto(f"{self.server}/schedule-call/")
        self.page.get_by_role("button", name="Schedule now").click()
        return self.at("topic")

    def at(self, step: str) -> "Wizard":
        self.page.wait_for_selector(f'#wizard[data-step="{step}"]:not(.htmx-swapping)')
        return self

    @property
    def next_button(self) -> Any:
        return self.page.locator("[data-next]")

    def next(self, step: str) -> "Wizard":
        self.next_button.click()
        return self.at(step)

    def back(self, step: str) -> "Wizard":
        self.page.get_by_role("link", name="Back", exact=True).click()
        return self.at(step)

    def choose(self, text: str) -> "Wizard":
        self.page.get_by_role("radio", name=text).check()
        return self

    def to_method(self, topic: str = "Billing questions") -> "Wizard":
        return self.begin().choose(topic).next("method")

    def to_times(self, topic: str = "Billing questions") -> "Wizard":
        return self.to_method(topic).choose(CALENDAR).next("time")

    def to_wishes(self) -> "Wizard":
        return self.to_method().choose(FLEXIBLE).next("wishes")

    @property
    def free(self) -> Any:
        return self.page.locator("[data-slot]:not(:disabled)")

    def take(self, number: int = 3) -> str:
        """The so manieth free time that is shown is chosen, and kept; its instant. Not the first: it may become too
        soon while the test looks at it."""
        shown = self.page.locator("[data-day].is-shown [data-slot]:not(:disabled)")
        if self.page.viewport_size["width"] > 700:
            shown = self.free
        elif shown.count() <= number:  # late in the evening
            self.page.locator("[data-day-link].is-free").nth(1).click()
        slot = shown.nth(number)
        value = slot.get_attribute("value")
        slot.click()
        self.page.wait_for_selector("#wizard-side [data-hold]")
        return str(value)

    def to_contact(self) -> "Wizard":
        self.to_times().take()
        return self.next("contact")

    def phone(self, number: str = "2125550123") -> "Wizard":
        self.page.get_by_label("Phone number").press_sequentially(number)
        return self

    def to_review(self) -> "Wizard":
        return self.to_contact().phone().next("details").next("review")

    def confirm(self) -> str:
        """Sent; the number of the call."""
        self.page.get_by_label("I understand").check()
        self.page.get_by_role("button", name="Confirm call request").click()
        self.page.wait_for_url("**/schedule-call/booked/**")
        return str(self.page.locator(".done-number").inner_text())

    # -- what is seen --------------------------------------------------------------------------------

    @property
    def errors(self) -> list[str]:
        return [text.strip() for text in self.page.locator(".field-error:visible").all_inner_texts()]

    def said(self) -> str:
        """What a screen reader was told last."""
        return str(self.page.locator("#wizard-said").inner_text())

    def focused(self, what: str = "id") -> Any:
        return self.page.evaluate(f"document.activeElement.{what}")


def draft_of(who: Customer) -> CallDraft:
    return CallDraft.objects.filter(customer=who).latest("id")


def call_of(who: Customer) -> CallRequest:
    return CallRequest.objects.shown().filter(customer=who).latest("id")


DAY = timedelta(days=1)
