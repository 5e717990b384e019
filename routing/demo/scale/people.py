"""Teams and members of the grown world."""

import random
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.enums import Role
from accounts.models import User
from core.actor import staff_public_id
from routing.demo.businesses import CATEGORIES, FIRST, LAST
from routing.demo.people import NEW_YORK, NINE_TO_FIVE, PASSWORD, WEEKDAYS
from routing.demo.scale.copying import copy_rows
from workforce.enums import Work
from workforce.models import CapacitySlot, Staff, Team, TeamMembership, WorkingHours

DOMAIN = "scale.test"
OPEN_PER_TEAM, PEOPLE_PER_TEAM, PLACES = 500, 10, 50


@dataclass(frozen=True, slots=True)
class Crew:
    """Who takes the entries of one queue. teams: how their names begin; login: how the members' addresses do"""

    work: Work
    role: Role
    title: str
    teams: str
    login: str


SELLERS = Crew(Work.AE, Role.AE, "Account executive", "Scale", "ae")
CONSULTANTS = Crew(Work.IC, Role.IC, "Implementation consultant", "Scale IC", "ic")


@dataclass(frozen=True, slots=True)
class Seat:
    """A free place of a member."""

    slot_id: int
    owner: "Member"


@dataclass(frozen=True, slots=True)
class Member:
    key: UUID
    public_id: str
    name: str
    team_id: UUID


def form_teams(crew: Crew, open_entries: int, chance: random.Random) -> None:
    """As many teams of the crew as that many open entries need exist, each with its people, hours and places."""
    wanted = max(2, -(-open_entries // OPEN_PER_TEAM))
    there = Team.objects.filter(name__startswith=f"{crew.teams} ", work=crew.work).count()
    password = make_password(PASSWORD)
    for number in range(there + 1, wanted + 1):
        with transaction.atomic():
            _form_team(crew, number, password, chance)


def _form_team(crew: Crew, number: int, password: str, chance: random.Random) -> None:
    team = Team.objects.create(name=f"{crew.teams} {number:03d}", work=crew.work, timezone=NEW_YORK)
    first = (number - 1) * PEOPLE_PER_TEAM + 1
    users = [
        User(
            email=f"{crew.login}{person}@{DOMAIN}",
            name=f"{chance.choice(FIRST['en'])} {chance.choice(LAST['en'])}",
            roles=[crew.role.value],
            timezone=NEW_YORK,
            password=password,
        )
        for person in range(first, first + PEOPLE_PER_TEAM)
    ]
    User.objects.bulk_create(users)
    people = [
        Staff(
            user=user,
            title=crew.title,
            languages=["en"],
            skills=sorted(chance.sample(sorted(CATEGORIES), 3)),
            country="US",
        )
        for user in users
    ]
    Staff.objects.bulk_create(people)
    TeamMembership.objects.bulk_create(
        TeamMembership(team=team, staff=staff, on_duty_rank=1 if rank == 0 else None)
        for rank, staff in enumerate(people)
    )
    WorkingHours.objects.bulk_create(
        WorkingHours(staff=staff, weekday=day, starts=starts, ends=ends)
        for staff in people
        for day in WEEKDAYS
        for starts, ends in NINE_TO_FIVE
    )
    copy_rows(
        "workforce_capacityslot",
        (
            {
                "staff_id": staff.pk, "work": crew.work.value, "number": place, "taken": False, "surplus": False,
                "paused": False, "last_taken_at": None,
            }
            for staff in people
            for place in range(1, PLACES + 1)
        ),
    )  # fmt: skip


def members(crew: Crew) -> list[Member]:
    theirs = TeamMembership.objects.filter(staff__user__email__endswith=f"@{DOMAIN}", team__work=crew.work)
    rows = theirs.order_by("staff_id")
    return [
        Member(key, staff_public_id(key), name, team)
        for key, name, team in rows.values_list("staff_id", "staff__user__name", "team_id")
    ]


def free_seats(crew: Crew, people: list[Member]) -> list[Seat]:
    """Free places, everybody's first before anybody's second."""
    by_key = {member.key: member for member in people}
    rows = CapacitySlot.objects.filter(staff__in=list(by_key), work=crew.work, taken=False, surplus=False)
    return [
        Seat(slot, by_key[staff]) for slot, staff in rows.order_by("number", "staff_id").values_list("id", "staff_id")
    ]
