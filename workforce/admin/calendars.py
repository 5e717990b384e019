"""Members' own calendars: how old what we know of them is, and how far that is trusted. Addresses are never shown."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from core import clock
from workforce import actions
from workforce.admin.members import OfMembersAdmin
from workforce.enums import CalendarState
from workforce.models import CalendarPolicy, OutsideCalendar
from workforce.queries.outside_calendars import judgement_of


class FailingFilter(admin.SimpleListFilter):
    title = _("cannot be read")
    parameter_name = "failing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutsideCalendar]) -> QuerySet[OutsideCalendar]:
        return queryset.filter(failing_since__isnull=False) if self.value() == "yes" else queryset


@admin.register(OutsideCalendar)
class OutsideCalendarAdmin(OfMembersAdmin):
    list_display = ["public_id", "staff", "provider", "name", "freshness", "age", "problem", "next_read_at"]
    list_filter = [FailingFilter]
    list_select_related = ["staff__user"]
    exclude = ["address", "etag", "lease_token"]
    actions = ["read"]

    def has_read_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("workforce.change_outsidecalendar"))

    @admin.display(description=_("state"))
    def freshness(self, calendar: OutsideCalendar) -> str:
        judged = judgement_of(calendar, CalendarPolicy.current(), at=clock.now())
        return str(CalendarState(judged.freshness).label)

    @admin.display(description=_("age"))
    def age(self, calendar: OutsideCalendar) -> str:
        return timesince(calendar.read_at, clock.now()) if calendar.read_at else "–"

    @admin.action(description=_("Read again now"), permissions=["read"])
    def read(self, request: HttpRequest, chosen: QuerySet[OutsideCalendar]) -> None:
        count = 0
        for calendar in chosen:
            actions.read_again(calendar)
            count += 1
        text = ngettext("%(count)d is read again.", "%(count)d are read again.", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS)


@admin.register(CalendarPolicy)
class CalendarPolicyAdmin(ModelAdmin):
    list_display = ["__str__", "read_every_minutes", "fresh_minutes", "grace_minutes", "trust_last_known"]

    def save_model(self, request: HttpRequest, obj: CalendarPolicy, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
