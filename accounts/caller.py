"""Who is calling the API: what `request.auth` is."""

from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor


@dataclass(frozen=True, slots=True)
class Caller:
    """actor            who acts, with scopes
    caller_id        under which name requests and idempotency keys are counted
    rate_per_minute  requests a minute; None means not counted
    login_id         the login a token belongs to, None for keys
    company_id       the company whose rows the caller is held to, None for the operator's side
    """

    actor: Actor
    caller_id: str
    rate_per_minute: int | None = None
    login_id: UUID | None = None
    company_id: UUID | None = None
