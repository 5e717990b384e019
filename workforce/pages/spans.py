"""Pairs of times as a form shows them: drafts, which may still be wrong, of one day or of a week.

Every button sends the whole draft and gets it back changed, so that nothing is stored before saving and each of them
works without scripts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from core.errors import Invalid
from workforce.enums import Weekday
from workforce.models.validators import END_OF_DAY, TIME_OF_DAY_PATTERN
from workforce.pages.words import minutes_text
from workforce.queries.member_days import usual_week
from workforce.rules.weekly_spans import Span, length

MOST_ROWS = 12


@dataclass(slots=True)
class Row:
    starts: str = ""
    ends: str = ""
    is_new: bool = False


@dataclass(slots=True)
class Spans:
    """One day: `prefix` begins the names of its fields, `label` says whose times they are."""

    prefix: str
    label: str
    rows: list[Row] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, prefix: str, label: str, spans: Iterable[Sequence[str]]) -> "Spans":
        return cls(prefix, label, [Row(starts, "00:00" if ends == END_OF_DAY else ends) for starts, ends in spans])

    @classmethod
    def read(cls, prefix: str, label: str, data: Any) -> "Spans":
        pairs = zip(data.getlist(f"{prefix}-starts"), data.getlist(f"{prefix}-ends"), strict=False)
        return cls(prefix, label, [Row(starts[:5], ends[:5]) for starts, ends in pairs][: MOST_ROWS + 1])

    def add(self) -> None:
        self.rows.append(Row(is_new=True))

    def drop(self, number: int) -> None:
        del self.rows[number : number + 1]

    def value(self) -> list[Span]:
        """The pairs that are filled in; what is half filled in, or no time, is named in `errors`."""
        found: list[Span] = []
        for row in self.rows:
            if not row.starts and not row.ends:
                continue
            if not row.starts or not row.ends:
                self._wrong(_("Give both times, or neither."))
            elif not (TIME_OF_DAY_PATTERN.match(row.starts) and TIME_OF_DAY_PATTERN.match(row.ends)):
                self._wrong(_("Write each time as 09:00."))
            else:
                found.append((row.starts, END_OF_DAY if row.ends == "00:00" else row.ends))
        return found

    def _wrong(self, text: str) -> None:
        if text not in self.errors:
            self.errors.append(text)


class WeekDraft:
    """Seven days, Monday first. is_business: the member has no hours of their own, and keeps those of the company."""

    def __init__(self, days: list[Spans], *, changed: bool = False, is_business: bool = False) -> None:
        self.days, self.changed, self.is_business = days, changed, is_business

    @classmethod
    def of(cls, own: Sequence[Sequence[Span]]) -> "WeekDraft":
        shown: Sequence[Sequence[Sequence[str]]] = own if any(own) else usual_week([])
        days = [Spans.of(f"d{day}", str(WEEKDAYS[day]), spans) for day, spans in enumerate(shown)]
        return cls(days, is_business=not any(own))

    @classmethod
    def read(cls, data: Any) -> "WeekDraft":
        return cls([Spans.read(f"d{day}", str(WEEKDAYS[day]), data) for day in range(7)], changed=True)

    def value(self) -> list[list[Span]] | None:
        """What is to be stored; None when something has to be corrected first."""
        week = [day.value() for day in self.days]
        return None if self.is_wrong else week

    @property
    def is_wrong(self) -> bool:
        return any(day.errors for day in self.days)

    @property
    def total(self) -> str:
        """Hours a week, of what is filled in so far."""
        filled = [
            (row.starts, row.ends)
            for day in self.days
            for row in day.rows
            if TIME_OF_DAY_PATTERN.match(row.starts) and TIME_OF_DAY_PATTERN.match(row.ends)
        ]
        return minutes_text(length(filled))

    def do(self, what: str, data: Any) -> bool:
        """What a button other than "save" asks for: add, close, drop, copy; False when there is no such thing."""
        verb, _colon, rest = what.partition(":")
        day, _colon, number = rest.partition(":")
        if verb not in {"add", "close", "drop", "copy"} or day not in set("0123456"):
            return False
        chosen = self.days[int(day)]
        if verb == "add":
            chosen.add()
        elif verb == "close":
            chosen.rows = []
        elif verb == "drop":
            chosen.drop(int(number) if number.isdecimal() else 0)
        else:
            for target in set(data.getlist(f"copy-{day}")) & set("0123456"):
                self.days[int(target)].rows = [Row(row.starts, row.ends) for row in chosen.rows]
        return True

    def refuse(self, refusal: Invalid) -> None:
        """What the verb refused stands at its day."""
        for weekday in Weekday:
            for text in refusal.details.get(weekday.name.lower(), []):
                self.days[weekday].errors.append(_(text))
