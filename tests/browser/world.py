"""A team, its leads, and the browsers of its people."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client

from accounts.tests.factories import PASSWORD, ApiKeyFactory
from core import clock
from routing.actions.assign_work import assign_work
from routing.actions.release_work import release_work
from routing.actions.schedule_callback import schedule_callback
from routing.models import WorkItem
from routing.tests.worlds import locked, person, waiting_item
from workforce.models import Staff
from workforce.tests.factories import StaffFactory, TeamFactory

#: A refused form is an answer, and a line that was cut is the test; Chromium calls both errors all the same. A live
#: answer that comes after the reader has chosen another filter finds its part gone, which is right. Leaving a page cuts
#: what it had asked for; where a line fails of itself Chromium says "Failed to load resource" besides.
EXPECTED = ("status of 409", "status of 422", "WebSocket", "oobErrorNoTarget", "htmx:afterRequest", "htmx:sendError")


class World:
    def __init__(self, server: str, new_context: Any) -> None:
        self.server, self.new_context = server, new_context
        self.complaints: list[str] = []
        self.password = make_password(PASSWORD)
        self.ann, self.bob = self.member("Ann Arbor"), self.member("Bob Barker")
        self.team = TeamFactory(members=[self.ann, self.bob])

    def member(self, name: str) -> Staff:
        return StaffFactory(user__name=name, user__password=self.password, capacity={"AE": 60}, presence="ONLINE")

    # -- what happens without a browser --------------------------------------------------------------

    def lead(self, name: str = "Corner Shop", **own: Any) -> WorkItem:
        with transaction.atomic():
            own = {"contact_phone": "+12125550123", "quote_value_estimate": 75_000} | own
            at = clock.now() - timedelta(minutes=own.pop("waited", 1))
            return waiting_item(self.team, business_name=name, at=at, **own)

    def give(self, item: WorkItem, staff: Staff) -> None:
        with transaction.atomic():
            assign_work(locked(item), staff, by=person(staff), at=clock.now())

    def promise(self, item: WorkItem, staff: Staff) -> None:
        with transaction.atomic():
            at = clock.now()
            schedule_callback(locked(item), at + timedelta(hours=3), note="about tills", by=person(staff), at=at)

    def release(self, item: WorkItem, staff: Staff) -> None:
        with transaction.atomic():
            release_work(locked(item), reason="not mine", by=person(staff), at=clock.now())

    def key(self) -> str:
        return f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}"

    # -- browsers ------------------------------------------------------------------------------------

    def page(self, somebody: Any = None, *, width: int = 1440, height: int = 900, **options: Any) -> Any:
        """A page of a new browser, signed in as that person; nobody when None."""
        context = self.new_context(viewport={"width": width, "height": height}, **options)
        if somebody is not None:
            client = Client()
            client.force_login(getattr(somebody, "user", somebody))
            context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.server}])
        page = context.new_page()
        page.on("pageerror", lambda problem: self.complaints.append(str(problem)))
        page.on("console", self._listen)
        return page

    def open(self, somebody: Any, address: str = "/queue/", **options: Any) -> Any:
        page = self.page(somebody, **options)
        page.goto(self.server + address)
        return page

    def live(self, somebody: Any, address: str = "/queue/", **options: Any) -> Any:
        """Open, and wait until the page says that it is live."""
        page = self.open(somebody, address, **options)
        page.wait_for_selector('[data-live-status][data-state="live"]')
        return page

    def _listen(self, message: Any) -> None:
        if message.type == "error" and not any(text in message.text for text in EXPECTED):
            self.complaints.append(message.text)


def row(item: WorkItem) -> str:
    """The row of that lead."""
    return f"#{item.queue_entry.lead.public_id}"


def box(locator: Any) -> Any:
    """Where it is; asked again when it was being fetched anew."""
    while (found := locator.bounding_box()) is None:
        locator.wait_for()
    return found
