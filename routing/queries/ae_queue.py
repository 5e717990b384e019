"""The AE queue as its API and its page show it: one page of rows, and a summary of everything the caller may see."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, ExpressionWrapper, F, Max, Q, QuerySet, Sum, Value, When
from django.db.models.fields import DurationField
from django.db.models.functions import Coalesce

from core.actor import Actor
from core.prepared import prepared
from core.sql import IsOneOf
from routing.conf import ADMIN_SCOPE
from routing.enums import (
    WAITING,
    LeadStatus,
    Priority,
    Queue,
    SlaStatus,
    State,
)
from routing.models import Lead, WorkItem
from routing.models.work_item import WorkItemQuerySet
from routing.queries.entry_json import as_number
from routing.rules.priority import LOWEST, PRIORITIES, priority_of
from workforce.models import TeamMembership

#: most pressing first; ties go to the nearer deadline, then to the id. `priority` is by the score of now
SORTS: dict[str, tuple[str, ...]] = {
    "priority": ("-score_now", "due_at", "id"),
    "created_at": ("queued_at", "due_at", "id"),
    "wait_time": ("queued_at", "due_at", "id"),
    "est_revenue": ("-value", "due_at", "id"),
}
CLOSED_SORT = ("-closed_at", "id")
STATES = {
    LeadStatus.PENDING: WAITING,
    LeadStatus.ASSIGNED: (State.ASSIGNED,),
    LeadStatus.CONTACTED: (State.IN_PROGRESS,),
    LeadStatus.CLOSED: (State.CLOSED,),
}


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a caller asked for. `team_view`: the team's rows too, read-only."""

    status: str = ""
    priority: str = ""
    cohort: str = ""
    sla_status: str = ""
    owner_id: UUID | None = None
    sort: str = "priority"
    team_view: bool = False


def visible_to(by: Actor, *, team_view: bool = False) -> WorkItemQuerySet:
    """Admins and systems see all; others what waits in their teams and what is their own, or their whole teams'."""
    return visible(by.user_id, everything=sees_everything(by), team_view=team_view)


def visible(me: UUID | None, *, everything: bool, team_view: bool) -> WorkItemQuerySet:
    """The same for prepared queries, where `me` is a value and the rest decides what is asked."""
    items = WorkItem.objects.filter(queue=Queue.AE)
    if everything:
        return items
    in_team = Q(IsOneOf(F("team_id"), ArraySubquery(TeamMembership.objects.filter(staff=me).values("team"))))
    team_rows = in_team if team_view else in_team & Q(state__in=WAITING)
    return items.filter(team_rows | Q(owner=me))


def sees_everything(by: Actor) -> bool:
    return by.may(ADMIN_SCOPE) or by.kind == "api_key"


def _matching(criteria: Criteria, at: datetime) -> Q:
    """The filters but the priority, as one condition. Closed entries are hidden unless asked for."""
    wanted = Q(state__in=STATES[LeadStatus(criteria.status)]) if criteria.status else ~Q(state=State.CLOSED)
    if criteria.cohort:
        wanted &= Q(cohort=criteria.cohort)
    if criteria.sla_status:
        wanted &= _sla(SlaStatus(criteria.sla_status), at)
    if criteria.owner_id:
        wanted &= Q(owner=criteria.owner_id)
    return wanted


def _sla(status: SlaStatus, at: datetime) -> Q:
    """What rules/sla.py says of an entry, as a condition. Clocks that run are found by their deadline."""
    running = Q(due_at__isnull=False, contact_met_at__isnull=True)
    match status:
        case SlaStatus.ON_TIME:
            return running & Q(warn_at__gt=at, due_at__gt=at)
        case SlaStatus.AT_RISK:
            return running & Q(warn_at__lte=at, due_at__gt=at)
        case SlaStatus.BREACHED:
            return running & Q(due_at__lte=at)
        case SlaStatus.MET:
            return Q(due_at__isnull=False, contact_met_at__isnull=False)
    return Q(due_at__isnull=True)


# --- one page -----------------------------------------------------------------------------------

_LEAD = "queue_entry__lead__"
_COLUMNS = {
    "item_id": "id", "state": "state", "score": "score_now", "team_id": "team_id",
    "team_name": "team__name", "cohort": "cohort", "queued_at": "queued_at", "warn_at": "warn_at", "due_at": "due_at",
    "contact_met_at": "contact_met_at", "quote_warn_at": "quote_warn_at", "quote_due_at": "quote_due_at",
    "quote_met_at": "quote_met_at", "assigned_at": "assigned_at", "over_capacity": "over_capacity",
    "parked_until": "parked_until", "park_reason": "park_reason", "next_try_at": "next_try_at",
    "created_at": "created_at",
    "owner_id": "owner_id", "owner_name": "owner__user__name", "owner_email": "owner__user__email",
    "owner_phone": "owner__user__phone", "suggested_id": "suggested_id",
    "suggested_name": "suggested__user__name", "suggestion_reason": "suggestion_reason",
    "decision_id": "decision_id", "entry_id": "queue_entry__id", "lead_id": f"{_LEAD}id", "email": f"{_LEAD}email",
    "business_name": f"{_LEAD}business_name", "business_category": f"{_LEAD}business_category",
    "contact_name": f"{_LEAD}contact_name", "contact_phone": f"{_LEAD}contact_phone",
    "contact_email": f"{_LEAD}contact_email", "contact_method": f"{_LEAD}preferred_contact_method",
    "revenue": f"{_LEAD}annual_revenue", "locations": f"{_LEAD}number_of_locations", "region": f"{_LEAD}region",
    "current_step": f"{_LEAD}current_step", "kyb_status": f"{_LEAD}kyb_status",
    "quote": f"{_LEAD}quote_value_estimate", "channel": f"{_LEAD}channel", "campaign_id": f"{_LEAD}campaign_id",
    "utm_source": f"{_LEAD}utm_source",
}  # fmt: skip


def page_of(by: Actor, criteria: Criteria, at: datetime, *, limit: int, offset: int) -> list[dict[str, Any]]:
    """The rows of one page as they are at `at`, flat, under the names of `_COLUMNS` and `priority`. One query."""
    asked, everything = _shape(criteria), sees_everything(by)
    rows = _page.rows(by.user_id, criteria.owner_id, at, everything=everything, asked=asked, limit=limit, offset=offset)
    return _named(rows)


@prepared
def _page(
    me: UUID | None, owner_id: UUID | None, at: datetime, *, everything: bool, asked: Criteria, limit: int, offset: int
) -> QuerySet[WorkItem, Any]:
    rows = visible(me, everything=everything, team_view=asked.team_view)
    rows = rows.filter(_matching(replace(asked, owner_id=owner_id), at))
    if asked.sort == "priority" and asked.status != LeadStatus.CLOSED:
        rows = rows.most_pressing(at, first=offset + limit, priority=asked.priority)
    else:
        order = CLOSED_SORT if asked.status == LeadStatus.CLOSED else SORTS[asked.sort]
        rows = rows.of_priority(asked.priority, at).order_by(*order)
    return rows.values_list(*_COLUMNS.values())[offset : offset + limit]


def _named(rows: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    found = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
    for row in found:
        row["priority"] = priority_of(row["score"])
    return found


def _shape(criteria: Criteria) -> Criteria:
    """What decides which SQL is asked; whose entries are wanted is a value in it."""
    return replace(criteria, owner_id=None)


def rows_of(items: WorkItemQuerySet, at: datetime) -> list[dict[str, Any]]:
    """The same rows for items chosen otherwise, such as the one on a lead's page."""
    return _named(items.scored(at).values_list(*_COLUMNS.values()))


def row_of_lead(lead: Lead) -> dict[str, Any]:
    """What a row says of the lead itself, for one that waits in no queue."""
    row = {name: getattr(lead, path.removeprefix(_LEAD)) for name, path in _COLUMNS.items() if path.startswith(_LEAD)}
    return row | {"lead_id": lead.pk, "cohort": lead.cohort, "created_at": lead.created_at}


# --- everything the caller may see ----------------------------------------------------------------

_COUNTED = ("state", "priority", "entries", "matching", "no_sla", "at_risk", "breached", "waited", "longest", "value")


def summary_of(by: Actor, criteria: Criteria, at: datetime, day_began: datetime) -> tuple[dict[str, Any], int]:
    """The summary before filters (closed: today's only), and how many rows the filters leave. One query.

    When closed entries are asked for, the total counts those, whatever their day: a second query.
    """
    everything, asked = sees_everything(by), _shape(criteria)
    rows = _counts.rows(by.user_id, criteria.owner_id, at, day_began, everything=everything, asked=asked)
    groups = [dict(zip(_COUNTED, row, strict=True)) for row in rows]
    if criteria.status == LeadStatus.CLOSED:
        seen = visible_to(by, team_view=criteria.team_view).filter(_matching(criteria, at))
        return _summary(groups), seen.of_priority(criteria.priority, at).count()
    return _summary(groups), sum(group["matching"] for group in groups if criteria.priority in ("", group["priority"]))


@prepared
def _counts(
    me: UUID | None, owner_id: UUID | None, at: datetime, day_began: datetime, *, everything: bool, asked: Criteria
) -> QuerySet[WorkItem, Any]:
    """A row for each state and priority, under the names of `_COUNTED`: a handful, added up in `_summary`.

    What is open and what was closed today are found through an index each, so that a long history costs nothing.
    """
    seen = visible(me, everything=everything, team_view=asked.team_view)
    waited = ExpressionWrapper(Coalesce(F("contact_met_at"), Value(at)) - F("queued_at"), output_field=DurationField())

    by_score = (When(score_now__gte=least, then=Value(name)) for least, name in PRIORITIES)
    grown = Case(*by_score, default=Value(LOWEST))
    priority_now = Case(When(score_changes_at__lt=at, then=grown), default=F("priority"))

    def grouped(items: WorkItemQuerySet) -> QuerySet[WorkItem, Any]:
        groups = items.scored(at).order_by().values_list("state", priority_now)
        return groups.annotate(
            entries=Count("pk"),
            matching=Count("pk", filter=_matching(replace(asked, owner_id=owner_id), at)),
            no_sla=Count("pk", filter=_sla(SlaStatus.NO_SLA, at)),
            at_risk=Count("pk", filter=_sla(SlaStatus.AT_RISK, at)),
            breached=Count("pk", filter=_sla(SlaStatus.BREACHED, at)),
            waited=Sum(waited),
            longest=Max(waited),
            worth=Sum("value"),
        )

    still_open, closed_today = (
        seen.exclude(state=State.CLOSED),
        seen.filter(state=State.CLOSED, closed_at__gte=day_began, closed_at__lte=at),  # a span: few by any plan
    )
    return grouped(still_open).union(grouped(closed_today), all=True)


def _summary(groups: list[dict[str, Any]]) -> dict[str, Any]:
    still_open = [group for group in groups if group["state"] != State.CLOSED]

    def entries(of: list[dict[str, Any]], name: str, wanted: tuple[str, ...]) -> int:
        return sum(group["entries"] for group in of if group[name] in wanted)

    in_queue, at_risk, breached, no_sla = (
        sum(group[name] for group in still_open) for name in ("entries", "at_risk", "breached", "no_sla")
    )
    waited = sum((group["waited"] for group in still_open), timedelta())
    return {
        "total_in_queue": in_queue,
        "by_status": {status.value: entries(groups, "state", states) for status, states in STATES.items()},
        "by_priority": {name.value: entries(still_open, "priority", (name,)) for name in Priority},
        "sla_metrics": {
            "within_sla": in_queue - at_risk - breached - no_sla,
            "at_risk": at_risk,
            "breached": breached,
            "average_wait_time_minutes": _minutes(waited / max(in_queue, 1)),
            "longest_wait_time_minutes": _minutes(max((group["longest"] for group in still_open), default=timedelta())),
        },
        "estimated_total_value": as_number(sum(group["value"] for group in still_open)),
    }


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
