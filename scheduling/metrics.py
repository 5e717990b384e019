"""What /metrics says about calls."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count
from prometheus_client import Counter

from core import clock
from core.metrics import REGISTRY, gauge_source
from scheduling.enums import UPCOMING, CallStatus
from scheduling.models import CallRequest

REQUESTS = Counter(
    "switchboard_call_requests_total",
    "Requests for a call, by how they ended: made, or the code of the refusal.",
    ["outcome"],
    registry=REGISTRY,
)
#: how far back shares are looked at
LATELY = timedelta(days=7)


@gauge_source("switchboard_calls_open", "Calls that are to come or under way.", ("status",))
def calls_open() -> Iterable[tuple[tuple[str, ...], float]]:
    rows = CallRequest.objects.filter(status__in=(*UPCOMING, CallStatus.IN_PROGRESS)).order_by()
    return [((status,), number) for status, number in rows.values_list("status").annotate(n=Count("pk"))]


@gauge_source("switchboard_call_answers_overdue", "Flexible requests whose answer is late.")
def answers_overdue() -> float:
    late = CallRequest.objects.filter(status=CallStatus.PENDING, answered_at__isnull=True)
    return late.filter(work_item__due_at__lt=clock.now()).count()


@gauge_source("switchboard_calls_without_member", "Agreed calls that nobody has.")
def without_member() -> float:
    return CallRequest.objects.filter(status=CallStatus.CONFIRMED, work_item__owner__isnull=True).count()


@gauge_source("switchboard_call_no_show_share", "Missed calls of those that ended in the last seven days.")
def no_show_share() -> float:
    since = clock.now() - LATELY
    ended = CallRequest.objects.filter(
        status__in=(CallStatus.COMPLETED, CallStatus.NO_SHOW), scheduled_date_time__gte=since
    )
    counted = dict(ended.order_by().values_list("status").annotate(n=Count("pk")))
    whole = sum(counted.values())
    return counted.get(CallStatus.NO_SHOW, 0) / whole if whole else 0.0
