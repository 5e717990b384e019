"""The figures of calls in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.pages.shown import MOST, Shown, chart, compared, counted, day, mean, minutes, share, span, table
from analytics.queries.calls import Calls, Line
from routing.pages.clocks import number
from scheduling.enums import TopicCode, Urgency

CARDS: tuple[Shown, ...] = (
    (lambda: _("calls asked for"), lambda of: number(of.requested)),
    (lambda: _("at a time that the customer chose"), lambda of: number(of.chosen_time)),
    (lambda: _("for an answer, half of them"), lambda of: span(of.answer_median)),
    (lambda: _("answered in time"), lambda of: share(of.share_answered_in_time)),
    (lambda: pgettext("calls, small", "completed"), lambda of: number(of.completed)),
    (lambda: _("nobody was there"), lambda of: share(of.no_show_rate)),
    (lambda: pgettext("calls, small", "cancelled"), lambda of: number(of.cancelled)),
    (lambda: _("of them too late"), lambda of: number(of.cancelled_late)),
    (lambda: _("of five, say customers"), lambda of: mean(of.rating)),
    (lambda: _("of working time in calls"), lambda of: share(of.utilisation)),
)

COLUMNS: tuple[Shown, ...] = (
    (lambda: _("Asked for"), lambda of: number(of.requested)),
    (lambda: _("Chosen time"), lambda of: number(of.chosen_time)),
    (lambda: _("Flexible"), lambda of: number(of.flexible)),
    (lambda: _("Answer"), lambda of: span(of.answer_median)),
    (lambda: _("Nine of ten"), lambda of: span(of.answer_p90)),
    (lambda: _("In time"), lambda of: share(of.share_answered_in_time)),
    (lambda: pgettext("calls", "Completed"), lambda of: number(of.completed)),
    (lambda: pgettext("calls", "Missed"), lambda of: number(of.missed)),
    (lambda: _("No-show rate"), lambda of: share(of.no_show_rate)),
    (lambda: pgettext("calls", "Cancelled"), lambda of: number(of.cancelled)),
    (lambda: pgettext("calls", "Moved"), lambda of: number(of.moved)),
    (lambda: _("Rating"), lambda of: mean(of.rating)),
)
#: hours are a member's: other lines have no utilisation
MEMBER_COLUMNS: tuple[Shown, ...] = (*COLUMNS, (lambda: _("In calls"), lambda of: share(of.utilisation)))


def shown(calls: Calls) -> dict[str, Any]:
    """Cards, charts and tables of a period."""
    total = calls.total
    return {
        "compared": compared(CARDS, total, calls.before),
        "charts": _charts(calls),
        "tables": _tables(calls),
        "is_empty": not (total.requested or total.due or total.cancelled),
    }


def _tables(calls: Calls) -> list[dict[str, Any]]:
    titles = {
        "topic": (_("By topic"), COLUMNS),
        "team": (_("By team"), COLUMNS),
        "member": (_("By member"), MEMBER_COLUMNS),
        "urgency": (_("By urgency"), COLUMNS),
    }
    return [table(group, title, columns, calls.of(group), named) for group, (title, columns) in titles.items()]


def _charts(calls: Calls) -> list[dict[str, Any]]:
    days, topics, members = calls.of("day"), calls.of("topic"), calls.of("member")
    busy = [line for line in members if line.figures.working_seconds][:MOST]
    return [
        chart(
            "bar",
            _("Asked for and completed by day"),
            [_("Day"), _("Asked for"), pgettext("calls", "Completed")],
            [(day(line), [counted(line.figures.requested), counted(line.figures.completed)]) for line in days],
        ),
        chart(
            "across",
            _("What calls are about"),
            [_("Topic"), _("Calls")],
            [(named(line), [counted(line.figures.requested)]) for line in topics[:MOST]],
        ),
        chart(
            "line",
            _("Minutes to the answer of a flexible request by day, half of them"),
            [_("Day"), _("Minutes")],
            [(day(line), [minutes(line.figures.answer_median)]) for line in days],
        ),
        chart(
            "across",
            _("Share of working time in calls"),
            [_("Member"), _("Share")],
            [
                (named(line), [(round(100 * (line.figures.utilisation or 0), 1), share(line.figures.utilisation))])
                for line in busy
            ],
        ),
    ]


def named(line: Line) -> str:
    """What people call it."""
    if line.group == "topic":
        return str(TopicCode(line.key).label) if line.key in TopicCode.values else line.key
    if line.group == "urgency":
        return str(Urgency(line.key).label) if line.key in Urgency.values else _("A chosen time")
    if line.group == "member" and not line.key:
        return _("Nobody")
    return line.label
