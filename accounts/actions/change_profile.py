from datetime import datetime

from django.db import transaction

from accounts.events import UserProfileChanged
from accounts.models import User
from core.actor import Actor
from core.clock import now
from core.errors import Invalid
from events.publish import emit

FIELDS = ("name", "phone", "language", "timezone", "theme")


def change_profile(user: User, changes: dict[str, str], *, by: Actor, at: datetime | None = None) -> User:
    """Afterwards these fields of the profile have these values: name, phone (E.164), language, timezone, theme.

    Emits user.profile_changed with what was before, unless nothing changed. Refuses other fields and an empty name.
    """
    if unknown := sorted(set(changes) - set(FIELDS)):
        raise Invalid({field: ["This is not part of a profile."] for field in unknown})
    if "name" in changes and not changes["name"].strip():
        raise Invalid({"name": ["A name is needed."]})
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        before = {field: getattr(user, field) for field in changes if getattr(user, field) != changes[field]}
        if not before:
            return user
        after = {field: changes[field] for field in before}
        for field, value in after.items():
            setattr(user, field, value)
        user.save(update_fields=list(after))
        emit(UserProfileChanged(user.public_id, sorted(after), before, after), by=by, at=at or now())
    return user
