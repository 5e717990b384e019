"""What calls can be about, how soon requests are answered, and the limits: each page says what a change does."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.actors import actor_for_request
from accounts.admin.acting import ActingAdmin
from core import clock
from scheduling.actions import change_topic
from scheduling.actions.change_topic import CHANGEABLE, TEAMS
from scheduling.admin.spans import WorkingSpanField
from scheduling.models import AnswerTarget, CallPolicy, Topic
from scheduling.models.policy import in_hours
from scheduling.queries.topics import answer_times, offer_of


@admin.register(Topic)
class TopicAdmin(ActingAdmin):
    """There are as many topics as there are codes: one that is not wanted is switched off."""

    list_display = ["position", "code", "shown_teams", "duration", "slot_interval", "is_active"]
    list_display_links = ["code"]
    ordering = ["position", "code"]
    search_fields = ["code", "description"]
    autocomplete_fields = ["teams", "fallback_teams"]
    readonly_fields = ["code"]
    change_form_before_template = "scheduling/admin/topic.html"
    fieldsets: ClassVar[Any] = [
        (
            None,
            {
                "fields": ["code", "is_active", "position"],
                "description": _("Customers read the name of the code and the description in their own language."),
            },
        ),
        (_("In a customer's words"), {"fields": ["description", "description_es", "description_fr"]}),
        (
            _("Who takes the calls"),
            {
                "fields": ["teams", "fallback_teams"],
                "description": _(
                    "Members of these teams with places for calls. Who of them takes a call, the policy of the first "
                    "team decides. The fallback teams are asked only while none of the teams has anybody who takes "
                    "calls, and customers are told so."
                ),
            },
        ),
        (
            _("When calls can be"),
            {
                "fields": [
                    "duration", "slot_interval", "buffer_before", "buffer_after",
                    "min_notice", "window_days", "daily_max",
                ],
                "description": _(
                    "Within the members' hours, beside what stands in their calendars. Spans are written as hours, "
                    "minutes and seconds: 01:30:00 is an hour and a half. Calls that are agreed stay as they are."
                ),
            },
        ),
        (_("At the hour"), {"fields": ["place", "auto_start"]}),
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        found: QuerySet[Topic] = super().get_queryset(request).prefetch_related("teams")
        return found

    @admin.display(description=_("teams"))
    def shown_teams(self, topic: Topic) -> str:
        return ", ".join(team.name for team in topic.teams.all()) or gettext("nobody yet")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        topic = Topic.objects.filter(pk=object_id).first() if object_id else None
        more = {"offer": offer_of(topic, clock.now()), "answers": answer_times()} if topic else {}
        more["zone"] = timezone.get_current_timezone_name()
        return super().changeform_view(request, object_id, form_url, (extra_context or {}) | more)

    def save_model(self, request: HttpRequest, obj: Topic, form: forms.ModelForm, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in (*CHANGEABLE, *TEAMS) if name in form.cleaned_data}
        change_topic(obj.pk, changes, by=actor_for_request(request), at=clock.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The action has changed the teams too."""


@admin.register(AnswerTarget)
class AnswerTargetAdmin(ModelAdmin):
    list_display = ["urgency", "shown_target", "warn_share", "meaning"]
    ordering = ["target"]
    fieldsets: ClassVar[Any] = [
        (
            None,
            {
                "fields": ["urgency", "target", "warn_share"],
                "description": _(
                    "Within this span, counted in the team's hours, somebody gets in touch about a request without a "
                    "time: customers read it as the estimated response time. Whoever has the request hears of it near "
                    "the end and again at the end; while nobody has it, whoever is on duty. A change holds for "
                    "requests that come after it."
                ),
            },
        )
    ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "target":
            kwargs["form_class"] = WorkingSpanField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # each urgency has one

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("target"), ordering="target")
    def shown_target(self, target: AnswerTarget) -> str:
        return in_hours(target.target)

    @admin.display(description=_("what happens"))
    def meaning(self, target: AnswerTarget) -> str:
        hours = target.target.total_seconds() / 3600
        text = gettext("answered within %(hours)g working hours, warned of after %(warned)g")
        return text % {"hours": hours, "warned": hours * float(target.warn_share)}


@admin.register(CallPolicy)
class CallPolicyAdmin(ModelAdmin):
    """The one row; without it the environment's defaults hold."""

    list_display = ["__str__", "cancellation_deadline", "requests_per_day", "urgent_per_day", "no_shows_allowed"]
    fieldsets: ClassVar[Any] = [
        (
            _("What customers can do"),
            {
                "fields": ["cancellation_deadline", "requests_per_day", "urgent_per_day"],
                "description": _(
                    "Members move and cancel at any time. A customer who comes too late can still say that they "
                    "cannot make it, until the call's hour; that is counted. Requests are counted within 24 hours."
                ),
            },
        ),
        (
            _("Missed calls"),
            {
                "fields": ["no_shows_allowed", "no_show_days"],
                "description": _("Whoever has missed too many calls can still ask the team to get in touch."),
            },
        ),
        (_("How long is kept what was said"), {"fields": ["keep_completed_days", "keep_other_days"]}),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: CallPolicy, form: Any, change: bool) -> None:
        obj.pk = 1
        super().save_model(request, obj, form, change)
