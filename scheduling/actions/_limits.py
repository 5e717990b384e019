"""How many requests one person may make, counted under a lock, so that two at once do not both slip through."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Customer
from core.errors import DomainError, ErrorCode, Invalid
from core.locks import advisory_lock
from scheduling.enums import SchedulingType, Urgency
from scheduling.queries.limits import call_policy, missed_since, requested_since

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a customer, or a guest known by a confirmed address."""

    name: str
    email: str
    customer: Customer | None = None

    @property
    def known(self) -> Customer | str:
        return self.customer or self.email


def check_limits(asker: Asker, *, scheduling_type: str, urgency: str, at: datetime) -> None:
    """Refuses the request that is one too many within 24 hours, urgent ones sooner, and a chosen time for somebody who
    has missed too many calls. Holds the asker's lock until the end of the transaction."""
    advisory_lock("call requests", str(asker.customer.pk) if asker.customer else asker.email)
    policy = call_policy()
    _check(asker, policy.requests_per_day, "", at)
    if urgency == Urgency.URGENT:
        _check(asker, policy.urgent_per_day, urgency, at)
    allowed = policy.no_shows_allowed
    if scheduling_type == SchedulingType.CALENDAR and allowed:
        since = at - timedelta(days=policy.no_show_days)
        if missed_since(asker.known, since, most=allowed) >= allowed:
            raise Invalid(
                {"scheduling_type": ["Several calls were missed lately. Let the team get in touch: choose FLEXIBLE."]}
            )


def _check(asker: Asker, limit: int, urgency: str, at: datetime) -> None:
    times = requested_since(asker.known, at - DAY, most=limit, urgency=urgency)
    if len(times) < limit:
        return
    what = "urgent " if urgency else ""
    again = times[-1] + DAY
    raise DomainError(
        ErrorCode.CALL_LIMIT_REACHED,
        f"{limit} {what}requests within 24 hours is the most. Ask again later, or change one that you have.",
        {"limit": limit, "retry_after": max(math.ceil((again - at).total_seconds()), 1), "again_at": again},
    )
