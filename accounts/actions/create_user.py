from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import policies
from accounts.enums import Role
from accounts.events import UserCreated
from accounts.models import User
from core.actor import Actor
from core.clock import now
from core.errors import Forbidden, Invalid
from events.publish import emit


def create_user(
    email: str,
    name: str,
    roles: Sequence[str],
    password: str | None,
    *,
    by: Actor,
    at: datetime | None = None,
    phone: str = "",
    language: str = "en",
    timezone: str = "UTC",
) -> User:
    """Afterwards the person exists and may sign in; without a password, only after a reset by mail.

    Emits user.created. Refuses whoever may not manage people, an email already known, an unknown role, and a weak
    password unless Switchboard itself sets it (the demo world's are known to everybody).
    """
    if not policies.can_manage_people(by):
        raise Forbidden("Only administrators create people.")
    known = {role.value for role in Role}
    if unknown := sorted(set(roles) - known):
        raise Invalid({"roles": [f"There is no role {role}." for role in unknown]})
    user = User(
        email=email.strip().lower(),
        name=name.strip(),
        roles=in_order(roles),
        phone=phone,
        language=language,
        timezone=timezone,
    )
    if password is not None and by.kind != "system":
        refuse_weak(password, user, field="password")
    user.set_password(password)
    with transaction.atomic():
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError:  # the only unique key is the email
            raise Invalid({"email": ["Somebody with this email exists already."]}) from None
        emit(UserCreated(user.public_id, list(user.roles), user.name, user.email), by=by, at=at or now())
    return user


def in_order(roles: Sequence[str]) -> list[str]:
    """Each role once, as the enum orders them."""
    return [role.value for role in Role if role.value in set(roles)]


def refuse_weak(password: str, user: User, *, field: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise Invalid({field: list(problem.messages)}) from None
