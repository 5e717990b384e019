"""Who answers for a piece of work, also for one that nobody owns."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q, QuerySet

from routing.models import WorkItem
from workforce.enums import Presence
from workforce.models import Staff, TeamMembership


def answerable_for(item: WorkItem) -> list[Staff]:
    """The owner; who is on duty, where there is none or the owner's login is closed."""
    return [item.owner] if item.owner and item.owner.user.is_active else on_duty(item)


def on_duty(item: WorkItem) -> list[Staff]:
    """The lowest rank of the team's on-duty list who is online; when none of them is, the lowest who can sign in.

    Without such a list, everybody of the team who can sign in.
    """
    first = next_on_duty(item)
    return [first] if first else [member.staff for member in _members(item).order_by("staff_id")]


def next_on_duty(item: WorkItem, *, after: Collection[UUID] = ()) -> Staff | None:
    """The first of the list, those online before the others, who is none of `after`; None at its end."""
    ranked = _members(item).filter(on_duty_rank__isnull=False).exclude(staff__in=list(after))
    ranked = ranked.annotate(away=~Q(staff__presence=Presence.ONLINE)).order_by("away", "on_duty_rank", "staff_id")
    first = ranked.first()
    return first.staff if first else None


def _members(item: WorkItem) -> QuerySet[TeamMembership]:
    members = TeamMembership.objects.filter(team=item.team_id, staff__retired_at__isnull=True)
    return members.filter(staff__user__is_active=True).select_related("staff__user")
