"""Policies, to be looked at: they are changed on their own pages, where a change shows its effect first."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from core.admin import ReadOnlyAdmin
from routing.models import PolicyStep, RoutingPolicy


class StepLines(TabularInline):
    model = PolicyStep
    fields = readonly_fields = ["position", "kind", "name"]
    hide_title = True
    extra = max_num = 0
    can_delete = False


@admin.register(RoutingPolicy)
class RoutingPolicyAdmin(ReadOnlyAdmin):
    list_display = ["queue", "shown_team", "version", "is_active", "overflow", "changed_by", "created_at", "page"]
    list_filter = ["queue", "is_active"]
    list_select_related = ["team"]
    search_help_text = _("Whole id (pol_…)")
    ordering = ["queue", "team__name", "-version"]
    inlines = [StepLines]

    @admin.display(description=_("team"), ordering="team__name")
    def shown_team(self, policy: RoutingPolicy) -> str:
        return policy.team.name if policy.team else str(_("teams without a policy of their own"))

    @admin.display(description=_("page"))
    def page(self, policy: RoutingPolicy) -> SafeString:
        place = [policy.queue, *([policy.team.public_id] if policy.team else [])]
        return format_html('<a href="{}">{}</a>', reverse("policy_versions", args=place), _("versions"))
