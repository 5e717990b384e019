"""Which period somebody asks for, in words that the page's address and the API share."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop as _

from analytics.rules.periods import LONGEST, NAMED, Period, period_named
from core.errors import Invalid

USUAL = "30"


def period_asked(given: Mapping[str, str], *, at: datetime, zone: ZoneInfo) -> Period:
    """`period` (today, 7, 30, 90), or `from` and `to`, both days included; the last 30 days when nothing is said.

    A period that would go on after today ends today. Raises Invalid with field → messages.
    """
    if not given.get("from") and not given.get("to"):
        name = given.get("period") or USUAL
        if name not in NAMED:
            raise Invalid({"period": [f"Must be one of {', '.join(NAMED)}."]})
        return period_named(name, at, zone)
    if given.get("period"):
        raise Invalid({"period": ["Give a period, or from and to."]})
    first, last = _day(given, "from"), _day(given, "to")
    today = at.astimezone(zone).date()
    if first > last:
        raise Invalid({"to": [_("Must not be before the first day.")]})
    if first > today:
        raise Invalid({"from": [_("Must not be after today.")]})
    last = min(last, today)
    if (last - first).days >= LONGEST:
        raise Invalid({"from": [_("At most a year at once.")]})
    return Period(first, last, zone, at)


def _day(given: Mapping[str, str], name: str) -> date:
    try:
        day = date.fromisoformat(given.get(name, ""))
    except ValueError:
        day = date.min
    if day.year < 2000 or day.year > 2999:
        raise Invalid({name: [_("Must be a day, such as 2026-03-31.")]})
    return day
