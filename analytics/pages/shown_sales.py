"""The figures of sales in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.pages.shown import MOST, Shown, chart, compared, counted, day, mean, minutes, share, span, table
from analytics.queries.sales import Line, Sales
from routing.pages.clocks import labelled, money, number, outcome_words, words

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


def shown(sales: Sales) -> dict[str, Any]:
    """Cards, charts and tables of a period."""
    total = sales.total
    return {
        "compared": compared(CARDS, total, sales.before),
        "charts": _charts(sales),
        "tables": _tables(sales),
        "is_empty": not (total.arrived or total.closed or total.contacts),
    }


def _tables(sales: Sales) -> list[dict[str, Any]]:
    titles = {
        "team": _("By team"),
        "member": _("By account executive"),
        "channel": _("By channel"),
        "campaign": _("By campaign"),
    }
    return [table(group, title, COLUMNS, sales.of(group), named) for group, title in titles.items()]


def _charts(sales: Sales) -> list[dict[str, Any]]:
    days, reasons = sales.of("day"), sales.of("reason")
    winners = [line for line in sales.of("member") if line.figures.value_won][:MOST]
    return [
        chart(
            "bar",
            _("Arrived and won by day"),
            [_("Day"), _("Arrived"), pgettext("leads", "Won")],
            [(day(line), [counted(line.figures.arrived), counted(line.figures.won)]) for line in days],
        ),
        chart(
            "line",
            _("Minutes to the first attempt by day of arrival, half of them"),
            [_("Day"), _("Minutes")],
            [(day(line), [minutes(line.figures.first_attempt_median)]) for line in days],
        ),
        chart(
            "across",
            _("Value won by account executive"),
            [_("Account executive"), _("Value won")],
            [(named(line), [(float(line.figures.value_won), money(line.figures.value_won))]) for line in winners],
        ),
        chart(
            "across",
            _("Why leads were lost"),
            [_("Reason"), _("Leads")],
            [(named(line), [counted(line.figures.closed)]) for line in reasons[:MOST]],
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
