"""The call desk of the experiments: members who take calls around the clock, customers, a key that books for them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accounts.actions.create_api_key import create_api_key
from accounts.enums import Role
from accounts.models import Company, Customer
from bench.floor import Seller, signed_in
from core import clock
from core.actor import SYSTEM
from core.ids import new_id
from scheduling.models import CallPolicy, Topic
from workforce.actions import set_capacity
from workforce.enums import Work
from workforce.models import Team, TeamMembership, WorkingHours

HALF = timedelta(minutes=30)


@dataclass
class Desk:
    mark: str
    team: Team
    members: list[Seller]
    customers: list[Customer]
    key: str

    @property
    def authorization(self) -> str:
        return f"Api-Key {self.key}"

    def slot(self, number: int, *, days: int = 3) -> datetime:
        """That half hour, so many days ahead."""
        first = (clock.now() + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
        return first + number * HALF

    def body(self, customer: Customer, starts_at: datetime) -> dict[str, Any]:
        return {
            "customer_id": customer.public_id,
            "topic": "BILLING",
            "scheduling_type": "CALENDAR",
            "scheduled_date_time": starts_at.isoformat(),
            "timezone": "America/New_York",
            "contact_phone": "+12125550123",
            "notes": "The October invoice has one line too many.",
        }


def open_desk(members: int, customers: int) -> Desk:
    """The only team of its topic; nobody has booked anything."""
    mark = str(new_id())[-8:].upper()
    team = Team.objects.create(name=f"Bench calls {mark}", work=Work.CALL)
    people = [signed_in(f"caller{number}.{mark}", (Role.AGENT,)) for number in range(members)]
    TeamMembership.objects.bulk_create(TeamMembership(team=team, staff=one.staff) for one in people)
    WorkingHours.objects.bulk_create(
        WorkingHours(staff=one.staff, weekday=day, starts="00:00", ends="24:00") for one in people for day in range(7)
    )
    for one in people:
        set_capacity(one.staff, Work.CALL, 20, by=SYSTEM)
    topic = Topic.objects.get(code="BILLING")
    topic.teams.set([team])
    CallPolicy.objects.update_or_create(pk=1, defaults={"requests_per_day": 30_000})
    company = Company.objects.create(name=f"Bench {mark}")
    asking = Customer.objects.bulk_create(
        Customer(company=company, name=f"Customer {n}", email=f"c{n}.{mark}@bench.test") for n in range(customers)
    )
    _, key = create_api_key(f"bench {mark}", ["calls:book", "calls:handle"], by=SYSTEM, rate_per_minute=1_000_000)
    return Desk(mark, team, people, asking, key)


def overlaps() -> int:
    """Pairs of live bookings of one member that meet."""
    return _number(
        "SELECT count(*) FROM workforce_booking a JOIN workforce_booking b ON a.id < b.id "
        "AND a.staff_id = b.staff_id AND a.span && b.span WHERE a.blocking AND b.blocking "
        "AND a.state IN ('HELD', 'PENDING', 'CONFIRMED', 'IN_PROGRESS') "
        "AND b.state IN ('HELD', 'PENDING', 'CONFIRMED', 'IN_PROGRESS')"
    )


def deadlocks() -> int:
    """That PostgreSQL has broken in this database so far."""
    return _number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")


def _number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])
