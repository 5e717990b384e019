"""Figures over several apps."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from core.actor import Actor
from routing.enums import OWNED, WAITING, Queue, State
from routing.models import WorkItem
from routing.queries.ae_queue import visible_to
from workforce.enums import Presence, Work
from workforce.models import Team, TeamMembership


@dataclass(slots=True)
class TeamLine:
    """One team for leads: what waits, what is owned, what is late, and who is there."""

    name: str
    auto_assign: bool
    pending: int = 0
    owned: int = 0
    at_risk: int = 0
    breached: int = 0
    people: list[dict[str, str]] = field(default_factory=list)

    @property
    def online(self) -> int:
        return sum(person["presence"] == Presence.ONLINE.lower() for person in self.people)


def lead_teams(at: datetime) -> list[TeamLine]:
    """Every team for leads, by name. Three statements, over what is open only."""
    lines = {
        team.pk: TeamLine(team.name, team.auto_assign) for team in Team.objects.filter(work=Work.AE).order_by("name")
    }
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
        )
    )
    for row in counts:
        line = lines.get(row["team"])
        if line is not None:
            line.pending, line.owned = row["pending"], row["owned"]
            line.at_risk, line.breached = row["at_risk"], row["breached"]
    members = TeamMembership.objects.filter(team__in=lines, staff__retired_at__isnull=True).order_by(
        "staff__user__name"
    )
    for team, name, presence in members.values_list("team", "staff__user__name", "staff__presence"):
        lines[team].people.append({"name": name, "presence": presence.lower(), "says": str(Presence(presence).label)})
    return list(lines.values())


def may_read_journey(by: Actor, journey_id: UUID) -> bool:
    """Whether the journey is about work that the actor may see anyway."""
    return visible_to(by, team_view=True).filter(journey_id=journey_id).exists()
