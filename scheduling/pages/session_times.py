"""When a session is, for whoever reads and for the merchant."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from routing.pages.clocks import clock_time, zone_name
from scheduling.pages.times import NIGHT_BEGINS, NIGHT_ENDS, span
from workforce.rules import zones


def zone_of(*names: str) -> ZoneInfo:
    """The first of these zones that there is."""
    for name in names:
        try:
            return zones.zone(name)
        except zones.UnknownZone:
            continue
    return zones.zone("UTC")


def said(zone: ZoneInfo) -> str:
    """As people say it: New York."""
    return zone.key.rpartition("/")[2].replace("_", " ")


def there(zone: ZoneInfo, instant: datetime, at: datetime) -> str:
    """As clocks in that zone show it: Mon 20:00."""
    with timezone.override(zone):
        return clock_time(instant, at)


def is_night(zone: ZoneInfo, instant: datetime) -> bool:
    local = instant.astimezone(zone).time()
    return local >= NIGHT_BEGINS or local < NIGHT_ENDS


def both(zone: ZoneInfo, instant: datetime, at: datetime) -> str:
    """Mon 14:00, and for the merchant Mon 20:00; once where both clocks agree."""
    mine, theirs = clock_time(instant, at), there(zone, instant, at)
    if mine == theirs:
        return mine
    shown = theirs.rpartition(" ")[2] if theirs.rpartition(" ")[0] == mine.rpartition(" ")[0] else theirs
    return _("%(time)s (merchant %(theirs)s)") % {"time": mine, "theirs": shown}


def when(zone: ZoneInfo, starts_at: datetime, length: timedelta, at: datetime) -> str:
    """The whole span with its zone, and the merchant's hour where theirs is another."""
    mine, theirs = f"{span(starts_at, length, at)} ({zone_name()})", there(zone, starts_at, at)
    if theirs == clock_time(starts_at, at):
        return mine
    return f"{mine} · " + _("for the merchant %(time)s (%(zone)s)") % {"time": theirs, "zone": said(zone)}


def slot_label(zone: ZoneInfo, starts_at: datetime) -> str:
    """An hour to choose, on the merchant's clock, with the reader's beside it where that differs: 09:00 (you 15:00)."""
    theirs, mine = starts_at.astimezone(zone), timezone.localtime(starts_at)
    label = formats.date_format(theirs, "H:i")
    if theirs.utcoffset() == mine.utcoffset():
        return label
    own = formats.date_format(mine, "H:i" if theirs.date() == mine.date() else "D H:i")
    return _("%(time)s (you %(mine)s)") % {"time": label, "mine": own}
