"""The standing check of calls: what must never be. Every figure is zero."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from routing.enums import OWNED
from routing.queries.exceptions import standing_check
from scheduling.enums import CALL, CallStatus
from scheduling.models import CallRequest
from workforce.enums import LIVE_STATES, Purpose
from workforce.models import Booking

#: so long after its hour somebody has to have said how a call went
STALE = timedelta(days=1)
TAKING_TIME = (CallStatus.CONFIRMED, CallStatus.IN_PROGRESS)


@standing_check
def call_exceptions(at: datetime) -> dict[str, int]:
    """agreed_calls_without_time  agreed and to come, but in nobody's calendar
    call_times_of_nothing             time that a call takes, and no such call
    agreed_calls_in_another_calendar  somebody has the call and somebody else the time for it; or nobody has it, and no
                                      clock runs for that
    calls_without_an_end              their hour has long passed, and nobody has said how they went
    """
    agreed = CallRequest.objects.filter(status=CallStatus.CONFIRMED)
    held = Q(work_item__state__in=OWNED)
    unseen = Q(work_item__due_at__isnull=True) | Q(work_item__contact_met_at__isnull=False)
    apart = (held & ~Q(work_item__owner=F("booking__staff"))) | (~held & unseen)
    taken = Booking.objects.live().filter(purpose=Purpose.CALL, about_kind=CALL)
    takes = CallRequest.objects.filter(booking=OuterRef("pk"), status__in=TAKING_TIME)
    begun = CallRequest.objects.filter(status__in=TAKING_TIME, scheduled_date_time__lt=at - STALE)
    return {
        "agreed_calls_without_time": agreed.exclude(booking__state__in=LIVE_STATES).count(),
        "call_times_of_nothing": taken.filter(~Exists(takes)).count(),
        "agreed_calls_in_another_calendar": agreed.filter(apart).count(),
        "calls_without_an_end": begun.count(),
    }
