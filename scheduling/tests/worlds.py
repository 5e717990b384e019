"""Small worlds for tests of calls."""

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import Customer
from accounts.tests.factories import CustomerFactory, UserFactory
from core.actor import Actor
from core.ids import new_id
from scheduling.actions import request_call
from scheduling.actions._limits import Asker
from scheduling.models import CallRequest, Topic
from workforce.enums import Work
from workforce.models import Staff, Team, TeamHours
from workforce.tests.factories import StaffFactory, TeamFactory

#: a Monday morning; everybody works around the clock in UTC unless told otherwise
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
SOON = NOW + timedelta(days=1)


def caller(name: str = "Ana", **own: Any) -> Staff:
    """A member who takes calls."""
    return StaffFactory(user__name=name, capacity={Work.CALL: 10}, **own)


def desk(*members: Staff, topic: str = "BILLING", **own: Any) -> Team:
    """A team that takes the calls of that topic."""
    team = TeamFactory(work=Work.CALL, members=list(members), **own)
    TeamHours.objects.bulk_create(TeamHours(team=team, weekday=day, starts="00:00", ends="24:00") for day in range(7))
    Topic.objects.get(code=topic).teams.add(team)
    return team


def customer(**own: Any) -> Customer:
    """Somebody of a company, who may sign in."""
    user = UserFactory(roles=["CUSTOMER"], **{k[6:]: v for k, v in own.items() if k.startswith("user__")})
    facts = {k: v for k, v in own.items() if not k.startswith("user__")}
    return CustomerFactory(user=user, name=user.name, email=user.email, phone="+12125550123", **facts)


def as_customer(who: Customer) -> Actor:
    assert who.user is not None
    return Actor(
        kind="customer",
        id=who.user.public_id,
        name=who.name,
        scopes=frozenset({"calls:book"}),
        user_id=who.user_id,
        ip="203.0.113.9",
    )


def as_member(staff: Staff, *scopes: str) -> Actor:
    return Actor(
        kind="staff",
        id=staff.public_id,
        name=staff.name,
        scopes=frozenset(scopes or ("calls:handle",)),
        user_id=staff.pk,
    )


def facts(topic: str = "BILLING", **own: Any) -> dict[str, Any]:
    """A valid request for a chosen time, tomorrow at nine."""
    said = {
        "topic": Topic.objects.get(code=topic),
        "scheduling_type": "CALENDAR",
        "scheduled_date_time": SOON,
        "timezone": "America/New_York",
        "contact_phone": "+12125550123",
    }
    return said | own


def flexible(topic: str = "BILLING", urgency: str = "THIS_WEEK", **own: Any) -> dict[str, Any]:
    said = facts(topic) | {
        "scheduling_type": "FLEXIBLE",
        "scheduled_date_time": None,
        "preferred_times": "weekday mornings",
        "urgency_level": urgency,
    }
    return said | own


def asker(who: Customer) -> Asker:
    return Asker(who.name, who.email, who)


def booked(who: Customer | None = None, at: datetime = NOW, **own: Any) -> CallRequest:
    """A call that is agreed for tomorrow at nine."""
    who = who or customer()
    return request_call(facts(**own), asker(who), by=as_customer(who).on(new_id()), at=at)


def waiting(who: Customer | None = None, at: datetime = NOW, **own: Any) -> CallRequest:
    """A flexible request in its team's line."""
    who = who or customer()
    return request_call(flexible(**own), asker(who), by=as_customer(who).on(new_id()), at=at)
