"""Policies: what is saved is a new version, and what decisions were made by stays as it was."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.actors import actor_for_request
from core import clock
from core.errors import DomainError
from routing.actions.change_policy import change_policy
from routing.models import PolicyStep, RoutingPolicy
from routing.rules.matching import FILTERS, ORDERS
from routing.rules.policy_steps import CAPACITY, step_problem

NAMES = [
    (_("rule out or prefer who does not fit: what is wanted"), [(name, name.replace("_", " ")) for name in FILTERS]),
    (_("who is full"), [(CAPACITY, CAPACITY)]),
    (_("then the one who"), [(name, name.replace("_", " ")) for name in ORDERS]),
]

#: what a policy says about clocks, beside its steps
CLOCKS = ("contact_needs_connection", "clock_in_team_hours", "reoffer_after")


class StepForm(forms.ModelForm):
    name = forms.ChoiceField(choices=NAMES, label=_("what"), widget=UnfoldAdminSelectWidget)

    class Meta:
        model = PolicyStep
        fields = ["position", "kind", "name"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "kind" in data and "name" in data and (problem := step_problem(data["kind"], data["name"])):
            self.add_error("name", problem)
        return data


class Steps(BaseInlineFormSet):
    def listed(self) -> list[tuple[str, str]]:
        """In order of position, without those taken out."""
        kept = [data for data in self.cleaned_data if data and not data.get("DELETE")]
        return [(data["kind"], data["name"]) for data in sorted(kept, key=lambda data: data["position"])]


class StepLines(TabularInline):
    model = PolicyStep
    form = StepForm
    formset = Steps
    fields = ["position", "kind", "name"]
    hide_title = True
    extra = 0


@admin.register(RoutingPolicy)
class RoutingPolicyAdmin(ModelAdmin):
    list_display = ["queue", "shown_team", "version", "is_active", "overflow", "changed_by", "created_at"]
    list_filter = ["queue", "is_active"]
    list_select_related = ["team"]
    search_fields = ["team__name", "changed_by"]
    ordering = ["queue", "team__name", "-version"]
    fields = ["queue", "team", "overflow", *CLOCKS, "version", "is_active", "changed_by", "created_at"]
    inlines = [StepLines]
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: RoutingPolicy | None = None) -> list[str]:
        return ["version", "is_active", "changed_by", "created_at", *(["queue", "team"] if obj else [])]

    def has_change_permission(self, request: HttpRequest, obj: RoutingPolicy | None = None) -> bool:
        """Former versions are history."""
        return (obj is None or obj.is_active) and bool(super().has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: RoutingPolicy, form: Any, change: bool) -> None:
        """Nothing yet: the version is made together with its steps, below."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        policy: RoutingPolicy = form.instance
        made = change_policy(
            policy.queue,
            policy.team,
            formsets[0].listed(),
            overflow=policy.overflow,
            **{name: getattr(policy, name) for name in CLOCKS},
            replaces=policy.version if change else None,
            by=actor_for_request(request),
            at=clock.now(),
        )
        text = _("Version %(version)s is in force now; the one before is kept.") % {"version": made.version}
        self.message_user(request, text, messages.SUCCESS)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer: HttpResponse = super().changeform_view(request, *args, **kwargs)
        except DomainError as refused:
            texts = [str(text) for found in refused.details.values() if isinstance(found, list) for text in found]
            self.message_user(request, " ".join(texts) or refused.message, messages.ERROR)
            return redirect(request.path)
        return answer

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> list[Any]:
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The event says it, with who and when."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The event says it, with who and when."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return redirect("admin:routing_routingpolicy_changelist")

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect("admin:routing_routingpolicy_changelist")

    @admin.display(description=_("team"), ordering="team__name")
    def shown_team(self, policy: RoutingPolicy) -> str:
        return policy.team.name if policy.team else str(_("every other team"))
