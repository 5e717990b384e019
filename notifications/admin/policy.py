"""What is told by which way, and how much of it: edited here, and it acts at once."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from notifications.enums import Channel, Priority
from notifications.models import Attention, NotificationRule
from notifications.queries.rules import carried, matrix


class RuleForm(forms.ModelForm):
    channels = forms.MultipleChoiceField(
        choices=[choice for choice in Channel.choices if choice[0] != Channel.IN_APP],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("The bell always rings."),
    )

    class Meta:
        model = NotificationRule
        fields = ["kind", "priority", "channels"]


@admin.register(NotificationRule)
class NotificationRuleAdmin(ModelAdmin):
    """Acts at once: every telling reads its rule."""

    form = RuleForm
    list_display = ["kind", "shown_priority", "shown_channels"]
    list_filter = ["kind"]
    ordering = ["kind", "priority"]
    list_before_template = "notifications/admin/rules.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """With the matrix above the rows, as it acts."""
        shown = {"matrix": matrix(), "priorities": Priority.labels, "carried": carried()}
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    @admin.display(description=_("priority"), ordering="priority")
    def shown_priority(self, rule: NotificationRule) -> str:
        return rule.get_priority_display() if rule.priority else str(_("every other"))

    @admin.display(description=_("channels"))
    def shown_channels(self, rule: NotificationRule) -> str:
        return ", ".join(str(Channel(channel).label) for channel in [*rule.channels, Channel.IN_APP])


@admin.register(Attention)
class AttentionAdmin(ModelAdmin):
    """The one row: it ships with the tables, and stays."""

    list_display = ["__str__", "silence_minutes", "group_minutes", "daily_limit", "digest_minutes"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
