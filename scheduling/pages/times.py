"""When something is, for the member who reads and for the customer who waits."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from routing.pages.clocks import clock_time, zone_name
from scheduling.models import CallRequest
from workforce.rules import zones

#: hours at which nobody wants to be called
NIGHT_BEGINS, NIGHT_ENDS = time(21), time(7)


def theirs(call: CallRequest, instant: datetime, at: datetime) -> str:
    """As the customer's clock shows it: Mon 20:00."""
    with timezone.override(_zone(call)):
        return clock_time(instant, at)


def their_zone(call: CallRequest) -> str:
    """As people say it: Madrid."""
    return call.timezone.rpartition("/")[2].replace("_", " ")


def is_their_night(call: CallRequest, instant: datetime) -> bool:
    local = instant.astimezone(_zone(call)).time()
    return local >= NIGHT_BEGINS or local < NIGHT_ENDS


def both(call: CallRequest, instant: datetime, at: datetime) -> str:
    """Mon 14:00, and for the customer Mon 20:00; once where both clocks agree."""
    mine, other = clock_time(instant, at), theirs(call, instant, at)
    if mine == other:
        return mine
    shown = other.rpartition(" ")[2] if other.rpartition(" ")[0] == mine.rpartition(" ")[0] else other
    return _("%(time)s (customer %(theirs)s)") % {"time": mine, "theirs": shown}


def span(starts_at: datetime, length: timedelta, at: datetime) -> str:
    """Mon 14:00–14:30."""
    ends = timezone.localtime(starts_at + length)
    return f"{clock_time(starts_at, at)}–{formats.date_format(ends, 'H:i')}"


def when(call: CallRequest, at: datetime) -> str:
    """The agreed time with its zone, and the customer's when theirs is another."""
    if call.scheduled_date_time is None:
        return ""
    mine = f"{span(call.scheduled_date_time, call.duration, at)} ({zone_name()})"
    other = theirs(call, call.scheduled_date_time, at)
    if other == clock_time(call.scheduled_date_time, at):
        return mine
    return f"{mine} · " + _("for the customer %(time)s (%(zone)s)") % {"time": other, "zone": their_zone(call)}


def listed(call: CallRequest, times: Sequence[datetime], at: datetime) -> str:
    return ", ".join(both(call, one, at) for one in sorted(times))


def _zone(call: CallRequest) -> ZoneInfo:
    try:
        return zones.zone(call.timezone)
    except zones.UnknownZone:
        return zones.zone("UTC")
