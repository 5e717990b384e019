"""Who is in a team, for pages about its time."""

from django.db.models import QuerySet

from workforce.models import Staff, Team


def members_of(team: Team) -> QuerySet[Staff]:
    """Who has not left, by name."""
    found = Staff.objects.active().with_person().filter(memberships__team=team)
    return found.order_by("user__name", "pk")
