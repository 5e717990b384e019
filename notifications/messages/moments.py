"""Times as a message says them: in the reader's language and zone, both set by whoever writes it."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def in_short(at: datetime | None) -> str:
    """October 9, 12:15 EDT"""
    if at is None:
        return ""
    local = localtime(at)
    return _("%(day)s, %(time)s") % {"day": date_format(local, "MONTH_DAY_FORMAT"), "time": _zoned(local)}


def clock_time(at: datetime | None) -> str:
    """12:15 EDT"""
    return _zoned(localtime(at)) if at else ""


def in_full(at: datetime | None, until: datetime | None = None) -> str:
    """Friday, Oct. 9, 2026, 12:15–12:45 EDT (America/New_York); the last day only when it is another one."""
    if at is None:
        return ""
    begins = localtime(at)
    ends = localtime(until) if until else None
    if ends is None:
        span = _on_day(begins, _zoned(begins))
    elif (ends.date(), ends.utcoffset()) == (begins.date(), begins.utcoffset()):
        span = _on_day(begins, f"{begins:%H:%M}–{_zoned(ends)}")
    else:
        span = f"{_on_day(begins, _zoned(begins))} – {_on_day(ends, _zoned(ends))}"
    return f"{span} ({get_current_timezone_name()})"


def on_its_day(at: datetime | None) -> str:
    """Friday, Oct. 9, 2026, 12:15 EDT"""
    return _on_day(localtime(at), _zoned(localtime(at))) if at else ""


def _on_day(local: datetime, time: str) -> str:
    weekday, day = date_format(local, "l"), date_format(local, "DATE_FORMAT")
    if not (get_language() or "en").startswith("en"):
        weekday = weekday.lower()  # Django has them as they head a calendar; in a sentence only English has them so
    return _("%(weekday)s, %(date)s, %(time)s") % {"weekday": weekday, "date": day, "time": time}


def _zoned(local: datetime) -> str:
    # Django's own format leaves the zone out in the hour that comes twice, the only one in which it decides
    return f"{local:%H:%M} {local.tzname()}"
