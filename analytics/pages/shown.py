"""The figures of sales in words, for cards, charts and tables."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.queries.sales import Figures, Line, Sales
from routing.pages.clocks import digits, labelled, money, number, outcome_words, words

#: lines of a table; the file has all of them
MOST = 20
NONE = "–"


def span(seconds: int | None) -> str:
    return NONE if seconds is None else digits(timedelta(seconds=seconds))


def share(part: float | None) -> str:
    """49.4 %, in the reader's way of writing it."""
    return NONE if part is None else _("%(n)s %%") % {"n": formats.number_format(round(100 * part, 1), 1)}


def mean(value: float | None) -> str:
    return NONE if value is None else formats.number_format(round(value, 2), 2)


Shown = tuple[Callable[[], str], Callable[[Figures], str]]

CARDS: tuple[Shown, ...] = (
    (lambda: _("leads arrived"), lambda of: number(of.arrived)),
    (lambda: _("to the first attempt, half of them"), lambda of: span(of.first_attempt_median)),
    (lambda: _("to the first attempt, nine of ten"), lambda of: span(of.first_attempt_p90)),
    (lambda: _("to the first conversation, half of them"), lambda of: span(of.connection_median)),
    (lambda: _("called in time"), lambda of: share(of.share_in_time)),
    (lambda: _("attempts per lead"), lambda of: mean(of.attempts_per_lead)),
    (lambda: _("contacts logged"), lambda of: number(of.contacts)),
    (lambda: pgettext("leads, small", "won"), lambda of: number(of.won)),
    (lambda: _("of won and lost were won"), lambda of: share(of.win_rate)),
    (lambda: _("value won"), lambda of: money(of.value_won)),
)

COLUMNS: tuple[Shown, ...] = (
    (lambda: _("Arrived"), lambda of: number(of.arrived)),
    (lambda: _("First attempt"), lambda of: span(of.first_attempt_median)),
    (lambda: _("Nine of ten"), lambda of: span(of.first_attempt_p90)),
    (lambda: _("Conversation"), lambda of: span(of.connection_median)),
    (lambda: _("In time"), lambda of: share(of.share_in_time)),
    (lambda: _("Attempts"), lambda of: mean(of.attempts_per_lead)),
    (lambda: _("Contacts"), lambda of: number(of.contacts)),
    (lambda: pgettext("leads", "Won"), lambda of: number(of.won)),
    (lambda: pgettext("leads", "Lost"), lambda of: number(of.lost)),
    (lambda: _("Win rate"), lambda of: share(of.win_rate)),
    (lambda: _("Value won"), lambda of: money(of.value_won)),
)


def compared(sales: Sales) -> list[dict[str, str]]:
    """Each figure of the period beside the one before."""
    return [{"label": label(), "value": tell(sales.total), "before": tell(sales.before)} for label, tell in CARDS]


def table_lines(sales: Sales) -> list[dict[str, Any]]:
    """One table for each way of dividing the work."""
    titles = {
        "team": _("By team"),
        "member": _("By account executive"),
        "channel": _("By channel"),
        "campaign": _("By campaign"),
    }
    return [
        {
            "name": group,
            "title": title,
            "columns": [label() for label, _tell in COLUMNS],
            "rows": [
                {"label": named(line), "cells": [tell(line.figures) for _label, tell in COLUMNS]}
                for line in sales.of(group)[:MOST]
            ],
            "more": max(len(sales.of(group)) - MOST, 0),
        }
        for group, title in titles.items()
    ]


def chart_lines(sales: Sales) -> list[dict[str, Any]]:
    """What the charts are drawn from: a table each, whose cells carry the plain number."""
    days, reasons = sales.of("day"), sales.of("reason")
    winners = [line for line in sales.of("member") if line.figures.value_won][:MOST]
    return [
        _chart(
            "bar",
            _("Arrived and won by day"),
            [_("Day"), _("Arrived"), pgettext("leads", "Won")],
            [(_day(line), [_counted(line.figures.arrived), _counted(line.figures.won)]) for line in days],
        ),
        _chart(
            "line",
            _("Minutes to the first attempt by day of arrival, half of them"),
            [_("Day"), _("Minutes")],
            [(_day(line), [_minutes(line.figures.first_attempt_median)]) for line in days],
        ),
        _chart(
            "across",
            _("Value won by account executive"),
            [_("Account executive"), _("Value won")],
            [(named(line), [(float(line.figures.value_won), money(line.figures.value_won))]) for line in winners],
        ),
        _chart(
            "across",
            _("Why leads were lost"),
            [_("Reason"), _("Leads")],
            [(named(line), [_counted(line.figures.closed)]) for line in reasons[:MOST]],
        ),
    ]


def named(line: Line) -> str:
    """What people call it: a campaign by its words, nobody by that name."""
    if line.group == "reason":
        outcome, _colon, code = line.key.partition(":")
        return labelled(outcome_words(outcome).capitalize(), line.label or words(code).lower())
    if line.group == "member" and not line.key:
        return _("Nobody")
    if not line.label:
        return pgettext("channel or campaign", "Not said")
    return words(line.label) if line.group in ("channel", "campaign") else line.label


def _chart(kind: str, title: str, heads: list[str], rows: list[tuple[str, list[tuple[Any, str]]]]) -> dict[str, Any]:
    return {
        "kind": kind,
        "title": title,
        "heads": heads,
        "rows": [
            {"label": label, "cells": [{"value": value, "text": text} for value, text in cells]}
            for label, cells in rows
        ],
    }


def _counted(count: int) -> tuple[int, str]:
    return count, number(count)


def _minutes(seconds: int | None) -> tuple[Any, str]:
    return ("", NONE) if seconds is None else (round(seconds / 60, 1), span(seconds))


def _day(line: Line) -> str:
    return formats.date_format(date.fromisoformat(line.key), "j M")
