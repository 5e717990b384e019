"""Days on which the company is closed: added and taken out by their verbs, so that every calendar hears of it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDateWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.actors import actor_for_request
from accounts.admin.acting import ActingAdmin
from workforce.actions import add_blackout_day, remove_blackout_day
from workforce.models import BlackoutDay
from workforce.queries.public_holidays import countries


class BlackoutDayForm(forms.ModelForm):
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: [("", _("Everywhere")), *countries()],
        widget=UnfoldAdminSelectWidget,
        help_text=_("Everywhere, or only for members with that country; public holidays need no entry of their own."),
    )

    class Meta:
        model = BlackoutDay
        fields = ["date", "name", "country"]
        widgets = {"date": UnfoldAdminDateWidget, "name": UnfoldAdminTextInputWidget}
        help_texts = {
            "date": _(
                "Nobody it concerns is offered on this day, whatever their hours. What is booked already stays booked "
                "and is named on each member's page of hours."
            ),
            "name": _("What people read in their calendars: Stocktaking, Company day."),
        }


@admin.register(BlackoutDay)
class BlackoutDayAdmin(ActingAdmin):
    """A day that was entered wrongly is taken out and added again."""

    form = BlackoutDayForm
    list_display = ["date", "name", "country"]
    list_filter = ["country"]
    search_fields = ["name"]
    date_hierarchy = "date"
    ordering = ["-date", "country"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.has_perm("workforce.delete_blackoutday"))

    def save_model(self, request: HttpRequest, obj: BlackoutDay, form: Any, change: bool) -> None:
        stored = add_blackout_day(obj.date, obj.name, obj.country, by=actor_for_request(request))
        obj.pk = stored.pk

    def delete_model(self, request: HttpRequest, obj: BlackoutDay) -> None:
        remove_blackout_day(obj, by=actor_for_request(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[BlackoutDay]) -> None:
        for day in queryset:
            remove_blackout_day(day, by=actor_for_request(request))
