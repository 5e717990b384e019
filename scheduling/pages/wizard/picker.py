"""The calendar of the wizard and of moving a call: a week of times, or a month of days and the times of one of them.

Times come from queries.offered, which asks what booking asks. What is shown where is worked out here, in the zone of
the reader.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django.db import OperationalError, transaction
from django.urls import reverse
from django.utils.formats import date_format

from core.errors import DomainError, ErrorCode
from scheduling.models import Topic
from scheduling.pages.wizard import moments
from scheduling.queries.offered import Offered, Time, offered
from workforce.rules.free_slots import Period

WEEK, MONTH = "week", "month"
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Card:
    """One time. value: its instant; number: seconds, for an id that stays."""

    value: str
    number: int
    begins: str
    ends: str
    is_free: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Day:
    """state: free, full, closed, past or far (beyond the days that can be booked)."""

    date: date
    weekday: str
    number: str
    full: str
    state: str
    cards: tuple[Card, ...] = ()
    is_current: bool = False
    is_outside: bool = False
    url: str = ""

    @property
    def free(self) -> int:
        return sum(card.is_free for card in self.cards)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks to see. Nonsense is read as nothing. path: of the page that shows it"""

    view: str
    day: date | None
    zone: str
    path: str
    to_review: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str], zone: str, path: str = "") -> "Asked":
        try:
            day = date.fromisoformat(query.get("day", "")[:10])
        except ValueError:
            day = None
        view = MONTH if query.get("view") == MONTH else WEEK
        return cls(view, day, zone, path or reverse("call_time"), query.get("to") == "review")

    def query(self, *, day: date | None = None, view: str = "", zoned: bool = True) -> str:
        shown = {"view": view or self.view, "day": str(day or self.day or "")}
        if zoned:
            shown["timezone"] = self.zone
        if self.to_review:
            shown["to"] = "review"
        return urlencode(shown)

    def url(self, *, day: date | None = None, view: str = "", zoned: bool = True) -> str:
        return f"{self.path}?{self.query(day=day, view=view, zoned=zoned)}"


class Picker:
    """Everything the template shows.

    chosen  the time that is marked; own  its booking, to whose owner it is free; length  of a call that is booked
    """

    def __init__(
        self,
        topic: Topic,
        asked: Asked,
        language: str,
        *,
        chosen: datetime | None,
        own: UUID | None,
        length: timedelta | None = None,
        at: datetime,
    ) -> None:
        self.topic, self.asked, self.chosen, self.own, self.at = topic, asked, chosen, own, at
        self.length = length or topic.duration
        self.zone, self.view = asked.zone, asked.view
        self.today = at.astimezone(moments.zone_of(self.zone)).date()
        self.last = self.today + timedelta(days=topic.window_days)
        self.day = min(max(asked.day or self._day_of_choice() or self.today, self.today), self.last)
        self._look(language)
        if asked.day is None and self.chosen is None and self.offered.next_free is not None:
            self.day = self.offered.next_free  # who opens the calendar begins where there is something to choose
            self._look(language)
        self._by_day: dict[date, list[Time]] = defaultdict(list)
        for time in self.offered.times:
            self._by_day[time.start.astimezone(moments.zone_of(self.zone)).date()].append(time)

    # -- what is asked for ---------------------------------------------------------------------------

    def _look(self, language: str) -> None:
        first, end = self._shown()
        self.days_shown = [first + ONE_DAY * number for number in range((end - first).days + 1)]
        self.offered = self._offered(Period(first, end, self.zone), language)

    def _day_of_choice(self) -> date | None:
        return self.chosen.astimezone(moments.zone_of(self.zone)).date() if self.chosen else None

    def _shown(self) -> tuple[date, date]:
        """A week is seven days from today, or from a multiple of seven after it: who looks on a Friday sees as much to
        choose from as on a Monday. A month is whole weeks of the calendar."""
        if self.view == WEEK:
            first = self.day - (self.day - self.today) % ONE_WEEK
            return first, first + ONE_WEEK - ONE_DAY
        first = self._week_begin(self.day.replace(day=1))
        end = self._week_begin(_next_month(self.day) - ONE_DAY) + ONE_WEEK - ONE_DAY
        return first, end

    @staticmethod
    def _week_begin(day: date) -> date:
        return day - ONE_DAY * ((day.weekday() - moments.first_weekday()) % 7)

    def _offered(self, period: Period, language: str) -> Offered:
        """A calendar that does not answer leaves the flexible way, and never an error page."""
        try:
            with transaction.atomic():
                return offered(self.topic, language, period, at=self.at, length=self.length, ignoring=self.own)
        except OperationalError:
            return Offered(unavailable=True)
        except DomainError as problem:
            if problem.code != ErrorCode.SERVICE_UNAVAILABLE:
                raise
            return Offered(unavailable=True)

    # -- what is shown -------------------------------------------------------------------------------

    @cached_property
    def days(self) -> list[Day]:
        return [self._day(day) for day in self.days_shown]

    @property
    def weeks(self) -> list[list[Day]]:
        days = self.days
        return [days[at : at + 7] for at in range(0, len(days), 7)]

    @property
    def current(self) -> Day:
        """The day whose times a month shows beside it."""
        return self._day(self.day)

    @property
    def title(self) -> str:
        if self.view == MONTH:
            return date_format(self.day, "YEAR_MONTH_FORMAT")
        first, end = self.days_shown[0], self.days_shown[-1]
        return f"{date_format(first, 'MONTH_DAY_FORMAT')} – {date_format(end, 'MONTH_DAY_FORMAT')}"

    @property
    def earlier_url(self) -> str:
        """Empty where nothing can be booked."""
        day = self.days_shown[0] - ONE_DAY if self.view == WEEK else self.day.replace(day=1) - ONE_DAY
        return self.asked.url(day=day) if day >= self.today else ""

    @property
    def later_url(self) -> str:
        day = self.days_shown[-1] + ONE_DAY if self.view == WEEK else _next_month(self.day)
        return self.asked.url(day=day) if day <= self.last else ""

    @property
    def other_view_url(self) -> str:
        return self.asked.url(day=self.day, view=MONTH if self.view == WEEK else WEEK)

    @property
    def next_free_url(self) -> str:
        day = self.offered.next_free
        return self.asked.url(day=day) if day else ""

    @property
    def next_free_words(self) -> str:
        day = self.offered.next_free
        return f"{date_format(day, 'l')}, {date_format(day, 'MONTH_DAY_FORMAT')}" if day else ""

    @property
    def here_url(self) -> str:
        return self.asked.url(day=self.day)

    @property
    def zoneless_url(self) -> str:
        """The same days; the zone is added by what was chosen."""
        return self.asked.url(day=self.day, zoned=False)

    @property
    def query(self) -> str:
        return self.asked.query(day=self.day, zoned=False)

    @property
    def first_day(self) -> date:
        """The day that is shown where there is room for one: the asked one, or the first with a free time."""
        free = [day.date for day in self.days if day.free]
        return self.day if self.day in free or not free else free[0]

    @property
    def minutes(self) -> int:
        return moments.minutes_of(self.length)

    @property
    def zone_words(self) -> str:
        return moments.zone_with_offset(self.zone, self.at)

    def _day(self, day: date) -> Day:
        cards = tuple(self._card(time) for time in self._by_day.get(day, ()))
        return Day(
            date=day,
            weekday=date_format(day, "D"),
            number=date_format(day, "j"),
            full=f"{date_format(day, 'l')}, {date_format(day, 'MONTH_DAY_FORMAT')}",
            state=self._state(day, cards),
            cards=cards,
            is_current=day == self.day,
            is_outside=self.view == MONTH and day.month != self.day.month,
            url=self.asked.url(day=day),
        )

    def _state(self, day: date, cards: tuple[Card, ...]) -> str:
        if day < self.today:
            return "past"
        if any(card.is_free for card in cards):
            return "free"
        if cards:
            return "full"
        return "far" if day > self.last else "closed"

    def _card(self, time: Time) -> Card:
        zone = moments.zone_of(self.zone)
        return Card(
            value=time.start.isoformat(),
            number=int(time.start.timestamp()),
            begins=moments.clock_time(time.start.astimezone(zone)),
            ends=moments.clock_time(time.end.astimezone(zone)),
            is_free=time.is_free,
            is_chosen=time.start == self.chosen,
        )


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
