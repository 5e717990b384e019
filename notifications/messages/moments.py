"""Times as a message says them: in the reader's language and zone, both set by whoever writes it."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import gettext as _

TIME = "H:i T"


def in_short(at: datetime | None) -> str:
    """October 9, 12:15 EDT"""
    if at is None:
        return ""
    local = localtime(at)
    return _("%(day)s, %(time)s") % {"day": date_format(local, "MONTH_DAY_FORMAT"), "time": date_format(local, TIME)}


def clock_time(at: datetime | None) -> str:
    """12:15 EDT"""
    return date_format(localtime(at), TIME) if at else ""


def in_full(at: datetime | None, until: datetime | None = None) -> str:
    """Friday, October 9, 2026, 12:15–12:45 EDT (America/New_York); the last day only when it is another one."""
    if at is None:
        return ""
    begins = localtime(at)
    ends = localtime(until) if until else None
    if ends is None:
        return f"{_day_and_time(begins, TIME)} ({get_current_timezone_name()})"
    if (ends.date(), ends.utcoffset()) == (begins.date(), begins.utcoffset()):
        span = f"{_day_and_time(begins, 'H:i')}–{date_format(ends, TIME)}"
    else:
        span = f"{_day_and_time(begins, TIME)} – {_day_and_time(ends, TIME)}"
    return f"{span} ({get_current_timezone_name()})"


def _day_and_time(local: datetime, time: str) -> str:
    return _("%(weekday)s, %(date)s, %(time)s") % {
        "weekday": date_format(local, "l"),
        "date": date_format(local, "DATE_FORMAT"),
        "time": date_format(local, time),
    }
