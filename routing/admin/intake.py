"""Where new work goes, which cohort it is, how long it may wait. A change holds for what arrives after it."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from routing.models import CohortRule, FirstContactTarget, IntakeRule


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
