"""Calls, holds and proposed times, to be looked at: they change by their verbs, on pages and over REST."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.admin import AgeFilter, ReadOnlyAdmin
from scheduling.models import CallHold, CallRequest, ProposedTime, Topic


class TopicFilter(admin.SimpleListFilter):
    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(topic.code, str(topic)) for topic in Topic.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[CallRequest]) -> QuerySet[CallRequest]:
        topic = Topic.objects.filter(code=self.value() or "").first()
        return queryset.filter(topic=topic) if topic else queryset


@admin.register(CallRequest)
class CallRequestAdmin(ReadOnlyAdmin):
    list_display = [
        "number", "topic", "status", "scheduled_date_time", "member", "contact_name", "company", "created_at", "page",
    ]  # fmt: skip
    list_filter = ["status", TopicFilter, AgeFilter]
    list_select_related = ["topic", "company", "work_item__owner__user"]
    formfield_overrides: ClassVar[Any] = {models.URLField: {"assume_scheme": "https"}}
    search_help_text = _("Whole number (CALL-2026-000123), id (call_…) or email address")

    def found(self, rows: QuerySet[CallRequest], term: str) -> QuerySet[CallRequest]:
        if "@" in term:
            return rows.filter(contact_email=term)
        if term.upper().startswith("CALL-"):
            return rows.filter(number=term.upper())
        return super().found(rows, term)

    @admin.display(description=_("member"))
    def member(self, call: CallRequest) -> str:
        return call.owner.name if call.owner else ""

    @admin.display(description=_("page"))
    def page(self, call: CallRequest) -> str:
        return format_html('<a href="{}">{}</a>', reverse("call", args=[call.public_id]), _("open"))


@admin.register(CallHold)
class CallHoldAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "topic", "customer", "member", "starts_at", "state", "ip", "created_at"]
    list_filter = [AgeFilter]
    list_select_related = ["topic", "customer", "booking__staff__user"]
    search_help_text = _("Whole id (hold_…), or the id of who keeps the time")

    def found(self, rows: QuerySet[CallHold], term: str) -> QuerySet[CallHold]:
        return super().found(rows, term) if term.startswith("hold_") else rows.filter(holder=term[:80])

    @admin.display(description=_("member"))
    def member(self, hold: CallHold) -> str:
        return hold.booking.staff.name if hold.booking.staff else ""

    @admin.display(description=_("starts at"))
    def starts_at(self, hold: CallHold) -> Any:
        return hold.booking.starts_at

    @admin.display(description=_("state"))
    def state(self, hold: CallHold) -> str:
        return str(hold.booking.get_state_display())


@admin.register(ProposedTime)
class ProposedTimeAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "call", "member", "starts_at", "state", "created_at"]
    list_filter = [AgeFilter]
    list_select_related = ["call", "booking__staff__user"]
    search_help_text = _("Whole id (prop_…), or a call's number (CALL-2026-000123)")

    def found(self, rows: QuerySet[ProposedTime], term: str) -> QuerySet[ProposedTime]:
        if not term.upper().startswith("CALL-"):
            return super().found(rows, term)
        call = CallRequest.objects.filter(number=term.upper()).first()
        return rows.filter(call=call) if call else rows.none()

    @admin.display(description=_("member"))
    def member(self, proposal: ProposedTime) -> str:
        return proposal.booking.staff.name if proposal.booking.staff else ""

    @admin.display(description=_("starts at"))
    def starts_at(self, proposal: ProposedTime) -> Any:
        return proposal.booking.starts_at

    @admin.display(description=_("state"))
    def state(self, proposal: ProposedTime) -> str:
        return str(proposal.booking.get_state_display())
