"""Whose public holidays a member keeps, and which days off are ahead."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actors import actor_for_request
from accounts.web import signed_in
from core import clock
from core.web.pages import once_for_form
from workforce.actions import set_country
from workforce.models import BlackoutDay, Staff
from workforce.pages.access import hours_address
from workforce.pages.words import ICONS, day_title
from workforce.policies import member_to_change
from workforce.queries.public_holidays import countries, country_name, named_holidays, subdivisions_of

A_YEAR = timedelta(days=365)


class CountryForm(forms.Form):
    """The regions are those of the country that is chosen; one of another country counts as none."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    subdivision = forms.ChoiceField(label=gettext_lazy("State or region"), required=False)

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "holidays-%s", **kwargs})
        nothing = [("", _("No public holidays"))]
        self.fields["country"].choices = nothing + [(code, f"{name} ({code})") for code, name in countries()]  # type: ignore[attr-defined]  # a choice field
        self.fields["subdivision"].choices = [("", _("National holidays only")), *subdivisions_of(country)]  # type: ignore[attr-defined]  # the same


def country_words(staff: Staff) -> str:
    """United States, California; empty where none is chosen."""
    region = dict(subdivisions_of(staff.country)).get(staff.subdivision, staff.subdivision)
    return ", ".join(part for part in (country_name(staff.country) if staff.country else "", region) if part)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def country(request: HttpRequest, staff_id: str) -> HttpResponseBase:
    """The form with the regions of another country, or its effect."""
    by = actor_for_request(request)
    staff = member_to_change(staff_id, by)
    asked = request.POST if request.method == "POST" else request.GET
    data = asked.dict()
    chosen = data.get("country", staff.country)
    if data.get("subdivision", "") not in dict(subdivisions_of(chosen)):
        data["subdivision"] = ""
    if request.method == "POST":
        form = CountryForm(data, country=chosen)
        if form.is_valid():

            def effect() -> str:
                chosen = form.cleaned_data
                set_country(staff, chosen["country"], chosen["subdivision"], by=by, at=clock.now())
                return hours_address(staff, request)

            there = once_for_form(request, by, effect)
            messages.success(request, _("The holidays are chosen."))
            return redirect(there)
    else:
        form = CountryForm(initial={"country": chosen, "subdivision": data["subdivision"]}, country=chosen)
    context = {"country_form": form, "staff": staff, "here": hours_address(staff, request)}
    template = "workforce/country.html"
    if request.htmx:  # type: ignore[attr-defined]  # by its middleware
        template += "#country"
    return render(request, template, context, status=422 if form.errors else 200)


def days_off_ahead(staff: Staff, today: date, closures: list[BlackoutDay]) -> list[dict[str, Any]]:
    """Public holidays and company closures of the next twelve months, in order."""
    found = [(one.date, one.name, "blackout") for one in closures if one.date <= today + A_YEAR]
    language = (get_language() or "en").partition("-")[0]
    named = named_holidays(staff.country, staff.subdivision, today, today + A_YEAR, language)
    found += [(day, name, "holiday") for day, name in named]
    return [
        {"title": day_title(day), "name": name, "icon": ICONS[kind], "is_closure": kind == "blackout"}
        for day, name, kind in sorted(found)
    ]
