from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts import policies
from accounts.actions.create_user import in_order
from accounts.actions.deactivate_user import refuse_last_admin
from accounts.enums import Role
from accounts.events import UserRolesChanged
from accounts.models import User
from core.actor import Actor
from core.clock import now
from core.errors import Forbidden, Invalid
from events.publish import emit


def change_roles(user: User, roles: Sequence[str], *, by: Actor, at: datetime | None = None) -> User:
    """Afterwards the person has exactly these roles, from their next request on.

    Emits user.roles_changed unless nothing changed. Refuses whoever may not manage people, unknown roles, and taking
    ADMIN from the last active administrator.
    """
    if not policies.can_manage_people(by):
        raise Forbidden("Only administrators change roles.")
    if unknown := sorted(set(roles) - {role.value for role in Role}):
        raise Invalid({"roles": [f"There is no role {role}." for role in unknown]})
    with transaction.atomic():
        if Role.ADMIN not in roles:
            refuse_last_admin(user)
        user = User.objects.select_for_update().get(pk=user.pk)
        before, after = list(user.roles), in_order(roles)
        if before == after:
            return user
        user.roles = after
        user.save(update_fields=["roles"])
        emit(UserRolesChanged(user.public_id, before, after), by=by, at=at or now())
    return user
