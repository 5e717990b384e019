"""The sales floor of the experiments: account executives of the bench's own, signed in, and leads for them."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.actions import create_user
from accounts.actions.open_login import open_login
from accounts.enums import Medium, Role
from accounts.models import LoginSession, User
from accounts.tokens import issue_access
from core import clock
from core.actor import SYSTEM
from core.ids import new_id
from routing.actions.receive_lead import receive_lead
from routing.enums import State
from routing.models import IntakeRule, RoutingPolicy, WorkItem
from routing.queries.policies import forget_policies
from workforce.actions import set_capacity
from workforce.enums import Work
from workforce.models import Staff, Team, TeamMembership

TOKEN_GOOD_FOR = 200.0  # seconds, well below the life of an access token


@dataclass
class Seller:
    """An AE with a login."""

    user: User
    staff: Staff
    login: LoginSession
    _token: str = field(default="", repr=False)
    _made: float = field(default=float("-inf"), repr=False)

    @property
    def bearer(self) -> str:
        if time.monotonic() - self._made > TOKEN_GOOD_FOR:
            self._token, self._made = issue_access(self.user, self.login, at=clock.now()), time.monotonic()
        return f"Bearer {self._token}"


@dataclass
class Floor:
    team: Team
    region: str
    sellers: list[Seller]

    def set_places(self, places: int) -> None:
        for seller in self.sellers:
            set_capacity(seller.staff, Work.AE, places, by=SYSTEM)

    def receive(self, count: int) -> list[str]:
        """That many leads in the team's line; their public ids."""
        found = []
        for _ in range(count):
            received = receive_lead(lead_facts(self.region), by=SYSTEM.on(new_id()), at=clock.now())
            found.append(received.lead.public_id)
        return found

    @property
    def waiting(self) -> int:
        return WorkItem.objects.filter(team=self.team, state=State.QUEUED).count()


def lead_facts(region: str, **own: Any) -> dict[str, Any]:
    name = str(new_id())
    return {
        "email": f"{name}@example.com",
        "business_name": f"Corner Shop {name[-4:]}",
        "contact_name": "Jo Doe",
        "business_category": "RETAIL",
        "channel": "WEBSITE",
        "region": region,
        "annual_revenue": 2_500_000,
        "number_of_locations": 12,
        **own,
    }


def lead_body(region: str) -> dict[str, Any]:
    """An enquiry as the API takes it."""
    facts = lead_facts(region)
    return {
        "email": facts["email"],
        "business_name": facts["business_name"],
        "business_category": facts["business_category"],
        "contact": {"name": facts["contact_name"]},
        "profile": {"annual_revenue": 2_500_000, "number_of_locations": 12, "region": region},
        "source": {"channel": facts["channel"]},
    }


def open_floor(sellers: int, places: int, *, auto_assign: bool = False, roles: Sequence[Role] = (Role.AE,)) -> Floor:
    """A team of that many AEs with that many places each; overflow is off everywhere."""
    mark = str(new_id())[-8:].upper()
    team = Team.objects.create(name=f"Bench {mark}", work=Work.AE, auto_assign=auto_assign)
    IntakeRule.objects.create(queue=Work.AE, region=mark, team=team)
    RoutingPolicy.objects.update(overflow=False)
    forget_policies()
    floor = Floor(team, mark, [signed_in(f"seller{number}.{mark}", roles) for number in range(sellers)])
    TeamMembership.objects.bulk_create(
        TeamMembership(team=team, staff=seller.staff, on_duty_rank=1 if rank == 0 else None)
        for rank, seller in enumerate(floor.sellers)
    )
    floor.set_places(places)
    return floor


def signed_in(name: str, roles: Sequence[Role]) -> Seller:
    user = create_user(f"{name}@bench.test", name, [str(role) for role in roles], None, by=SYSTEM)
    staff = Staff.objects.create(user=user, languages=["en"])
    return Seller(user, staff, open_login(user, medium=Medium.API, by=SYSTEM))
