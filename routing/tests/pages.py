"""What tests of the pages share: two members of a team, a stranger, and their browsers."""

from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core import clock
from core.ids import new_id
from routing.actions.assign_work import assign_work
from routing.models import WorkItem
from routing.tests.worlds import locked, person

HTMX = {"HX-Request": "true"}


def browser_of(somebody: Any) -> Client:
    """Signed in as this member or user."""
    client = Client()
    client.force_login(getattr(somebody, "user", somebody))
    return client


def admin() -> Client:
    return browser_of(UserFactory(roles=[Role.ADMIN], name="Kim Admin"))


def lead_id(item: WorkItem) -> str:
    return item.queue_entry.lead.public_id


def page(name: str, item: WorkItem) -> str:
    return reverse(name, args=[lead_id(item)])


def give(item: WorkItem, staff: Any, **kwargs: Any) -> None:
    assign_work(locked(item), staff, by=person(staff), at=clock.now(), **kwargs)


def key() -> dict[str, str]:
    """The hidden field of a form that was shown once."""
    return {"idempotency_key": str(new_id())}


def state(item: WorkItem) -> tuple[str, Any]:
    return WorkItem.objects.values_list("state", "owner_id").get(pk=item.pk)
