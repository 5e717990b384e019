"""Members of staff for tests: working all day, every day, in UTC, with places for leads, unless told otherwise."""

from typing import Any

import factory

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core.actor import SYSTEM
from workforce import actions
from workforce.enums import Work
from workforce.models import Staff, Team, TeamMembership, WorkingHours


class StaffFactory(factory.django.DjangoModelFactory):
    """`StaffFactory(user__name="Ana", capacity={"AE": 5}, hours=[(0, "09:00", "17:00")])`.

    hours  rows of (weekday, starts, ends); None = around the clock
    capacity  places by kind of work
    """

    class Meta:
        model = Staff
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory, roles=[Role.AE], timezone="UTC")
    languages = factory.LazyFunction(lambda: ["en"])

    @factory.post_generation
    def hours(self: Any, create: bool, extracted: Any, **_: Any) -> None:
        rows = [(day, "00:00", "24:00") for day in range(7)] if extracted is None else extracted
        WorkingHours.objects.bulk_create(
            WorkingHours(staff=self, weekday=day, starts=starts, ends=ends) for day, starts, ends in rows
        )

    @factory.post_generation
    def capacity(self: Any, create: bool, extracted: Any, **_: Any) -> None:
        for work, places in ({Work.AE: 5} if extracted is None else extracted).items():
            actions.set_capacity(self, work, places, by=SYSTEM)


class TeamFactory(factory.django.DjangoModelFactory):
    """`TeamFactory(members=[ana, ben])`: the first is on duty before the second."""

    class Meta:
        model = Team
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Team {n}")
    work = Work.AE

    @factory.post_generation
    def members(self: Any, create: bool, extracted: Any, **_: Any) -> None:
        TeamMembership.objects.bulk_create(
            TeamMembership(team=self, staff=member, on_duty_rank=rank)
            for rank, member in enumerate(extracted or [], start=1)
        )
