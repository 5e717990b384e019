"""Small worlds for tests of routing."""

from datetime import datetime
from typing import Any

from core import clock
from core.actor import SYSTEM, Actor
from core.ids import new_id
from routing.actions.change_owner import lock_item
from routing.actions.receive_lead import receive_lead
from routing.models import IntakeRule, RoutingPolicy, WorkItem
from routing.queries.policies import forget_policies
from workforce.models import Staff, Team

BIG = {"annual_revenue": 2_500_000, "number_of_locations": 12}


def lead_facts(**own: Any) -> dict[str, Any]:
    """What a valid enquiry says; its email is its own."""
    facts = {
        "email": f"{new_id()}@example.com",
        "business_name": "Corner Shop",
        "contact_name": "Jo Doe",
        "business_category": "RETAIL",
        "channel": "WEBSITE",
        "region": "US",
        **BIG,
    }
    return facts | own


def waiting_item(team: Team, at: datetime | None = None, **own: Any) -> WorkItem:
    """A lead in the line of that team."""
    IntakeRule.objects.get_or_create(queue="AE", region=str(team.pk)[-12:].upper(), defaults={"team": team})
    facts = lead_facts(region=str(team.pk)[-12:].upper(), **own)
    received = receive_lead(facts, by=SYSTEM.on(new_id()), at=at or clock.now())
    assert received.entry is not None
    return WorkItem.objects.get(pk=received.entry.work_item_id)


def person(staff: Staff, *scopes: str) -> Actor:
    """The member as an actor."""
    return Actor(
        kind="staff",
        id=staff.public_id,
        name=staff.name,
        scopes=frozenset(scopes or ("ae:queue:read", "ae:queue:assign")),
        user_id=staff.pk,
    )


def overflow(on: bool) -> None:
    """Whether the shipped policy goes beyond capacity."""
    RoutingPolicy.objects.update(overflow=on)
    forget_policies()


def locked(item: WorkItem) -> WorkItem:
    return lock_item(item.pk)
