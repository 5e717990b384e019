"""Write down what a reading came to; only the holder of the lease's token may."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from core.actor import SYSTEM, staff_public_id
from core.clock import DatabaseNow
from events.publish import emit
from workforce import conf
from workforce.events import CalendarLost, CalendarRegained
from workforce.models import BusyBlock, CalendarPolicy, OutsideCalendar
from workforce.ports import BusyTime, CalendarError, Reading
from workforce.queries.outside_calendars import trust_of
from workforce.rules.freshness import judged, wait_after

log = logging.getLogger(__name__)

_BATCH = 1000


def settle_reading(calendar: OutsideCalendar, result: Reading | CalendarError, *, asked_at: datetime) -> bool:
    """What was read stands in place of what was known before, in one step; or the failure does, and what was known
    stays. The next reading is planned.

    asked_at  the instant before the calendar was asked: what it says may be as old as that

    Emits calendar.lost once in an outage, when its grace is over; calendar.regained at the first reading after that.
    False, and nothing has changed: the lease had run out, or the calendar is not connected any more.
    """
    with transaction.atomic():
        mine = OutsideCalendar.objects.select_for_update(no_key=True).filter(
            pk=calendar.pk, lease_token=calendar.lease_token
        )
        held = mine.first()
        if held is None:
            log.warning("lease_lost", extra={"calendar": calendar.public_id})
            return False
        policy = CalendarPolicy.current()
        if isinstance(result, Reading):
            values = _read(held, result, asked_at) | {"next_read_at": DatabaseNow() + policy.read_every}
        else:
            values = _failed(held, result, policy, asked_at)
        mine.update(**values, lease_token=None, lease_until=None)
    return True


def _read(calendar: OutsideCalendar, reading: Reading, asked_at: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"read_at": asked_at, "failing_since": None, "failures": 0, "told_at": None}
    values |= {"problem": "", "problem_words": ""}
    if reading.busy is not None:
        _replace(calendar, reading.busy)
        values |= {"name": reading.name[:200], "zone": reading.zone, "etag": reading.etag[:300], "whole_at": asked_at}
    if calendar.told_at is not None:
        emit(CalendarRegained(**_of(calendar)), by=SYSTEM, at=asked_at)
    return values


def _failed(calendar: OutsideCalendar, error: CalendarError, policy: CalendarPolicy, at: datetime) -> dict[str, Any]:
    failures = calendar.failures + 1
    wait = wait_after(
        failures, read_every=policy.read_every, longest=conf.CALENDAR_LONGEST_WAIT, not_before=error.not_before
    )
    values: dict[str, Any] = {
        "failing_since": calendar.failing_since or at,
        "failures": failures,
        "problem": error.problem,
        "problem_words": error.words[:300],
        "next_read_at": DatabaseNow() + wait,
    }
    now_is = judged(calendar.read_at, calendar.connected_at, failing=True, trust=trust_of(policy), at=at)
    if now_is.unknown and calendar.told_at is None:
        lost = CalendarLost(**_of(calendar), problem=error.problem, since=calendar.read_at or calendar.connected_at)
        emit(lost, by=SYSTEM, at=at)
        values["told_at"] = at
    return values


def _replace(calendar: OutsideCalendar, busy: Iterable[BusyTime]) -> None:
    """Only what differs is written: most readings bring what is there already."""
    wanted = {time for time in busy if not time.uid.endswith(conf.OUR_UIDS)}
    gone = []
    for key, *values in BusyBlock.objects.filter(calendar=calendar).order_by().values_list("pk", *BusyTime._fields):
        time = BusyTime(*values)
        if time in wanted:
            wanted.remove(time)
        else:
            gone.append(key)
    BusyBlock.objects.filter(pk__in=gone).delete()
    new = [BusyBlock(calendar=calendar, **time._asdict()) for time in wanted]
    BusyBlock.objects.bulk_create(new, batch_size=_BATCH)


def _of(calendar: OutsideCalendar) -> dict[str, str]:
    return {
        "calendar_id": calendar.public_id,
        "staff_id": staff_public_id(calendar.staff_id),
        "provider": calendar.provider,
    }
