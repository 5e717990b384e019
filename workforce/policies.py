"""Who may see and change what of staff."""

from typing import Any
from uuid import UUID

from accounts.enums import Role
from core.actor import staff_public_id
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
