"""When somebody wants to be left alone, and until when."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(at: datetime, zone: ZoneInfo, begins: time | None, ends: time | None) -> datetime | None:
    """The end of the quiet hours that `at` lies in; None when it lies in none.

    begins, ends  on the person's own clock; they may pass midnight; equal or missing: no quiet hours

    The end is what the clock shows then, so a night in which it is changed is an hour longer or shorter. A time that
    the clock leaves out counts as if it had not been changed yet.
    """
    if begins is None or ends is None or begins == ends:
        return None
    local = at.astimezone(zone)
    now = local.time()
    through_midnight = begins > ends
    inside = (now >= begins or now < ends) if through_midnight else begins <= now < ends
    if not inside:
        return None
    day = local.date() + timedelta(days=1 if through_midnight and now >= begins else 0)
    end = datetime.combine(day, ends, tzinfo=zone).astimezone(at.tzinfo)
    # the hour that comes twice: its second end lies ahead when the first has passed
    return end if end > at else datetime.combine(day, ends, tzinfo=zone).replace(fold=1).astimezone(at.tzinfo)
