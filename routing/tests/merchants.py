"""Merchants for tests of routing, and what they need."""

from datetime import datetime
from typing import Any

from core import clock
from core.actor import SYSTEM
from core.ids import new_id
from routing.actions.receive_merchant import receive_merchant
from routing.actions.request_support import request_support
from routing.enums import Level, SupportType
from routing.models import IntakeRule, Merchant, WorkItem
from workforce.enums import Work
from workforce.models import Staff, Team
from workforce.tests.factories import StaffFactory, TeamFactory


def consultant(name: str, **own: Any) -> Staff:
    """An IC with room for five merchants."""
    return StaffFactory(user__name=name, **{"capacity": {Work.IC: 5}, "user__roles": ["IC"]} | own)


def ic_team(*members: Staff, **own: Any) -> Team:
    """The team that gets every merchant."""
    team = TeamFactory(work=Work.IC, members=list(members), **own)
    IntakeRule.objects.update_or_create(queue="IC", region="", defaults={"team": team})
    return team


def merchant(at: datetime | None = None, step: int | None = 9, **own: Any) -> Merchant:
    facts = {
        "email": f"{new_id()}@example.com",
        "business_name": "Corner Shop",
        "contact_name": "Jo Doe",
        "contact_phone": "+12125550123",
        "cohort": "ASSISTED",
        "zone": "America/New_York",
    }
    made, _ = receive_merchant(facts | own, step=step, by=SYSTEM.on(new_id()), at=at or clock.now())
    return made


def need(of: Merchant, at: datetime | None = None, **own: Any) -> WorkItem:
    """The merchant waits for help."""
    facts = {"support_type": SupportType.HARDWARE_SETUP, "duration_minutes": 45, "complexity": Level.MEDIUM}
    requested = request_support(of.pk, facts | own, by=SYSTEM, at=at or clock.now())
    return WorkItem.objects.get(pk=requested.entry.work_item_id)
