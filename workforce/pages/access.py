"""Whose pages somebody may open: their own, everybody's for who staffs the teams. Others find nothing there."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import User
from core.actor import Actor
from core.errors import NotFound
from workforce import policies
from workforce.models import Staff, Team


def person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def myself(request: HttpRequest) -> Staff | None:
    """The reader as a member of staff; None for who takes no work."""
    return Staff.objects.active().with_person().filter(pk=request.user.pk).first()


def team_to_see(team_id: str, request: HttpRequest) -> Team:
    """The team, for its members and for those who see everybody; NOT_FOUND for everybody else."""
    key = Team.parse_id(team_id)
    team = Team.objects.filter(pk=key).first() if key else None
    if team is None or not policies.can_see_team(person(request), team.pk):
        raise NotFound("team")
    return team


def seen_teams(request: HttpRequest) -> QuerySet[Team]:
    """By name: one's own, or all for those who see everybody."""
    teams, user = Team.objects.order_by("name"), person(request)
    return teams if policies.can_see_everybody(user) else teams.filter(memberships__staff=user.pk)


def team_to_plan(team_id: str, by: Actor) -> Team:
    """The team, for who staffs the teams; NOT_FOUND for everybody else."""
    key = Team.parse_id(team_id)
    team = Team.objects.filter(pk=key).first() if key else None
    if team is None or not policies.can_plan(by):
        raise NotFound("team")
    return team


def hours_address(staff: Staff, request: HttpRequest) -> str:
    """The page of that member's hours, as the reader knows it."""
    return reverse("my_hours") if staff.pk == request.user.pk else reverse("staff_hours", args=[staff.public_id])


def calendars_address(staff: Staff, request: HttpRequest) -> str:
    """The page of that member's calendars outside, as the reader knows it."""
    return (
        reverse("my_calendars") if staff.pk == request.user.pk else reverse("staff_calendars", args=[staff.public_id])
    )


def day_address(staff: Staff, day: date) -> str:
    return reverse("staff_day", args=[staff.public_id, day.isoformat()])


def back(request: HttpRequest, otherwise: str) -> str:
    """Where the reader came from when the form says so and it is a page of ours."""
    asked: Any = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours and asked.startswith("/") else otherwise


def date_asked(request: HttpRequest, name: str, otherwise: date) -> date:
    """A date of the address; whatever is none, or out of all reason, counts as not asked."""
    try:
        asked = date.fromisoformat(request.GET.get(name) or "")
    except ValueError:
        return otherwise
    return asked if abs((asked - otherwise).days) < 3660 else otherwise
