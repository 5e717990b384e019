"""Figures in words, for cards, charts and tables: what every report shares."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from django.utils import formats
from django.utils.translation import gettext as _

from routing.pages.clocks import digits, number

#: lines of a table; the file has all of them
MOST = 20
NONE = "–"


class LineOf(Protocol):
    """A line of a breakdown, of leads or of calls."""

    group: str
    key: str
    label: str
    figures: Any


#: what it is called, and how it is told
Shown = tuple[Callable[[], str], Callable[[Any], str]]


def span(seconds: int | None) -> str:
    return NONE if seconds is None else digits(timedelta(seconds=seconds))


def share(part: float | None) -> str:
    """49.4 %, in the reader's way of writing it."""
    return NONE if part is None else _("%(n)s %%") % {"n": formats.number_format(round(100 * part, 1), 1)}


def mean(value: float | None) -> str:
    return NONE if value is None else formats.number_format(round(value, 2), 2)


def compared(cards: Sequence[Shown], total: Any, before: Any) -> list[dict[str, str]]:
    """Each figure of the period beside the one before."""
    return [{"label": label(), "value": tell(total), "before": tell(before)} for label, tell in cards]


def table(
    name: str, title: str, columns: Sequence[Shown], lines: Sequence[LineOf], named: Callable[[Any], str]
) -> dict[str, Any]:
    """One way of dividing the work."""
    return {
        "name": name,
        "title": title,
        "columns": [label() for label, _tell in columns],
        "rows": [
            {"label": named(line), "cells": [tell(line.figures) for _label, tell in columns]} for line in lines[:MOST]
        ],
        "more": max(len(lines) - MOST, 0),
    }


def chart(kind: str, title: str, heads: list[str], rows: list[tuple[str, list[tuple[Any, str]]]]) -> dict[str, Any]:
    """What a chart is drawn from: a table whose cells carry the plain number."""
    return {
        "kind": kind,
        "title": title,
        "heads": heads,
        "rows": [
            {"label": label, "cells": [{"value": value, "text": text} for value, text in cells]}
            for label, cells in rows
        ],
    }


def counted(count: int) -> tuple[int, str]:
    return count, number(count)


def minutes(seconds: int | None) -> tuple[Any, str]:
    return ("", NONE) if seconds is None else (round(seconds / 60, 1), span(seconds))


def day(line: LineOf) -> str:
    return formats.date_format(date.fromisoformat(line.key), "j M")
