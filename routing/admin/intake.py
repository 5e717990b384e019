"""Where new work goes, how long it may wait, when to try again, why it ends. A change holds for what comes after it."""

from typing import Any, ClassVar

from django.contrib import admin
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from routing.models import CadenceStep, ClockTarget, CloseReason, CohortRule, IntakeRule


@admin.register(IntakeRule)
class IntakeRuleAdmin(ModelAdmin):
    list_display = ["queue", "region", "team"]
    list_filter = ["queue", "team"]
    list_select_related = ["team"]
    search_fields = ["region", "team__name"]
    ordering = ["queue", "region"]


@admin.register(CohortRule)
class CohortRuleAdmin(ModelAdmin):
    list_display = ["position", "cohort", "shown_rule"]
    ordering = ["position"]
    list_before_template = "routing/admin/cohort_rules.html"
    change_form_before_template = "routing/admin/cohort_rules.html"

    @admin.display(description=_("a business belongs to it from"))
    def shown_rule(self, rule: CohortRule) -> str:
        bounds = []
        if rule.revenue is not None:
            bounds.append(gettext("%(n)s revenue a year") % {"n": number_format(rule.revenue, force_grouping=True)})
        if rule.locations is not None:
            bounds.append(gettext("%(n)s locations") % {"n": rule.locations})
        return gettext(" or ").join(bounds) or gettext("never: it has no bound")


@admin.register(ClockTarget)
class ClockTargetAdmin(ModelAdmin):
    list_display = ["clock", "cohort", "target", "warn_share", "meaning"]
    list_filter = ["clock"]
    ordering = ["clock", "target"]
    fieldsets: ClassVar[Any] = [
        (
            None,
            {
                "fields": ["clock", "cohort", "target", "warn_share"],
                "description": _(
                    "Both clocks begin when a lead takes its place in the queue; handing it on or releasing it starts "
                    "none anew. The first contact is met by a contact or an attempt (or only by a conversation, where "
                    "the policy says so), the quote by the event that it was sent. Near the end, and again at the "
                    "end, the owner is told once, or who is on duty. A change holds for entries that come after it."
                ),
            },
        )
    ]

    @admin.display(description=_("what happens"))
    def meaning(self, row: ClockTarget) -> str:
        if not row.target:
            return str(_("no deadline"))
        instants = {"warn": row.target * float(row.warn_share), "end": row.target}
        return _("warns after %(warn)s, missed after %(end)s") % {
            name: f"{span.total_seconds() / 60:g} min" for name, span in instants.items()
        }


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
