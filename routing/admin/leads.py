"""Leads and what was said to them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from events.admin import ReadOnlyAdmin
from routing.models import Communication, Lead, LeadActivity, NextStep, QueueEntry


@admin.register(Lead)
class LeadAdmin(ReadOnlyAdmin):
    list_display = ["business_name", "contact_name", "email", "cohort", "region", "channel", "created_at", "page"]
    list_filter = ["cohort", "preferred_contact_method"]
    search_fields = ["email"]
    search_help_text = _("Whole id (lead_…), whole email or the sender's own reference")
    ordering = ["-id"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Lead], search_term: str
    ) -> tuple[QuerySet[Lead], bool]:
        """Each through its index: there may be millions."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if (key := Lead.parse_id(term)) is not None:
            return queryset.filter(pk=key), False
        if "@" in term:
            return queryset.filter(pk__in=Lead.objects.with_email(term)), False
        return queryset.filter(external_id=term), False

    @admin.display(description=_("page"))
    def page(self, lead: Lead) -> str:
        return format_html('<a href="{}">{}</a>', reverse("lead", args=[lead.public_id]), _("open"))


@admin.register(QueueEntry)
class QueueEntryAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "lead", "is_open", "state", "owner"]
    list_filter = ["is_open"]
    list_select_related = ["lead", "work_item__owner__user"]
    search_fields = ["lead__email"]
    search_help_text = _("Whole id of an entry (qe_…) or of a lead (lead_…)")
    ordering = ["-id"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[QueueEntry], search_term: str
    ) -> tuple[QuerySet[QueueEntry], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        if (key := Lead.parse_id(term)) is not None:
            return queryset.filter(lead=key), False
        key = QueueEntry.parse_id(term)
        return (queryset.filter(pk=key) if key else queryset.none()), False

    @admin.display(description=_("state"))
    def state(self, entry: QueueEntry) -> str:
        return entry.work_item.get_state_display()

    @admin.display(description=_("owner"))
    def owner(self, entry: QueueEntry) -> Any:
        return entry.work_item.owner or "–"


@admin.register(Communication)
class CommunicationAdmin(ReadOnlyAdmin):
    list_display = ["logged_at", "lead", "type", "outcome", "duration_minutes", "logged_by"]
    list_filter = ["type", "outcome"]
    list_select_related = ["entry__lead", "logged_by__user"]
    ordering = ["-id"]

    @admin.display(description=_("lead"))
    def lead(self, communication: Communication) -> str:
        return communication.entry.lead.business_name


@admin.register(LeadActivity)
class LeadActivityAdmin(ReadOnlyAdmin):
    list_display = ["received_at", "lead", "type", "occurred_at", "amount", "step", "kyb_status", "external_id"]
    list_filter = ["type"]
    list_select_related = ["lead"]
    ordering = ["-id"]


@admin.register(NextStep)
class NextStepAdmin(ReadOnlyAdmin):
    list_display = ["due_at", "lead", "kind", "staff", "state", "settled_at", "settled_because"]
    list_filter = ["state", "kind", "is_callback"]
    list_select_related = ["entry__lead", "staff__user"]
    ordering = ["-id"]

    @admin.display(description=_("lead"))
    def lead(self, step: NextStep) -> str:
        return step.entry.lead.business_name
