"""Set-up sessions and their meetings, to be looked at; agendas and reminders, to be edited."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from core import clock
from core.admin import AgeFilter, ReadOnlyAdmin
from routing.models import Merchant
from scheduling.actions.want_meeting import try_again
from scheduling.models import AgendaTemplate, IcSession, Meeting, SessionReminder


@admin.register(IcSession)
class IcSessionAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "merchant", "session_type", "status", "scheduled_for", "ic", "created_at"]
    list_filter = [AgeFilter]
    list_select_related = ["merchant", "ic__user"]
    search_help_text = _("Whole id of a session (sess_…) or of a merchant (merch_…)")

    def found(self, rows: QuerySet[IcSession], term: str) -> QuerySet[IcSession]:
        key = Merchant.parse_id(term)
        return rows.filter(merchant=key) if key else super().found(rows, term)


@admin.register(Meeting)
class MeetingAdmin(ReadOnlyAdmin):
    """The address and the password open the meeting, so they are not shown here."""

    list_display = ["public_id", "platform", "state", "is_wanted", "attempts", "due_at", "problem", "created_at"]
    list_filter = [AgeFilter]
    exclude = ["url", "password", "dial_in"]
    search_help_text = _("Whole id (meet_…)")
    actions = ["try_again"]

    @admin.action(description=_("Ask the provider again"))
    def try_again(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> None:
        for meeting in queryset:
            try_again(meeting, at=clock.now())
        messages.success(request, _now("The provider is asked again within a few seconds."))


@admin.register(AgendaTemplate)
class AgendaTemplateAdmin(ModelAdmin):
    list_display = ["session_type", "items"]


@admin.register(SessionReminder)
class SessionReminderAdmin(ModelAdmin):
    list_display = ["session_type", "reminder", "channel"]
    list_filter = ["channel"]
