"""A queue as its API and its page show it: one page of rows, and figures of everything the caller may see.

Every queue is a `Line`: what its rows show, how it is sorted, what its statuses mean. The rest is the same for all.
"""

from collections.abc import Callable, Iterable, Sequence
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
from routing.enums import WAITING, Queue, SlaStatus, State
from routing.models import WorkItem
from routing.models.work_item import WorkItemQuerySet
from routing.rules.scores import LOWEST, PRIORITIES, priority_of
from workforce.models import TeamMembership

CLOSED_SORT = ("-closed_at", "id")


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a caller asked for; "" and None ask for nothing. `team_view`: the team's rows too, read-only."""

    status: str = ""
    priority: str = ""
    cohort: str = ""
    sla_status: str = ""
    need: str = ""
    step: int | None = None
    owner_id: UUID | None = None
    sort: str = ""
    team_view: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """columns   name in a row → field; `score` is the score of now, and every row gets its `priority`
    sorts     most pressing first; the first one is usual, and goes by the score of now. A function stands for what
              depends on the instant
    states    status of the API → what it means
    closed    the status of what is over: hidden unless asked for, then the latest first
    groups    what the figures are told apart by, besides priority; `state` among them
    figures   what else is added up of each group, at an instant and for whoever asks
    """

    queue: Queue
    columns: dict[str, str]
    sorts: dict[str, tuple[Any, ...]]
    states: dict[str, Q]
    closed: str
    groups: dict[str, Any]
    figures: dict[str, Callable[[datetime, UUID | None], Any]]

    @property
    def usual_sort(self) -> str:
        return next(iter(self.sorts))

    @property
    def counted(self) -> tuple[str, ...]:
        """The names of what a group of the figures has, in their order."""
        told = ("priority", "entries", "matching", "waited", "longest")
        return (*self.groups, *told, *self.figures)


# --- who sees what --------------------------------------------------------------------------------


def visible_to(queue: Queue, by: Actor, *, team_view: bool = False) -> WorkItemQuerySet:
    """Admins and systems see all; others what waits in their teams and what is their own, or their whole teams'."""
    return visible(queue, by.user_id, everything=sees_everything(by), team_view=team_view)


def visible(queue: Queue, me: UUID | None, *, everything: bool, team_view: bool) -> WorkItemQuerySet:
    """The same for prepared queries, where `me` is a value and the rest decides what is asked."""
    items = WorkItem.objects.filter(queue=queue)
    if everything:
        return items
    in_team = Q(IsOneOf(F("team_id"), ArraySubquery(TeamMembership.objects.filter(staff=me).values("team"))))
    team_rows = in_team if team_view else in_team & Q(state__in=WAITING)
    return items.filter(team_rows | Q(owner=me))


def sees_everything(by: Actor) -> bool:
    return by.may(ADMIN_SCOPE) or by.kind == "api_key"


# --- filters --------------------------------------------------------------------------------------


def matching(line: Line, criteria: Criteria, at: datetime) -> Q:
    """The filters but the priority, as one condition. Closed entries are hidden unless asked for."""
    wanted = line.states[criteria.status] if criteria.status else ~Q(state=State.CLOSED)
    if criteria.cohort:
        wanted &= Q(cohort=criteria.cohort)
    if criteria.sla_status:
        wanted &= of_sla(SlaStatus(criteria.sla_status), at)
    if criteria.need:
        wanted &= Q(need=criteria.need)
    if criteria.step is not None:
        wanted &= Q(step=criteria.step)
    if criteria.owner_id:
        wanted &= Q(owner=criteria.owner_id)
    return wanted


def of_sla(status: SlaStatus, at: datetime) -> Q:
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


def waited(at: datetime) -> ExpressionWrapper:
    """How long somebody has waited at `at`: until the first contact, where there was one."""
    return ExpressionWrapper(Coalesce(F("contact_met_at"), Value(at)) - F("queued_at"), output_field=DurationField())


# --- one page -------------------------------------------------------------------------------------


def page_of(
    line: Line, by: Actor, criteria: Criteria, at: datetime, *, limit: int, offset: int
) -> list[dict[str, Any]]:
    """The rows of one page as they are at `at`, flat, under the names of `columns` and `priority`. One query."""
    everything = sees_everything(by)
    rows = _page.rows(
        by.user_id,
        criteria.owner_id,
        at,
        line=line,
        everything=everything,
        asked=_shape(criteria),
        limit=limit,
        offset=offset,
    )
    return _named(line, rows)


@prepared
def _page(
    me: UUID | None,
    owner_id: UUID | None,
    at: datetime,
    *,
    line: Line,
    everything: bool,
    asked: Criteria,
    limit: int,
    offset: int,
) -> QuerySet[WorkItem, Any]:
    rows = visible(line.queue, me, everything=everything, team_view=asked.team_view)
    rows = rows.filter(matching(line, replace(asked, owner_id=owner_id), at))
    sort = asked.sort or line.usual_sort
    if sort == line.usual_sort and asked.status != line.closed:
        rows = rows.most_pressing(at, first=offset + limit, priority=asked.priority)
    else:
        order = CLOSED_SORT if asked.status == line.closed else line.sorts[sort]
        order = tuple(part(at) if callable(part) else part for part in order)
        rows = rows.of_priority(asked.priority, at).order_by(*order)
    return rows.values_list(*line.columns.values())[offset : offset + limit]


def rows_of(line: Line, items: WorkItemQuerySet, at: datetime) -> list[dict[str, Any]]:
    """The same rows for items chosen otherwise, such as the one on a page of its own."""
    return _named(line, items.scored(at).values_list(*line.columns.values()))


def _named(line: Line, rows: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    found = [dict(zip(line.columns, row, strict=True)) for row in rows]
    for row in found:
        row["priority"] = priority_of(row["score"])
    return found


def _shape(criteria: Criteria) -> Criteria:
    """What decides which SQL is asked; whose entries are wanted is a value in it."""
    return replace(criteria, owner_id=None)


# --- everything the caller may see ----------------------------------------------------------------


def figures_of(
    line: Line, by: Actor, criteria: Criteria, at: datetime, day_began: datetime
) -> tuple[list[dict[str, Any]], int]:
    """Groups of everything before filters (closed: today's only), and how many rows the filters leave. One query.

    When closed entries are asked for, the total counts those, whatever their day: a second query.
    """
    everything, asked = sees_everything(by), _shape(criteria)
    rows = _counts.rows(by.user_id, criteria.owner_id, at, day_began, line=line, everything=everything, asked=asked)
    groups = [dict(zip(line.counted, row, strict=True)) for row in rows]
    if criteria.status == line.closed:
        seen = visible_to(line.queue, by, team_view=criteria.team_view).filter(matching(line, criteria, at))
        return groups, seen.of_priority(criteria.priority, at).count()
    return groups, sum(group["matching"] for group in groups if criteria.priority in ("", group["priority"]))


def open_groups(groups: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [group for group in groups if group["state"] != State.CLOSED]


def entries_of(groups: Iterable[dict[str, Any]]) -> int:
    """How many entries these groups have."""
    return sum(group["entries"] for group in groups)


def waits_of(groups: Sequence[dict[str, Any]]) -> tuple[timedelta, timedelta]:
    """How long the entries of these groups have waited: on average, and at most."""
    spent = sum((group["waited"] for group in groups), timedelta())
    return spent / max(entries_of(groups), 1), max((group["longest"] for group in groups), default=timedelta())


@prepared
def _counts(
    me: UUID | None,
    owner_id: UUID | None,
    at: datetime,
    day_began: datetime,
    *,
    line: Line,
    everything: bool,
    asked: Criteria,
) -> QuerySet[WorkItem, Any]:
    """A row for each group, under the names of `counted`: a handful, to be added up.

    What is open and what was closed today are found through an index each, so that a long history costs nothing.
    """
    seen = visible(line.queue, me, everything=everything, team_view=asked.team_view)
    by_score = (When(score_now__gte=least, then=Value(name)) for least, name in PRIORITIES)
    grown = Case(*by_score, default=Value(LOWEST))
    priority_now = Case(When(score_changes_at__lt=at, then=grown), default=F("priority"))

    def grouped(items: WorkItemQuerySet) -> QuerySet[WorkItem, Any]:
        groups = items.scored(at).order_by().values_list(*line.groups.values(), priority_now)
        return groups.annotate(
            entries=Count("pk"),
            matching=Count("pk", filter=matching(line, replace(asked, owner_id=owner_id), at)),
            waited=Sum(waited(at)),
            longest=Max(waited(at)),
            **{name: figure(at, me) for name, figure in line.figures.items()},
        )

    still_open, closed_today = (
        seen.exclude(state=State.CLOSED),
        seen.filter(state=State.CLOSED, closed_at__gte=day_began, closed_at__lte=at),  # a span: few by any plan
    )
    return grouped(still_open).union(grouped(closed_today), all=True)
