"""The VTIMEZONE of an invitation: each change of offset around it, written out with the clock of before the change.

RFC 5545 gives the onset of a change on the wall clock that it ends: New York leaves standard time at 02:00 -0500. The
library's own `Timezone.from_tzid` writes 03:00 -0500, which a strict reader takes for an hour later. We also write no
recurrence rules: a rule made of today's habit is wrong in the first year in which a country thinks again, and an
appointment needs the year around it only.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from workforce.rules.intervals import MICROSECOND, to_datetime, to_instant
from workforce.rules.working_time import offset_periods
from workforce.rules.zones import zone

AROUND = timedelta(days=366)
#: the first stretch is said to begin here: nothing in the calendar is older
BEGINNING = datetime(1970, 1, 1)  # noqa: DTZ001  (a reading of the wall clock)

#: onset on the wall clock of before, offset before, offset after, abbreviation, whether it is summer time
Observance = tuple[datetime, timedelta, timedelta, str, bool]


def vtimezone(zone_name: str, starts_at: datetime, ends_at: datetime) -> Timezone:
    """Right for every instant from a year before to a year after. Equal parts are worked out once."""
    component = Timezone()
    component.add("tzid", zone_name)
    for onset, before, after, name, is_summer in _observances(zone_name, starts_at.year, ends_at.year):
        part = TimezoneDaylight() if is_summer else TimezoneStandard()
        part.add("dtstart", onset)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        component.add_component(part)
    return component


def is_repeated(zone_name: str, moment: datetime) -> bool:
    """Whether the wall clock reads the same twice that night: a local time cannot say then which of both is meant."""
    local = moment.astimezone(zone(zone_name))
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


@lru_cache(maxsize=512)
def _observances(zone_name: str, first_year: int, last_year: int) -> tuple[Observance, ...]:
    start = to_instant(datetime(first_year, 1, 1, tzinfo=UTC) - AROUND)
    end = to_instant(datetime(last_year + 1, 1, 1, tzinfo=UTC) + AROUND)
    periods = [
        (max(since, start), MICROSECOND * offset) for since, _until, offset in offset_periods(zone_name, start, end)
    ]
    inside = [to_datetime(since).astimezone(zone(zone_name)) for since, _offset in periods]
    lowest, has_summer = min(offset for _since, offset in periods), any(moment.dst() for moment in inside)
    found: list[Observance] = []
    before = periods[0][1]
    for (since, offset), moment in zip(periods, inside, strict=True):
        onset = (to_datetime(since) + before).replace(tzinfo=None) if found else BEGINNING
        # a country may call its winter the exception (Ireland), or one month (Morocco): what is ahead is summer time
        found.append((onset, before, offset, moment.tzname() or zone_name, has_summer and offset > lowest))
        before = offset
    return tuple(found)
