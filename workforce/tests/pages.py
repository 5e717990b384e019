"""What tests of this app's pages share."""

from typing import Any

from django.test import Client

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core.ids import new_id

HTMX = {"HX-Request": "true"}


def browser_of(somebody: Any) -> Client:
    """Signed in as this member or user."""
    client = Client()
    client.force_login(getattr(somebody, "user", somebody))
    return client


def supervisor() -> Client:
    return browser_of(UserFactory(roles=[Role.SUPERVISOR], name="Kim Supervisor"))


def key() -> dict[str, str]:
    """The hidden field of a form that was shown once."""
    return {"idempotency_key": str(new_id())}


def week_fields(*days: list[tuple[str, str]]) -> dict[str, list[str]]:
    """The fields of the week's form; days that are not given are off."""
    fields = {}
    for number in range(7):
        spans = days[number] if number < len(days) else []
        fields[f"d{number}-starts"] = [starts for starts, _ends in spans]
        fields[f"d{number}-ends"] = [ends for _starts, ends in spans]
    return fields
