"""Who may manage people and keys."""

from collections.abc import Iterable

from accounts.enums import Role
from accounts.models import User
from accounts.scopes import Scope
from core.actor import Actor


def can_manage_people(by: Actor) -> bool:
    return by.may(Scope.ADMIN_USERS)


def can_deactivate(by: Actor, user: User) -> bool:
    """Whoever staffs the teams may also let somebody of theirs go, but no supervisor and no administrator."""
    if user.has_role(Role.ADMIN, Role.SUPERVISOR):
        return can_manage_people(by)
    return by.may(Scope.ADMIN_USERS, Scope.ADMIN_WORKFORCE)


def can_grant(by: Actor, scopes: Iterable[str]) -> bool:
    """Nobody hands out what they do not hold themselves."""
    return by.kind == "system" or by.scopes.issuperset(scopes)
