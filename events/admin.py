"""The log, to be read; what gave up, to be replayed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import clock
from core.admin import AgeFilter, ReadOnlyAdmin
from events import dispatch, registry, timers
from events.models import Dispatch, DomainEvent, JobRun, Timer


class ReplayingAdmin(ReadOnlyAdmin):
    """Rows that gave up after too many failures, with the action that sets them to work again."""

    actions = ["replay_selected"]
    #: the keys of rows → how many of them are set to work again
    replay: Callable[[list[Any]], int]

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"events.change_{self.opts.model_name}")

    @admin.action(description=_("Try the selected parked ones again"), permissions=["replay"])
    def replay_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        count = self.replay(list(queryset.values_list("pk", flat=True)))
        text = ngettext("%(count)d is due again.", "%(count)d are due again.", count) % {"count": count}
        self.message_user(request, text, messages.SUCCESS if count else messages.WARNING)


class NameFilter(admin.SimpleListFilter):
    """By the names the code knows: reading them from the table would scan it."""

    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, name) for name in sorted(registry.EVENTS)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[DomainEvent]) -> QuerySet[DomainEvent]:
        return queryset.filter(name=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    """Waiting, parked or done; both tables have a partial index for the first two."""

    title = _("state")
    parameter_name = "state"
    done = "done_at"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("waiting")), ("parked", _("parked")), ("done", _("done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "waiting":
                return queryset.filter(**{f"{self.done}__isnull": True}, parked_at__isnull=True)
            case "parked":
                return queryset.filter(**{f"{self.done}__isnull": True}, parked_at__isnull=False)
            case "done":
                return queryset.filter(**{f"{self.done}__isnull": False})
        return queryset


class TimerStateFilter(StateFilter):
    done = "fired_at"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Timer]) -> QuerySet[Timer]:
        found = super().queryset(request, queryset)
        return found.filter(cancelled_at__isnull=True) if self.value() == "waiting" else found


@admin.register(DomainEvent)
class DomainEventAdmin(ReadOnlyAdmin):
    list_display = ["occurred_at", "name", "subject_id", "actor_name", "ip", "position", "story"]
    list_filter = [NameFilter, AgeFilter]
    search_help_text = _("Whole id of a subject (lead_…), an event (evt_…) or a journey")

    def found(self, rows: QuerySet[DomainEvent], term: str) -> QuerySet[DomainEvent]:
        if (key := DomainEvent.parse_id(term)) is not None:
            return rows.filter(pk=key)
        try:
            return rows.filter(journey_id=UUID(term))
        except ValueError:
            return rows.filter(subject_id=term)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Personal fields only for those who may change everything."""
        return [] if request.user.has_perm("events.change_domainevent") else ["personal"]

    @admin.display(description=_("story"))
    def story(self, event: DomainEvent) -> str:
        return format_html('<a href="/journeys/{}/">{}</a>', event.journey_id, _("open"))


@admin.register(Dispatch)
class DispatchAdmin(ReplayingAdmin):
    list_display = ["event", "subscriber", "attempts", "due_at", "done_at", "parked_at", "last_error"]
    list_filter = [StateFilter]
    list_select_related = ["event"]
    search_help_text = _("Whole id of an event (evt_…)")

    def found(self, rows: QuerySet[Dispatch], term: str) -> QuerySet[Dispatch]:
        key = DomainEvent.parse_id(term)
        return rows.filter(event=key) if key else rows.none()

    def replay(self, keys: list[Any]) -> int:
        return dispatch.replay(keys)


@admin.register(Timer)
class TimerAdmin(ReplayingAdmin):
    list_display = ["name", "about_kind", "due_at", "fired_at", "late_by", "attempts", "parked_at", "last_error"]
    list_filter = [TimerStateFilter]

    def replay(self, keys: list[Any]) -> int:
        return timers.replay(keys)

    @admin.display(description=_("late by"))
    def late_by(self, timer: Timer) -> str:
        late = (timer.fired_at or clock.now()) - timer.due_at
        is_over = timer.fired_at is None and (timer.cancelled_at is not None or late < timedelta())
        return "" if is_over else str(max(late, timedelta())).split(".")[0]


@admin.register(JobRun)
class JobRunAdmin(ReadOnlyAdmin):
    list_display = ["job", "slot", "started_at", "finished_at"]
    ordering = ["-slot", "job"]
