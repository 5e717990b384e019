"""How much work a calendar's repeating appointments would be: asked before anything unfolds them.

A rule of one line can stand for a hundred million instants (every second since 1970), in an appointment or inside the
definition of a zone, which is unfolded when the file is parsed. Nobody meets every second: such files are refused.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime

#: instants that all repeating appointments of one calendar may come to; about four seconds
MOST_INSTANTS = 500_000
MOST_ZONES = 200
#: years in which a rule takes a step, and what each step costs
DAYS_A_STEP = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 30, "YEARLY": 365}
_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
_DAYS = ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYEASTER")


class TooMuch(ValueError):
    """The calendar repeats more than anybody can keep."""


def check_repeats(text: str, until: date) -> None:
    """TooMuch when the rules in this file would be too much work up to that day."""
    total = zones = 0
    for component, rule, start in _rules(text):
        parts = dict(part.partition("=")[::2] for part in rule.upper().split(";") if part)
        step = DAYS_A_STEP.get(parts.get("FREQ", ""))
        if step is None:
            raise TooMuch("An appointment repeats more often than every day.")
        if component in {"STANDARD", "DAYLIGHT"}:
            zones += 1
            if parts["FREQ"] != "YEARLY" or any(name in parts for name in _TIMES) or zones > MOST_ZONES:
                raise TooMuch("It defines a time zone that no country has.")
            continue
        total += _instants(parts, step, start, until)
        if total > MOST_INSTANTS:
            raise TooMuch("Its appointments repeat too often to be unfolded.")


def _instants(parts: dict[str, str], step: int, start: date, until: date) -> int:
    """At most so many, whatever the calendar's own limits and exceptions."""
    if found := re.match(r"\d{8}", parts.get("UNTIL", "")):
        until = min(until, _date(found[0]) or until)
    steps = max((until - start).days, 0) // step + 1
    days = min(step, max((_choices(parts, name) for name in _DAYS), default=1) * _choices(parts, "BYMONTH"))
    times = 1
    for name in _TIMES:
        times *= _choices(parts, name)
    return steps * max(days, 1) * times


def _choices(parts: dict[str, str], name: str) -> int:
    return parts[name].count(",") + 1 if name in parts else 1


def _rules(text: str) -> Iterator[tuple[str, str, date]]:
    """Every RRULE with the component that it stands in and the day that it begins on."""
    inside: list[str] = []
    starts: list[date] = []
    rules: list[list[str]] = []
    for line in unfolded(text).splitlines():
        name, _, value = line.partition(":")
        name = name.partition(";")[0].strip().upper()
        if name == "BEGIN":
            inside.append(value.strip().upper())
            starts.append(date(1970, 1, 1))
            rules.append([])
        elif not inside:
            continue
        elif name == "END":
            component, start = inside.pop(), starts.pop()
            yield from ((component, rule, start) for rule in rules.pop())
        elif name in {"RRULE", "EXRULE"}:
            rules[-1].append(line.partition(":")[2].strip())
        elif name == "DTSTART" and (found := re.search(r"\d{8}", value)):
            starts[-1] = _date(found[0]) or starts[-1]
    for component, rule, start in zip(inside, rules, starts, strict=True):
        yield from ((component, one, start) for one in rule)


def unfolded(text: str) -> str:
    """Long lines go on after a line end and a blank."""
    return re.sub(r"\r?\n[ \t]", "", text)


def _date(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007  (a day of its own zone)
    except ValueError:
        return None
