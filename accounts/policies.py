"""Who may manage people and keys."""

from collections.abc import Iterable

from accounts.scopes import Scope
from core.actor import Actor


def can_manage_people(by: Actor) -> bool:
    return by.may(Scope.ADMIN_USERS)


def can_grant(by: Actor, scopes: Iterable[str]) -> bool:
    """Nobody hands out what they do not hold themselves."""
    return by.kind == "system" or by.scopes.issuperset(scopes)
