"""The supervisor's figures: how fast, how much, how it ended, beside the period before; and the same as a file."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.scopes import Scope
from accounts.web import requires_scope, zone_of
from analytics.pages import shown_calls, shown_sales
from analytics.queries.asked import USUAL, period_asked
from analytics.queries.calls import calls
from analytics.queries.calls_json import calls_as_rows
from analytics.queries.sales import sales
from analytics.queries.sales_json import sales_as_rows
from analytics.rules.periods import NAMED, Period
from core import clock
from core.errors import Invalid
from routing.pages.clocks import zone_name

READERS = (Scope.ANALYTICS_READ, Scope.ADMIN_ROUTING)
#: what a spreadsheet would take for a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Report:
    """A page of figures and its file.

    name   of the page's address; its file is at `<name>_csv`
    count  everything about a period; shown  cards, charts and tables of that; rows  the file's lines
    grow, note  what it says when there is nothing yet, and what is counted when
    """

    name: str
    title: Any
    count: Callable[[Period], Any]
    shown: Callable[[Any], dict[str, Any]]
    rows: Callable[[Any], Iterable[list[Any]]]
    grow: Any
    note: Any


SALES = Report(
    "figures",
    gettext_lazy("Sales figures"),
    sales,
    shown_sales.shown,
    sales_as_rows,
    gettext_lazy(
        "Figures grow by themselves: with each lead that arrives, each contact that is logged, each lead that is "
        "closed. Choose a longer period above."
    ),
    gettext_lazy(
        "Speed and attempts are of the leads that arrived in the period; won, lost and value of those that were closed "
        "in it; contacts of those that were logged in it. Spam and tests count for no speed."
    ),
)
CALLS = Report(
    "figures_calls",
    gettext_lazy("Figures of calls"),
    calls,
    shown_calls.shown,
    calls_as_rows,
    gettext_lazy("Figures grow by themselves, with each call that is asked for. Choose a longer period above."),
    gettext_lazy(
        "Requests and answers are of the calls that were asked for in the period; completed, missed, cancelled and "
        "rated of those whose hour lay in it. Working time leaves out holidays and time off."
    ),
)


@requires_scope(*READERS)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    return _page(request, SALES)


@requires_scope(*READERS)
@require_safe
def figures_of_calls(request: HttpRequest) -> HttpResponse:
    return _page(request, CALLS)


@requires_scope(*READERS)
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    return _file(request, SALES, "sales")


@requires_scope(*READERS)
@require_safe
def download_of_calls(request: HttpRequest) -> HttpResponse:
    return _file(request, CALLS, "calls")


def _page(request: HttpRequest, report: Report) -> HttpResponse:
    """An address that makes no sense shows the usual period, and says what is wrong with it."""
    try:
        period, problems = _period(request.GET, request.user), {}
    except Invalid as refusal:
        period, problems = _period({}, request.user), refusal.details
    dates = {"from": period.first, "to": period.last}
    found = report.count(period)
    context = report.shown(found) | {
        "found": found,
        "report": report,
        "reports": [{"title": one.title, "url": reverse(one.name), "current": one is report} for one in (SALES, CALLS)],
        "problems": [_(text) for texts in problems.values() for text in texts],
        "periods": _periods(request, reverse(report.name)),
        "period": {"first": period.first.isoformat(), "last": period.last.isoformat(), "said": _said(period)},
        "zone": zone_name(),
        "here": reverse(report.name),
        "csv_url": f"{reverse(report.name + '_csv')}?{urlencode(dates)}",
    }
    return render(request, "analytics/figures.html", context, status=422 if problems else 200)


def _file(request: HttpRequest, report: Report, name: str) -> HttpResponse:
    """One line for each group, in one shape; as many as there are groups, so it is made whole and sent at once."""
    found = report.count(_period(request.GET, request.user))
    first, last = found.period.first, found.period.last
    answer = HttpResponse(_csv(report.rows(found)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}_{first}_{last}.csv"'
    return answer


def _csv(rows: Iterable[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # with a mark, or spreadsheets take it for Latin


def _harmless(cell: Any) -> Any:
    """A text that begins like a formula gets an apostrophe in front: names come from outside."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _period(asked: Mapping[str, str], user: Any) -> Period:
    assert isinstance(user, User)
    given = {name: asked.get(name, "") for name in ("period", "from", "to")}
    return period_asked(given, at=clock.now(), zone=zone_of(user))


def _periods(request: HttpRequest, here: str) -> list[dict[str, Any]]:
    chosen = "" if request.GET.get("from") or request.GET.get("to") else request.GET.get("period") or USUAL
    return [
        {
            "label": _("Today") if days == 1 else ngettext("%(n)s day", "%(n)s days", days) % {"n": days},
            "url": here if name == USUAL else f"{here}?period={name}",
            "current": name == chosen,
        }
        for name, days in NAMED.items()
    ]


def _said(period: Period) -> str:
    """2 March – 31 March 2026, compared with 31 January – 1 March 2026."""
    values = {"period": _days(period.first, period.last), "before": _days(period.before.first, period.before.last)}
    return _("%(period)s, compared with %(before)s") % values


def _days(first: date, last: date) -> str:
    told = formats.date_format(last, "DATE_FORMAT")
    return told if first == last else f"{formats.date_format(first, 'DATE_FORMAT')} – {told}"
