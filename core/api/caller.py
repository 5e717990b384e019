"""Who calls the API: what authentication hands to views, limits and idempotency."""

from typing import Protocol, cast

from rest_framework.request import Request

from core.actor import Actor


class Caller(Protocol):
    """`request.auth` of an authenticated request."""

    @property
    def actor(self) -> Actor: ...

    @property
    def caller_id(self) -> str:
        """The person or key, as one word: what limits and idempotency keys are counted by."""
        ...

    @property
    def rate_per_minute(self) -> int | None:
        """Requests allowed in any 60 s; None for a caller who is not counted."""
        ...


def caller_of(request: Request) -> Caller | None:
    """Who sent this request; None when nobody was named."""
    return cast("Caller | None", request.auth)
