"""The calls as those who take them see them: what waits, what is agreed, what is over, and what needs attention."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.db.models.expressions import CombinedExpression, ExpressionWrapper
from django.db.models.fields import DateTimeField

from core.actor import Actor
from routing.enums import OWNED
from routing.policies import is_routing_admin
from scheduling.enums import FINAL, CallStatus
from scheduling.models import CallRequest
from scheduling.models.call_request import CallRequestQuerySet
from scheduling.queries.calls import visible_calls
from workforce.queries.time_off import is_away, time_off_from

#: rows of one part of the list
MOST = 100
#: so long a call that is over stays on the list
RECENT = timedelta(hours=24)
#: so long after its end somebody is asked how a call went
UNSAID = timedelta(hours=1)

_ENDS: CombinedExpression = F("scheduled_date_time") + F("duration")
ENDS_AT = ExpressionWrapper(_ENDS, output_field=DateTimeField())
WAITS = Q(status=CallStatus.PENDING)
AGREED = Q(status__in=(CallStatus.CONFIRMED, CallStatus.IN_PROGRESS))
OWNERLESS = ~Q(work_item__state__in=OWNED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """topic   a topic's code; "" = all
    status  "" = what is open and what was over lately; else only that
    team    the calls of colleagues too; always for admins
    """

    topic: str = ""
    status: str = ""
    team: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """uncovered  agreed, and nobody may be there: nobody has them, or whoever has them is away
    unsaid     their hour is over, and nobody has said how they went
    """

    uncovered: list[CallRequest]
    unsaid: list[CallRequest]
    waiting: list[CallRequest]
    agreed: list[CallRequest]
    ended: list[CallRequest]

    @property
    def all(self) -> list[CallRequest]:
        return [*self.uncovered, *self.unsaid, *self.waiting, *self.agreed, *self.ended]


def calls_for(by: Actor, wanted: Wanted, at: datetime) -> Listed:
    """What the caller sees of it, each call once, under what is most pressing of it. Four statements, five when
    somebody has time off."""
    seen = _seen(by, wanted).shown().select_related("work_item__suggested__user")
    line = seen.filter(WAITS).order_by("-work_item__score", "work_item__due_at", "id")
    waiting = list(line[:MOST]) if _asked(wanted, CallStatus.PENDING) else []
    agreed: list[CallRequest] = []
    uncovered: list[CallRequest] = []
    if _asked(wanted, CallStatus.CONFIRMED, CallStatus.IN_PROGRESS):
        rows = seen.filter(AGREED, _status(wanted)).order_by("scheduled_date_time", "id")
        agreed = list(rows[:MOST])
        uncovered = _uncovered(rows, agreed, at)
    apart = {call.pk for call in uncovered}
    unsaid = [call for call in agreed if call.pk not in apart and is_unsaid(call, at)]
    apart |= {call.pk for call in unsaid}
    return Listed(
        uncovered,
        unsaid,
        waiting,
        [call for call in agreed if call.pk not in apart],
        _ended(seen, wanted, at) if _asked(wanted, *FINAL) else [],
    )


def counts_of(by: Actor, at: datetime, day_ends: datetime) -> dict[str, int]:
    """What stands on the tiles: of everything the caller may see, whatever the filters. One statement."""
    running = Q(work_item__contact_met_at__isnull=True, work_item__due_at__isnull=False)
    mine = Q(work_item__owner=by.user_id, work_item__state__in=OWNED)
    still_open = visible_calls(by, None).filter(WAITS | AGREED).order_by()
    return still_open.aggregate(
        waiting=Count("pk", filter=WAITS & OWNERLESS),
        breached=Count("pk", filter=running & Q(work_item__due_at__lte=at)),
        at_risk=Count("pk", filter=running & Q(work_item__warn_at__lte=at, work_item__due_at__gt=at)),
        mine=Count("pk", filter=mine & WAITS),
        today=Count("pk", filter=mine & Q(status=CallStatus.CONFIRMED, scheduled_date_time__lt=day_ends)),
        running=Count("pk", filter=Q(status=CallStatus.IN_PROGRESS)),
    )


def is_unsaid(call: CallRequest, at: datetime) -> bool:
    """Whether its end has passed by an hour, and it stands as if it were to come."""
    return call.status in (CallStatus.CONFIRMED, CallStatus.IN_PROGRESS) and (call.ends_at or at) <= at - UNSAID


def is_uncovered(call: CallRequest, away: bool) -> bool:
    return call.status == CallStatus.CONFIRMED and (away or not call.work_item.is_owned)


def away_then(call: CallRequest, at: datetime) -> bool:
    """Whether the member who has the agreed call has time off at its hour. One statement."""
    if call.status != CallStatus.CONFIRMED or call.owner is None or call.ends_at is None:
        return False
    assert call.scheduled_date_time is not None
    away = time_off_from(at, staff_ids=[call.owner.pk]).get(call.owner.pk, [])
    return is_away(away, call.scheduled_date_time, call.ends_at)


def what_became_of(keys: Collection[UUID], by: Actor) -> list[CallRequest]:
    """Calls that a page has shown and shows no more, if the caller may see them."""
    return list(visible_calls(by, None).filter(pk__in=keys).select_related("work_item__owner__user"))


def _seen(by: Actor, wanted: Wanted) -> CallRequestQuerySet:
    calls = visible_calls(by, None)
    if wanted.topic:
        calls = calls.filter(topic__code=wanted.topic)
    if not (wanted.team or is_routing_admin(by)):
        calls = calls.filter(Q(work_item__owner=by.user_id) | (OWNERLESS & (WAITS | AGREED)))
    return calls


def _asked(wanted: Wanted, *statuses: str) -> bool:
    return not wanted.status or wanted.status in statuses


def _status(wanted: Wanted) -> Q:
    return Q(status=wanted.status) if wanted.status else Q()


def _uncovered(rows: CallRequestQuerySet, listed: list[CallRequest], at: datetime) -> list[CallRequest]:
    """Those of the list, and those of members who are away however far ahead: few, and found from their time off."""
    away = time_off_from(at)
    upcoming = {call.pk: call for call in listed if call.status == CallStatus.CONFIRMED}
    if len(listed) == MOST:  # there are more: those that matter are found all the same
        beyond = rows.filter(OWNERLESS | Q(work_item__owner__in=list(away)), status=CallStatus.CONFIRMED)
        upcoming |= {call.pk: call for call in beyond.filter(scheduled_date_time__gte=at)[:MOST]}
    return sorted((call for call in upcoming.values() if is_uncovered(call, _is_away(call, away))), key=_hour)


def _is_away(call: CallRequest, away: dict[UUID, Any]) -> bool:
    if call.owner is None or call.scheduled_date_time is None or call.ends_at is None:
        return False
    return is_away(away.get(call.owner.pk, []), call.scheduled_date_time, call.ends_at)


def _hour(call: CallRequest) -> datetime:
    assert call.scheduled_date_time is not None
    return call.scheduled_date_time


def _ended(seen: CallRequestQuerySet, wanted: Wanted, at: datetime) -> list[CallRequest]:
    """The latest first; of the last day, or as many as fit when only those are asked for."""
    over = seen.filter(status__in=FINAL).filter(_status(wanted)).order_by("-work_item__closed_at", "-id")
    return list(over[:MOST] if wanted.status else over.filter(work_item__closed_at__gt=at - RECENT)[:20])
