"""Members of staff: what they can do, how much of it, and when."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from accounts.actors import actor_for_request
from accounts.admin.acting import ActingAdmin
from workforce import actions
from workforce.admin.forms import PLACES, StaffForm
from workforce.admin.members import OfMembersAdmin
from workforce.enums import Work
from workforce.models import HoursOverride, PresenceSpan, Staff, TeamMembership, TimeOff, WorkingHours


class MembershipInline(TabularInline):
    model = TeamMembership
    extra = 0
    tab = True


class OfTheirTime(TabularInline):
    """To look at: a member's hours are changed on their page, by verbs that tell every calendar."""

    extra = 0
    tab = True
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class HoursInline(OfTheirTime):
    model = WorkingHours


class OverrideInline(OfTheirTime):
    model = HoursOverride


class TimeOffInline(OfTheirTime):
    model = TimeOff


@admin.register(Staff)
class StaffAdmin(ActingAdmin):
    form = StaffForm
    list_display = ["name", "title", "seniority", "presence", "accepts_new", "load", "left", "hours", "leave"]
    list_filter = ["presence", "accepts_new", "seniority", "teams", ("retired_at", admin.EmptyFieldListFilter)]
    search_fields = ["user__name", "user__email", "skills"]
    ordering = ["user__name", "pk"]
    autocomplete_fields = ["user"]
    readonly_fields = ["hours", "presence", "presence_since", "last_seen_at", "retired_at"]
    inlines = [HoursInline, OverrideInline, TimeOffInline, MembershipInline]
    fieldsets = [
        (None, {"fields": ["user", "title", "seniority", "languages", "skills"]}),
        (_("Takes work"), {"fields": ["accepts_new", *PLACES]}),
        (_("Their time"), {"fields": ["hours", ("country", "subdivision")]}),
        (_("Presence"), {"fields": [("presence", "presence_since"), ("last_seen_at", "retired_at")]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Staff]:
        slots = Q(capacity_slots__surplus=False)
        taken = Q(capacity_slots__taken=True, capacity_slots__work__in=Work.values)  # an agreed call needs no room
        return (
            super()
            .get_queryset(request)
            .select_related("user")
            .annotate(
                places=Count("capacity_slots", filter=slots, distinct=True),
                taken=Count("capacity_slots", filter=taken, distinct=True),
            )
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Staff | None = None) -> list[str]:
        return [*self.readonly_fields, "user"] if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Staff, form: StaffForm, change: bool) -> None:
        """What was edited and nothing else: presence and leaving may have been written since the form was read."""
        by = actor_for_request(request)
        if change:
            edited = {field.name for field in self.opts.concrete_fields}.intersection(form.changed_data)
            obj.save(update_fields=edited - {"accepts_new", "country", "subdivision"})
            if "accepts_new" in form.changed_data:  # the verbs change it and say so
                actions.set_accepts_new(obj, obj.accepts_new, by=by)
            if edited & {"country", "subdivision"}:
                actions.set_country(obj, obj.country, obj.subdivision, by=by)
        else:
            super().save_model(request, obj, form, change)
        for work, places in form.places.items():
            actions.set_capacity(obj, work, places, by=by)

    @admin.display(description=_("name"), ordering="user__name")
    def name(self, staff: Staff) -> str:
        return staff.name

    @admin.display(description=_("in use"))
    def load(self, staff: Any) -> str:
        return f"{staff.taken} of {staff.places}"

    @admin.display(description=_("has left"), boolean=True)
    def left(self, staff: Staff) -> bool:
        return staff.is_retired

    @admin.display(description=_("hours and time off"))
    def hours(self, staff: Staff) -> str:
        """A page of the product: it shows what comes of a change before and after."""
        if staff.pk is None or staff.is_retired:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("staff_hours", args=[staff.public_id]), _("open"))

    @admin.display(description=_("leaving"))
    def leave(self, staff: Staff) -> str:
        """Handing the work back comes first, and that is routing's page."""
        return (
            ""
            if staff.is_retired
            else format_html('<a href="/team/{}/retire/">{}</a>', staff.public_id, _("hand over"))
        )


@admin.register(PresenceSpan)
class PresenceSpanAdmin(OfMembersAdmin):
    list_display = ["staff", "presence", "began_at", "ended_at"]
    list_select_related = ["staff__user"]
