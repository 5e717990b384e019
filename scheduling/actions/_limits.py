"""How many requests one person may make, counted under a lock, so that two at once do not both slip through."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from accounts.models import Customer
from core.errors import DomainError, ErrorCode, Invalid
from core.locks import advisory_lock
from scheduling.enums import CallStatus, SchedulingType, Urgency
from scheduling.models import CallRequest
from scheduling.queries.limits import call_policy

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a customer, or a guest known by a confirmed address."""

    name: str
    email: str
    customer: Customer | None = None

    @property
    def theirs(self) -> Q:
        if self.customer is not None:
            return Q(customer=self.customer)
        return Q(customer=None, contact_email=self.email)


def check_limits(asker: Asker, *, scheduling_type: str, urgency: str, at: datetime) -> None:
    """Refuses the request that is one too many within 24 hours, urgent ones sooner, and a chosen time for somebody who
    has missed too many calls. Holds the asker's lock until the end of the transaction."""
    advisory_lock("call requests", str(asker.customer.pk) if asker.customer else asker.email)
    policy = call_policy()
    today = CallRequest.objects.filter(asker.theirs, created_at__gt=at - DAY)
    _check(today, policy.requests_per_day, "", at)
    if urgency == Urgency.URGENT:
        _check(today.filter(urgency_level=Urgency.URGENT), policy.urgent_per_day, "urgent ", at)
    if scheduling_type == SchedulingType.CALENDAR and policy.no_shows_allowed:
        since = at - timedelta(days=policy.no_show_days)
        missed = CallRequest.objects.filter(asker.theirs, status=CallStatus.NO_SHOW, scheduled_date_time__gt=since)
        if missed.count() >= policy.no_shows_allowed:
            raise Invalid(
                {"scheduling_type": ["Several calls were missed lately. Let the team get in touch: choose FLEXIBLE."]}
            )


def _check(made: "object", limit: int, what: str, at: datetime) -> None:
    times = list(made.order_by("-created_at").values_list("created_at", flat=True)[:limit])  # type: ignore[attr-defined]
    if len(times) < limit:
        return
    again = times[-1] + DAY
    raise DomainError(
        ErrorCode.CALL_LIMIT_REACHED,
        f"{limit} {what}requests within 24 hours is the most. Ask again later, or change one that you have.",
        {"limit": limit, "retry_after": max(math.ceil((again - at).total_seconds()), 1), "again_at": again},
    )
