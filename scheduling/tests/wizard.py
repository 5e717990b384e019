"""A browser before the wizard: answers are posted as forms post them, and redirects followed as a reader would."""

import random
from datetime import datetime, timedelta
from html.parser import HTMLParser
from ipaddress import ip_address
from itertools import count
from typing import Any

from django.test import Client

from accounts.models import Customer
from core.links import short_code
from notifications.messages.calls_outside import CODE
from scheduling.models import CallDraft, EmailCheck
from scheduling.tests.worlds import NOW

_addresses = count(random.randrange(2**23))  # Redis remembers those of the last run

#: the next morning, within everybody's hours
NINE = datetime(NOW.year, NOW.month, NOW.day + 1, 9, tzinfo=NOW.tzinfo)

ANSWERS: dict[str, dict[str, Any]] = {
    "topic": {"topic": "BILLING"},
    "method": {"scheduling_type": "CALENDAR"},
    "time": {"scheduled_date_time": NINE.isoformat(), "timezone": "America/New_York"},
    "wishes": {"preferred_times": "weekday mornings", "urgency_level": "THIS_WEEK", "timezone": "America/New_York"},
    "who": {"name": "Gus Guest", "email": "gus@example.com"},
    "contact": {
        "contact_phone": "(212) 555-0123",
        "contact_phone_country": "US",
        "phone_type": "MOBILE",
        "preferred_contact_method": "PHONE",
    },
    "details": {"notes": "About my invoice", "language_preference": "en"},
    "review": {"understood": "on"},
}
CALENDAR = ("topic", "method", "time", "contact", "details")
FLEXIBLE = ("topic", "method", "wishes", "contact", "details")
FLEXIBLE_ANSWER = {"method": {"scheduling_type": "FLEXIBLE"}}


class Reader:
    """who: a customer who is signed in; a guest when None."""

    def __init__(self, who: Customer | None = None, ip: str = "") -> None:
        """Each from an address of its own: limits are counted by it."""
        self.ip = ip or str(ip_address("10.0.0.0") + next(_addresses))
        self.client = Client(REMOTE_ADDR=self.ip)
        if who is not None:
            self.client.force_login(who.user)

    @property
    def draft(self) -> CallDraft:
        return CallDraft.objects.latest("id")

    def get(self, step: str = "", **query: Any) -> Any:
        return self.client.get(address(step), query)

    def post(self, step: str, query: str = "", **own: Any) -> Any:
        return self.client.post(address(step) + query, ANSWERS.get(step, {}) | own)

    def part(self, step: str, target: str = "wizard", **query: Any) -> Any:
        return self.client.get(address(step), query, headers={"HX-Request": "true", "HX-Target": target})

    def begin(self) -> "Reader":
        self.client.post(address())
        return self

    def answer(self, *steps: str, **own: dict[str, Any]) -> "Reader":
        """Each question in order; own answers by step. Every one is accepted."""
        for step in steps:
            response = self.post(step, **own.get(step, {}))
            assert response.status_code == 302, (step, response.status_code, errors_of(response))
        return self

    def submit(self) -> Any:
        return self.post("review", draft=self.draft.public_id)

    def confirm_address(self) -> None:
        """The guest reads the mail and types the code."""
        check = EmailCheck.objects.latest("id")
        assert self.post("code", code=short_code(CODE, check.pk, check.version)).status_code == 302


def address(step: str = "") -> str:
    return f"/schedule-call/{step}/" if step else "/schedule-call/"


def where(response: Any) -> str:
    """Which question a redirect leads to."""
    return response["Location"].removeprefix("/schedule-call/").replace("/", "")


class _Errors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.depth, self.found = 0, []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        classes = (dict(attrs).get("class") or "").split()
        if self.depth or "field-error" in classes or "form-errors" in classes:
            self.depth += tag not in ("use", "input", "br")

    def handle_endtag(self, tag: str) -> None:
        if self.depth and tag not in ("use", "input", "br"):
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth and data.strip():
            self.found.append(" ".join(data.split()))


def errors_of(response: Any) -> list[str]:
    """What the page says is wrong, in order."""
    parser = _Errors()
    parser.feed(response.content.decode())
    return parser.found


def later(days: int = 0, hours: int = 0) -> str:
    return (NINE + timedelta(days=days, hours=hours)).isoformat()
