"""Who may see and change what of staff."""

from typing import Any
from uuid import UUID

from accounts.enums import Role
from accounts.scopes import Scope
from core.actor import Actor, staff_public_id
from core.errors import NotFound
from workforce.models import Staff, TeamMembership


def is_member(user: Any, staff_id: str) -> bool:
    """Whether the id is the person's own."""
    return user.is_worker and staff_id == staff_public_id(user.pk)


def can_see_everybody(user: Any) -> bool:
    """Whether the person may see who is there, whatever the team."""
    return bool(user.has_role(Role.SUPERVISOR, Role.ADMIN))


def can_see_team(user: Any, team_id: UUID) -> bool:
    """Members see each other; supervisors and admins see everybody."""
    return can_see_everybody(user) or TeamMembership.objects.filter(team=team_id, staff=user.pk).exists()


def can_change_member(user: Any, staff: Staff) -> bool:
    """Presence and the switch for new work: the person, a supervisor, an admin."""
    return user.pk == staff.pk or user.has_role(Role.SUPERVISOR, Role.ADMIN)


def can_configure_staff(user: Any) -> bool:
    """Teams, skills, capacity, working hours and time off."""
    return user.has_role(Role.SUPERVISOR, Role.ADMIN)


def can_change_hours(by: Actor, staff_id: UUID) -> bool:
    """Working hours, days that differ, time off, whose holidays: oneself, or anybody's for who staffs the teams."""
    return by.user_id == staff_id or can_plan(by)


def member_to_change(staff_id: str, by: Actor) -> Staff:
    """The member whose hours the actor may change; for everybody else there is none: NOT_FOUND."""
    key = Staff.parse_id(staff_id)
    staff = Staff.objects.active().with_person().filter(pk=key).first() if key else None
    if staff is None or not can_change_hours(by, staff.pk):
        raise NotFound("member")
    return staff


def can_plan(by: Actor) -> bool:
    """Everybody's hours, rotas, and the days on which the company is closed."""
    return by.may(Scope.ADMIN_WORKFORCE)


def can_see_calendar(user: Any, staff_id: UUID) -> bool:
    """What is booked with a member: themselves and those who see everybody."""
    return user.pk == staff_id or can_see_everybody(user)


def share_a_team(user: Any, staff_id: UUID) -> bool:
    mine = TeamMembership.objects.filter(staff=user.pk).values("team")
    return TeamMembership.objects.filter(staff=staff_id, team__in=mine).exists()
