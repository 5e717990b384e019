"""From a person or a request to the Actor that every action takes."""

from typing import Any

from django.http import HttpRequest

from accounts.enums import Role
from accounts.models import ApiKey, User
from core.actor import Actor, staff_public_id
from core.trace import Trace, current
from core.web.address import UNKNOWN


def actor_for(user: User, *, trace: Trace | None = None) -> Actor:
    """The person as an actor. Whoever holds a role of the operator's side is staff and shown as `staff_…`."""
    kind = _kind(user)
    return Actor(
        kind=kind,
        id=staff_public_id(user.pk) if kind == "staff" else user.public_id,
        name=user.name,
        scopes=user.scopes,
        user_id=user.pk,
        **_origin(trace),
    )


def actor_for_key(key: ApiKey, *, trace: Trace | None = None) -> Actor:
    """A system that calls with a key: its scopes are the key's, nobody else's."""
    return Actor(
        kind="api_key",
        id=key.public_id,
        name=key.name,
        scopes=frozenset(key.scopes),
        company_id=key.company_id,
        **_origin(trace),
    )


def actor_for_request(request: HttpRequest) -> Actor:
    """Who sits before the page; somebody not signed in is a user without id, name and scopes."""
    user = request.user
    if isinstance(user, User) or getattr(user, "is_authenticated", False):
        return actor_for(user)  # type: ignore[arg-type]  # a lazy User
    return nobody()


def nobody(*, name: str = "") -> Actor:
    """Somebody who has not signed in (yet)."""
    return Actor(kind="user", id="", name=name, **_origin(None))


def _kind(user: User) -> str:
    if user.is_worker:
        return "staff"
    return "customer" if user.has_role(Role.CUSTOMER) else "user"


def _origin(given: Trace | None) -> dict[str, Any]:
    """Where it comes from: address, trace id, and the story that begins with this request or job."""
    here = given or current()
    return {
        "ip": here.ip if here.ip != UNKNOWN else None,
        "trace_id": here.trace_id,
        "journey_id": here.journey_id,
    }
