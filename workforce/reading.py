"""Read the outside calendars that are due: claim, ask outside any transaction, settle. Any number may run at once."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from core import clock
from workforce import conf
from workforce.actions import claim_reading, settle_reading
from workforce.enums import CalendarProblem
from workforce.metrics import READINGS
from workforce.models import OutsideCalendar
from workforce.ports import CalendarError, CalendarRef, Calendars, Reading

log = logging.getLogger(__name__)


def read_due(*, limit: int = conf.CALENDAR_RUN_LIMIT) -> int:
    """Read what is due, longest due first; returns how many were tried."""
    providers: dict[str, Calendars] = {}
    tries = 0
    try:
        while tries < limit and (calendar := claim_reading()) is not None:
            if calendar.provider not in providers:
                providers[calendar.provider] = import_string(settings.CALENDARS[calendar.provider])()
            asked_at = clock.now()
            result = _read(providers[calendar.provider], calendar, asked_at)
            settle_reading(calendar, result, asked_at=asked_at)
            outcome = result.problem.value if isinstance(result, CalendarError) else "READ"
            READINGS.labels(calendar.provider, outcome).inc()
            tries += 1
    finally:
        for provider in providers.values():
            provider.close()
    return tries


def _read(provider: Calendars, calendar: OutsideCalendar, at: datetime) -> Reading | CalendarError:
    """From whole days, so that what is read again is the same; all of it when the days ahead have moved on."""
    is_whole = calendar.whole_at is not None and at - calendar.whole_at < conf.CALENDAR_WHOLE_EVERY
    ref = CalendarRef(calendar.address, calendar.staff.timezone, calendar.etag if is_whole else "")
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        return provider.busy(ref, midnight - conf.CALENDAR_BACK, midnight + conf.CALENDAR_AHEAD + timedelta(days=1))
    except CalendarError as problem:
        return problem
    except Exception:
        # its own text could hold what stands in the calendar
        log.exception("calendar_not_read", extra={"calendar": calendar.public_id})
        return CalendarError(CalendarProblem.UNREADABLE, "It could not be understood.")
