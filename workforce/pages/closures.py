"""The year's public holidays where staff are, and the days on which the company is closed."""

from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import actor_for_request
from accounts.scopes import Scope
from accounts.web import requires_scope
from core import clock
from core.errors import Invalid, NotFound
from core.web.pages import once_for_form
from workforce.actions import add_blackout_day, remove_blackout_day
from workforce.models import BlackoutDay, Staff
from workforce.queries.public_holidays import countries, country_name, named_holidays


class ClosureForm(forms.Form):
    date = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    name = forms.CharField(
        label=gettext_lazy("Why"), max_length=120, help_text=gettext_lazy("People read it in their calendars.")
    )
    country = forms.ChoiceField(label=gettext_lazy("Where"), required=False)

    def __init__(self, *args: Any, staffed: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "closure-%s", **kwargs})
        named = countries()
        ours = [(code, name) for code, name in named if code in staffed]
        others = [(code, name) for code, name in named if code not in staffed]
        self.fields["country"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", _("Everywhere")),
            (_("Where we have staff"), ours),
            (_("Elsewhere"), others),
        ]


@requires_scope(Scope.ADMIN_WORKFORCE)
@require_http_methods(["GET", "HEAD", "POST"])
def closures(request: HttpRequest) -> HttpResponseBase:
    by = actor_for_request(request)
    this_year = clock.now().year
    asked = request.GET.get("year", "")
    year = (
        int(asked)
        if asked.isascii() and asked.isdigit() and len(asked) == 4 and abs(int(asked) - this_year) <= 10
        else this_year
    )
    staffed = Staff.objects.active().exclude(country="").order_by("country", "subdivision")
    people = list(staffed.values_list("country", "subdivision"))
    form = ClosureForm(request.POST or None, staffed=[country for country, _region in people])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data

        def effect() -> str:
            add_blackout_day(data["date"], data["name"], data["country"], by=by, at=clock.now())
            return f"{reverse('closures')}?year={data['date'].year}"

        try:
            there = once_for_form(request, by, effect)
        except Invalid as refusal:
            for field, texts in refusal.details.items():
                for text in texts:
                    form.add_error(field, _(text))
        else:
            messages.success(request, _("The company is closed that day. Nothing that is booked was moved."))
            return redirect(there)
    context = {
        "form": form,
        "year": year,
        "earlier_url": f"?year={year - 1}",
        "later_url": f"?year={year + 1}",
        "closures": [
            {
                "id": one.public_id,
                "title": date_format(one.date, "D j F"),
                "name": one.name,
                "where": country_name(one.country) if one.country else _("Everywhere"),
            }
            for one in BlackoutDay.objects.filter(date__year=year).order_by("date", "country")
        ],
        "countries": _countries(people, year),
    }
    return render(request, "workforce/closures.html", context, status=422 if form.errors else 200)


@requires_scope(Scope.ADMIN_WORKFORCE)
@require_POST
def remove(request: HttpRequest, blackout_id: str) -> HttpResponseBase:
    by = actor_for_request(request)
    key = BlackoutDay.parse_id(blackout_id)
    closure = BlackoutDay.objects.filter(pk=key).first() if key else None
    if closure is None:
        raise NotFound("blackout day")

    def effect() -> str:
        remove_blackout_day(closure, by=by, at=clock.now())
        return f"{reverse('closures')}?year={closure.date.year}"

    there = once_for_form(request, by, effect)
    messages.success(request, _("That day is open again."))
    return redirect(there)


def _countries(people: list[tuple[str, str]], year: int) -> list[dict[str, Any]]:
    """Each country of staff with its national holidays, and those that only some regions of our people have."""
    language, found = (get_language() or "en").partition("-")[0], []
    first, last = date(year, 1, 1), date(year, 12, 31)
    for country, rows in groupby(people, key=lambda one: one[0]):
        regions = [region for _country, region in rows]
        days = {day: [name, ""] for day, name in named_holidays(country, "", first, last, language)}
        for region in sorted(set(regions) - {""}):
            for day, name in named_holidays(country, region, first, last, language):
                if day not in days:
                    days[day] = [name, region]
                elif days[day][1] and region not in days[day][1].split(", "):
                    days[day][1] += f", {region}"
        found.append(
            {
                "name": country_name(country),
                "code": country,
                "people": len(regions),
                "days": [
                    {"title": date_format(day, "D j F"), "name": name, "regions": where}
                    for day, (name, where) in sorted(days.items())
                ],
            }
        )
    return found
