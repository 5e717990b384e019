"""Teams, their people and their work, as the wall board and the team board show them. Only what is open is read."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from accounts.scopes import Scope
from core.actor import Actor, staff_public_id
from routing.enums import OWNED, WAITING, Queue, State
from routing.kinds import KINDS
from routing.models import WorkItem
from routing.queries.line import sees_everything, visible_to
from workforce.enums import Presence, Work
from workforce.models import CapacitySlot, Team, TeamMembership


@dataclass(slots=True)
class Member:
    """Who is in a team, whether they are there, and how much they carry of how much they may.

    duty_rank  the lower, the sooner told of what nobody owns; None: not on the list
    """

    key: UUID
    name: str
    presence: str
    accepts_new: bool
    duty_rank: int | None = None
    taken: int = 0
    places: int = 0

    @property
    def public_id(self) -> str:
        return staff_public_id(self.key)

    @property
    def is_online(self) -> bool:
        return self.presence == Presence.ONLINE


@dataclass(slots=True)
class TeamLine:
    """One team for leads: what waits and since when, what is owned, what is late, and who is there."""

    key: UUID
    public_id: str
    name: str
    auto_assign: bool
    pending: int = 0
    owned: int = 0
    at_risk: int = 0
    breached: int = 0
    waiting_since: datetime | None = None
    people: list[Member] = field(default_factory=list)

    @property
    def online(self) -> int:
        return sum(person.is_online for person in self.people)

    @property
    def on_duty(self) -> Member | None:
        """Who is told of what nobody owns: the lowest rank that is online, else the lowest."""
        ranked = sorted((one for one in self.people if one.duty_rank is not None), key=lambda one: one.duty_rank or 0)
        return next((one for one in ranked if one.is_online), ranked[0] if ranked else None)


def seen_teams(by: Actor) -> QuerySet[Team]:
    """The teams for leads whose board the actor may open: all for supervisors, else their own."""
    teams = Team.objects.filter(work=Work.AE).order_by("name")
    if sees_everything(by):
        return teams
    return teams.filter(memberships__staff=by.user_id) if by.may(Scope.AE_QUEUE_READ) else teams.none()


def seen_members(by: Actor) -> QuerySet[TeamMembership]:
    """Who stands on those boards, once for each."""
    return TeamMembership.objects.filter(team__in=seen_teams(by).order_by(), staff__retired_at__isnull=True)


def lead_teams(at: datetime) -> list[TeamLine]:
    """Every team for leads, by name. Four statements, over what is open only."""
    teams = Team.objects.filter(work=Work.AE).order_by("name")
    lines = {team.pk: TeamLine(team.pk, team.public_id, team.name, team.auto_assign) for team in teams}
    running = Q(contact_met_at__isnull=True, due_at__isnull=False)
    counts = (
        WorkItem.objects.filter(queue=Queue.AE)
        .exclude(state=State.CLOSED)
        .values("team")
        .annotate(
            pending=Count("pk", filter=Q(state__in=WAITING)),
            owned=Count("pk", filter=Q(state__in=OWNED)),
            at_risk=Count("pk", filter=running & Q(warn_at__lte=at, due_at__gt=at)),
            breached=Count("pk", filter=running & Q(due_at__lte=at)),
            waiting_since=Min("queued_at", filter=Q(state__in=(State.QUEUED, State.OFFERED))),
        )
    )
    for row in counts:
        if line := lines.get(row["team"]):
            for name in ("pending", "owned", "at_risk", "breached", "waiting_since"):
                setattr(line, name, row[name])
    for key, people in members_of(lines).items():
        lines[key].people = people
    return list(lines.values())


def members_of(teams: Collection[UUID]) -> dict[UUID, list[Member]]:
    """Who is in these teams and has not left, by name. Two statements."""
    found: dict[UUID, list[Member]] = {team: [] for team in teams}
    rows = TeamMembership.objects.filter(team__in=found, staff__retired_at__isnull=True).order_by("staff__user__name")
    columns = ("staff", "staff__user__name", "staff__presence", "staff__accepts_new", "on_duty_rank")
    for team, *facts in rows.values_list("team", *columns):
        found[team].append(Member(*facts))
    everybody = {member.key for people in found.values() for member in people}
    slots = CapacitySlot.objects.filter(staff__in=everybody, work=Work.AE).order_by().values("staff")
    loads = slots.annotate(
        taken=Count("pk", filter=Q(taken=True)), places=Count("pk", filter=Q(surplus=False))
    ).values_list("staff", "taken", "places")
    carried = {staff: (taken, places) for staff, taken, places in loads}
    for people in found.values():
        for member in people:
            member.taken, member.places = carried.get(member.key, (0, 0))
    return found


#: what a board says of a lead
BOARD_COLUMNS = {
    "lead": "queue_entry__lead",
    "name": "queue_entry__lead__business_name",
    "state": "state",
    "team": "team",
    "team_name": "team__name",
    "owner": "owner",
    "queued_at": "queued_at",
    "warn_at": "warn_at",
    "due_at": "due_at",
    "met_at": "contact_met_at",
}


def longest_waiting(limit: int) -> list[dict[str, Any]]:
    """What nobody has taken for the longest time, over all teams. One statement, by index in that order."""
    items = WorkItem.objects.filter(queue=Queue.AE, state__in=(State.QUEUED, State.OFFERED))
    rows = items.order_by("queued_at", "id").values_list(*BOARD_COLUMNS.values())[:limit]
    return [dict(zip(BOARD_COLUMNS, row, strict=True)) for row in rows]


def board_of(team: UUID, *, by: Actor, each: int) -> list[dict[str, Any]]:
    """The open leads of a team, the most pressing `each` of every owner, and of those that nobody has. One statement.

    `of` is how many there are with that owner.
    """
    owners = Window(
        RowNumber(), partition_by=F("owner"), order_by=(F("score").desc(), F("due_at").asc(), F("id").asc())
    )
    items = visible_to(Queue.AE, by, team_view=True).filter(team=team).exclude(state=State.CLOSED)
    rows = items.annotate(place=owners, of=Window(Count("pk"), partition_by=F("owner"))).filter(place__lte=each)
    columns = [*BOARD_COLUMNS, "of"]
    found = rows.order_by("place").values_list(*BOARD_COLUMNS.values(), "of")
    return [dict(zip(columns, row, strict=True)) for row in found]


def may_read_journey(by: Actor, journey_id: UUID) -> bool:
    """Whether the journey is about work that the actor may see anyway."""
    seen = (kind.visible_to(by) for kind in KINDS.values())
    return any(items.filter(journey_id=journey_id).exists() for items in seen)
