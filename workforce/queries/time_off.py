"""Who is away when: for those who have booked their time already."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from workforce.models import TimeOff
from workforce.rules import zones
from workforce.rules.intervals import to_datetime
from workforce.rules.working_time import local_days

_DAY = timedelta(days=1)
Away = list[tuple[datetime, datetime]]


def time_off_from(at: datetime, *, staff_ids: Collection[UUID] | None = None) -> dict[UUID, Away]:
    """For which stretches from `at` on members have time off, in instants; whole days are their own. One statement."""
    ahead = TimeOff.objects.filter(Q(ends_on__gte=(at - _DAY).date()) | Q(ends_at__gt=at))
    if staff_ids is not None:
        ahead = ahead.filter(staff__in=staff_ids)
    rows = ahead.filter(staff__retired_at__isnull=True).order_by()
    found: dict[UUID, Away] = {}
    columns = ("staff_id", "staff__user__timezone", "starts_on", "ends_on", "starts_at", "ends_at")
    for key, zone, first, last, begins, ends in rows.values_list(*columns):
        stretches = found.setdefault(key, [])
        if begins is not None and ends is not None:
            stretches.append((begins, ends))
            continue
        try:
            days = local_days(zones.zone(zone).key, first, last)
        except zones.UnknownZone:
            days = local_days("UTC", first, last)
        stretches.extend((to_datetime(start), to_datetime(end)) for start, end in days)
    return found


def is_away(away: Away, starts_at: datetime, ends_at: datetime) -> bool:
    return any(begins < ends_at and ends > starts_at for begins, ends in away)
