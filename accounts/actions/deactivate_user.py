from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts import policies
from accounts.actions.end_login import end_logins
from accounts.enums import RevocationReason, Role
from accounts.events import UserDeactivated, UserReactivated
from accounts.models import User
from core.actor import Actor
from core.clock import now
from core.errors import DomainError, ErrorCode, Forbidden
from core.locks import advisory_lock
from events.publish import emit


def deactivate_user(user: User, *, by: Actor, at: datetime | None = None) -> User:
    """Afterwards the person can do nothing any more, from their next request on; all logins are ended.

    Open work is handed back in the same transaction where a member is retired with their login, which calls this;
    otherwise soon after, by who hears of it. Emits user.deactivated and login.ended; twice changes nothing. Refuses
    whoever may not (policies.can_deactivate), and the last administrator.
    """
    if not policies.can_deactivate(by, user):
        raise Forbidden("You may not deactivate this person; ask an administrator.")
    at = at or now()
    with transaction.atomic():
        refuse_last_admin(user)
        active = User.objects.active().filter(pk=user.pk)
        if active.update(is_active=False, token_version=F("token_version") + 1):
            end_logins(user, because=RevocationReason.USER_DEACTIVATED, by=by, at=at)
            emit(UserDeactivated(user.public_id), by=by, at=at)
        return User.objects.get(pk=user.pk)


def reactivate_user(user: User, *, by: Actor, at: datetime | None = None) -> User:
    """Afterwards the person may sign in again; former logins stay ended. Emits user.reactivated."""
    if not policies.can_manage_people(by):
        raise Forbidden("Only administrators reactivate people.")
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            emit(UserReactivated(user.public_id), by=by, at=at or now())
        return User.objects.get(pk=user.pk)


def refuse_last_admin(user: User) -> None:
    """Two administrators who remove each other at the same time wait for one another here."""
    advisory_lock("administrators")
    admins = User.objects.active().with_role(Role.ADMIN)
    if admins.filter(pk=user.pk).exists() and not admins.exclude(pk=user.pk).exists():
        raise DomainError(ErrorCode.INVALID_TRANSITION, "Somebody must stay administrator: name another one first.")
