"""Merchants and what they need, to be looked at; the steps of onboarding, to be edited."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from core.admin import AgeFilter, ReadOnlyAdmin
from routing.models import IcEntry, Merchant, OnboardingStep


@admin.register(Merchant)
class MerchantAdmin(ReadOnlyAdmin):
    list_display = [
        "business_name", "contact_name", "email", "cohort", "region", "current_step", "completion", "created_at",
    ]  # fmt: skip
    list_filter = [AgeFilter]
    list_select_related = ["current_step"]
    search_help_text = _("Whole id (merch_…) or email address")

    def found(self, rows: QuerySet[Merchant], term: str) -> QuerySet[Merchant]:
        return Merchant.objects.with_email(term) if "@" in term else super().found(rows, term)


@admin.register(IcEntry)
class IcEntryAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "merchant", "support_type", "is_open", "state", "owner"]
    list_filter = ["is_open"]
    list_select_related = ["merchant", "work_item__owner__user"]
    search_help_text = _("Whole id of an entry (icq_…) or of a merchant (merch_…)")

    def found(self, rows: QuerySet[IcEntry], term: str) -> QuerySet[IcEntry]:
        key = Merchant.parse_id(term)
        return rows.filter(merchant=key) if key else super().found(rows, term)

    @admin.display(description=_("state"))
    def state(self, entry: IcEntry) -> str:
        return entry.work_item.get_state_display()

    @admin.display(description=_("owner"))
    def owner(self, entry: IcEntry) -> Any:
        return entry.work_item.owner or "–"


@admin.register(OnboardingStep)
class OnboardingStepAdmin(ModelAdmin):
    """Merchants stand at steps, so none is deleted: one that is not wanted gets a share of 0."""

    list_display = ["number", "name", "share"]
    ordering = ["number"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
