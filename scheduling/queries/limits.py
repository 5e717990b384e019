"""What managers have set, as rules and actions read it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Customer
from core.prepared import prepared
from routing.rules.sla import Clock, clock_from
from scheduling.enums import CallStatus
from scheduling.models import AnswerTarget, CallPolicy, CallRequest
from scheduling.models.call_request import CallRequestQuerySet
from workforce.models import Team
from workforce.queries import team_calendar


def call_policy() -> CallPolicy:
    """The one row, or the shipped defaults."""
    return next(iter(_policy.objects()), None) or CallPolicy(pk=1)


@prepared
def _policy() -> QuerySet[CallPolicy]:
    return CallPolicy.objects.filter(pk=1)


def requested_since(asker: Customer | str, since: datetime, *, most: int, urgency: str = "") -> list[datetime]:
    """When a customer, or a guest known by an address, has asked since then, the latest first, no more than `most`."""
    if isinstance(asker, str):
        rows = _requested(CallRequest.objects.filter(customer=None, contact_email=asker), since, most, urgency)
        return list(rows.values_list("created_at", flat=True))
    return [row[0] for row in _of_customer.rows(asker.pk, since, most=most, urgency=urgency)]


def missed_since(asker: Customer | str, since: datetime, *, most: int) -> int:
    """How many calls they have missed whose hour was then or later, counted up to `most`."""
    if isinstance(asker, str):
        rows = _missed(CallRequest.objects.filter(customer=None, contact_email=asker), since, most)
        return len(rows)
    return len(_missed_by.rows(asker.pk, since, most=most))


@prepared
def _of_customer(customer_id: UUID, since: datetime, *, most: int, urgency: str) -> QuerySet[CallRequest, Any]:
    rows = _requested(CallRequest.objects.filter(customer=customer_id), since, most, urgency)
    return rows.values_list("created_at")


@prepared
def _missed_by(customer_id: UUID, since: datetime, *, most: int) -> QuerySet[CallRequest, Any]:
    return _missed(CallRequest.objects.filter(customer=customer_id), since, most)


def _requested(rows: CallRequestQuerySet, since: datetime, most: int, urgency: str) -> CallRequestQuerySet:
    rows = rows.filter(created_at__gt=since)
    return (rows.filter(urgency_level=urgency) if urgency else rows).order_by("-created_at")[:most]


def _missed(rows: CallRequestQuerySet, since: datetime, most: int) -> QuerySet[CallRequest, Any]:
    missed = rows.filter(status=CallStatus.NO_SHOW, scheduled_date_time__gt=since)
    return missed.order_by("-pk").values_list("pk")[:most]


def answer_clock(team: Team, urgency: str, at: datetime) -> Clock | None:
    """Until when a flexible request is answered, in the team's hours, or business hours where it has none of its own;
    None where no target is set."""
    target = AnswerTarget.objects.filter(urgency=urgency).first()
    if target is None:
        return None
    hours = team_calendar(team, at, keeps_business_hours=True)
    return clock_from(at, target.target, float(target.warn_share), hours=hours)
