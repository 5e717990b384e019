"""Which stretch of time a figure is about, and which one it is compared with."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONGEST = 366  # days
#: name in an address → days, today included
NAMED = {"today": 1, "7": 7, "30": 30, "90": 90}


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of one zone, from the first to the last, but never beyond `until`.

    first, last  the first and the last day; zone  whose days they are; until  the instant of asking
    """

    first: date
    last: date
    zone: ZoneInfo
    until: datetime

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def begins(self) -> datetime:
        """The first instant, in UTC."""
        return _midnight(self.first, self.zone)

    @property
    def ends(self) -> datetime:
        """The instant at which it is over, itself outside, in UTC."""
        return min(_midnight(self.last + timedelta(days=1), self.zone), max(self.until, self.begins))

    @property
    def midnights(self) -> list[datetime]:
        """The first instant of each day: the n-th day is what comes after n of them."""
        return [_midnight(self.first + timedelta(days=day), self.zone) for day in range(self.days)]

    @property
    def before(self) -> "Period":
        """As many days just before. Where the last day is not over, that one is cut at the same time of day."""
        back = timedelta(days=self.days)
        until = (self.until.astimezone(self.zone).replace(tzinfo=None) - back).replace(tzinfo=self.zone)
        return Period(self.first - back, self.last - back, self.zone, until.astimezone(UTC))


def period_named(name: str, at: datetime, zone: ZoneInfo) -> Period:
    """The period of that name in NAMED, its last day being the day of `at` in that zone."""
    today = at.astimezone(zone).date()
    return Period(today - timedelta(days=NAMED[name] - 1), today, zone, at)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
