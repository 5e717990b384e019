"""Where new work goes, how long it may wait, when to try again, why it ends. A change holds for what comes after it."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from routing.models import CadenceStep, CloseReason, CohortRule, FirstContactTarget, IntakeRule


@admin.register(IntakeRule)
class IntakeRuleAdmin(ModelAdmin):
    list_display = ["queue", "region", "team"]
    list_filter = ["queue", "team"]
    list_select_related = ["team"]
    search_fields = ["region", "team__name"]
    ordering = ["queue", "region"]


@admin.register(CohortRule)
class CohortRuleAdmin(ModelAdmin):
    list_display = ["position", "cohort", "revenue", "locations"]
    ordering = ["position"]


@admin.register(FirstContactTarget)
class FirstContactTargetAdmin(ModelAdmin):
    list_display = ["cohort", "target", "warn_share"]
    ordering = ["cohort"]


@admin.register(CadenceStep)
class CadenceStepAdmin(ModelAdmin):
    list_display = ["attempt", "wait"]
    ordering = ["attempt"]


@admin.register(CloseReason)
class CloseReasonAdmin(ModelAdmin):
    list_display = ["label", "code", "outcome", "position", "leaves_sla_figures", "is_active"]
    list_filter = ["outcome", "is_active", "leaves_sla_figures"]
    search_fields = ["code", "label"]
    ordering = ["outcome", "position", "code"]
