"""The supervisor's figures: how fast, how much, how it ended, beside the period before; and the same as a file."""

import csv
import io
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.scopes import Scope
from accounts.web import requires_scope, zone_of
from analytics.pages.shown import chart_lines, compared, table_lines
from analytics.queries.asked import USUAL, period_asked
from analytics.queries.sales import Sales, sales
from analytics.queries.sales_json import sales_as_rows
from analytics.rules.periods import NAMED, Period
from core import clock
from core.errors import Invalid
from routing.pages.clocks import zone_name

READERS = (Scope.ANALYTICS_READ, Scope.ADMIN_ROUTING)
#: what a spreadsheet would take for a formula
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@requires_scope(*READERS)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """An address that makes no sense shows the usual period, and says what is wrong with it."""
    try:
        period, problems = _period(request), {}
    except Invalid as refusal:
        period, problems = _period(request, usual=True), refusal.details
    found = sales(period)
    context = {
        "sales": found,
        "problems": [_(text) for texts in problems.values() for text in texts],
        "periods": _periods(request),
        "period": {"first": period.first.isoformat(), "last": period.last.isoformat(), "said": _said(period)},
        "zone": zone_name(),
        "compared": compared(found),
        "charts": chart_lines(found),
        "tables": table_lines(found),
        "is_empty": not (found.total.arrived or found.total.closed or found.total.contacts),
        "csv_url": f"{reverse('figures_csv')}?{urlencode({'from': period.first, 'to': period.last})}",
    }
    return render(request, "analytics/figures.html", context, status=422 if problems else 200)


@requires_scope(*READERS)
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """One line for each group, in one shape; as many as there are groups, so it is made whole and sent at once."""
    found = sales(_period(request))
    first, last = found.period.first, found.period.last
    answer = HttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="sales_{first}_{last}.csv"'
    return answer


def _csv(found: Sales) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in sales_as_rows(found))
    return text.getvalue().encode("utf-8-sig")  # with a mark, or spreadsheets take it for Latin


def _harmless(cell: Any) -> Any:
    """A text that begins like a formula gets an apostrophe in front: names come from outside."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _period(request: HttpRequest, *, usual: bool = False) -> Period:
    user = request.user
    assert isinstance(user, User)
    given = {} if usual else {name: request.GET.get(name, "") for name in ("period", "from", "to")}
    return period_asked(given, at=clock.now(), zone=zone_of(user))


def _periods(request: HttpRequest) -> list[dict[str, Any]]:
    chosen = "" if request.GET.get("from") or request.GET.get("to") else request.GET.get("period") or USUAL
    here = reverse("figures")
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
