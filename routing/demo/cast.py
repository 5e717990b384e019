"""Who is in the demo world, for whoever tells what they do."""

import random
from datetime import datetime
from uuid import UUID

from accounts.actors import actor_for
from accounts.models import User
from core.actor import SYSTEM, Actor
from core.ids import new_id
from routing.demo.businesses import Businesses
from workforce.models import Staff, Team

SEED = 20260


class Cast:
    """Everybody by login name ("ae1"), teams by name, one seeded source of chance, and the instant it is now.

    Names, facts and lives are the same each time; only the instants move with `at`.
    """

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.random = random.Random(SEED)  # noqa: S311  (believable, not secret)
        self.businesses = Businesses(self.random)
        self.users: dict[str, User] = {}
        self.staff: dict[str, Staff] = {}
        self.teams: dict[str, Team] = {}

    def actor(self, login: str) -> Actor:
        return actor_for(self.users[login])

    def actor_of(self, staff_id: UUID) -> Actor:
        return actor_for(next(user for user in self.users.values() if user.pk == staff_id))

    @staticmethod
    def newcomer() -> Actor:
        """The system on behalf of somebody who arrives: a new story begins."""
        return SYSTEM.on(new_id())
