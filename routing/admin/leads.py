"""Leads and what was said to them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from core.admin import AgeFilter, ReadOnlyAdmin
from routing.models import Communication, Lead, LeadActivity, NextStep, QueueEntry
from routing.models.lead import WORDS
from workforce.admin.members import OfMembersAdmin


@admin.register(Lead)
class LeadAdmin(ReadOnlyAdmin):
    list_display = ["business_name", "contact_name", "email", "cohort", "region", "channel", "created_at", "page"]
    list_filter = [AgeFilter]
    search_help_text = _("Whole id (lead_…), or how words of names, email, phone and reference begin")
    words = WORDS
    actions_list: ClassVar[list[str]] = ["import_file"]

    @action(description=_("Import a file"), url_path="import-file")
    def import_file(self, _request: HttpRequest) -> HttpResponse:
        return redirect("lead_imports")

    @admin.display(description=_("page"))
    def page(self, lead: Lead) -> str:
        return format_html('<a href="{}">{}</a>', reverse("lead", args=[lead.public_id]), _("open"))


@admin.register(QueueEntry)
class QueueEntryAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "lead", "is_open", "state", "owner"]
    list_filter = ["is_open"]
    list_select_related = ["lead", "work_item__owner__user"]
    search_help_text = _("Whole id of an entry (qe_…) or of a lead (lead_…)")

    def found(self, rows: QuerySet[QueueEntry], term: str) -> QuerySet[QueueEntry]:
        key = Lead.parse_id(term)
        return rows.filter(lead=key) if key else super().found(rows, term)

    @admin.display(description=_("state"))
    def state(self, entry: QueueEntry) -> str:
        return entry.work_item.get_state_display()

    @admin.display(description=_("owner"))
    def owner(self, entry: QueueEntry) -> Any:
        return entry.work_item.owner or "–"


@admin.register(Communication)
class CommunicationAdmin(ReadOnlyAdmin):
    list_display = ["logged_at", "lead", "type", "outcome", "duration_minutes", "logged_by"]
    list_filter = [AgeFilter]
    list_select_related = ["entry__lead", "logged_by__user"]
    search_help_text = _("Whole id of what was said (comm_…) or of a lead (lead_…)")

    def found(self, rows: QuerySet[Communication], term: str) -> QuerySet[Communication]:
        """The lead's entries first: a join could be answered by reading everything in order of its id."""
        if (key := Lead.parse_id(term)) is None:
            return super().found(rows, term)
        return rows.filter(entry__in=list(QueueEntry.objects.filter(lead=key)))

    @admin.display(description=_("lead"))
    def lead(self, communication: Communication) -> str:
        return communication.entry.lead.business_name


@admin.register(LeadActivity)
class LeadActivityAdmin(ReadOnlyAdmin):
    list_display = ["received_at", "lead", "type", "occurred_at", "amount", "step", "kyb_status", "external_id"]
    list_filter = [AgeFilter]
    list_select_related = ["lead"]
    search_help_text = _("Whole id of a lead (lead_…)")

    def found(self, rows: QuerySet[LeadActivity], term: str) -> QuerySet[LeadActivity]:
        key = Lead.parse_id(term)
        return rows.filter(lead=key) if key else super().found(rows, term)


@admin.register(NextStep)
class NextStepAdmin(OfMembersAdmin):
    list_display = ["due_at", "lead", "kind", "staff", "state", "settled_at", "settled_because"]
    list_filter = [AgeFilter]
    list_select_related = ["entry__lead", "staff__user"]

    def found(self, rows: QuerySet[NextStep], term: str) -> QuerySet[NextStep]:
        if (key := Lead.parse_id(term)) is None:
            return super().found(rows, term)
        return rows.filter(entry__in=list(QueueEntry.objects.filter(lead=key)))

    @admin.display(description=_("lead"))
    def lead(self, step: NextStep) -> str:
        return step.entry.lead.business_name
