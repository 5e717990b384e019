"""Work items: to be read, and to be set right by the same verbs that everybody uses."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.actors import actor_for_request
from core import clock
from core.admin import AgeFilter, ReadOnlyAdmin
from core.errors import DomainError, ErrorCode
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.change_owner import lock_item
from routing.actions.close_work import close_work
from routing.actions.release_work import release_work
from routing.enums import OWNED, Priority, State
from routing.kinds import all_related, kind_of
from routing.models import Decision, Lead, WorkItem

CLOSED_HERE = "CLOSED_BY_ADMIN"


class StateFilter(admin.SimpleListFilter):
    """What is open is found through the indexes of open work; of what is closed there is always enough."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("OPEN", _("open")), *State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
        match self.value():
            case "OPEN":
                return queryset.exclude(state=State.CLOSED)
            case State.CLOSED:
                return queryset.filter(state=State.CLOSED)
            case state if state in State.values:
                return queryset.exclude(state=State.CLOSED).filter(state=state)
        return queryset


class OpenPriorityFilter(admin.SimpleListFilter):
    title = _("priority of what is open")
    parameter_name = "priority"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Priority.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
        value = self.value()
        return queryset.exclude(state=State.CLOSED).filter(priority=value) if value else queryset


class BeyondCapacityFilter(admin.SimpleListFilter):
    title = _("beyond capacity")
    parameter_name = "over"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("yes"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
        held = queryset.filter(state__in=OWNED, over_capacity=True)
        return held if self.value() == "yes" else queryset


@admin.register(WorkItem)
class WorkItemAdmin(ReadOnlyAdmin):
    list_display = ["about", "queue", "state", "priority", "score", "team", "owner", "due_at", "queued_at"]
    list_filter = [StateFilter, OpenPriorityFilter, BeyondCapacityFilter, "team", AgeFilter]
    search_help_text = _("Whole id of a work item (item_…) or of a lead (lead_…)")
    actions = ["assign_automatically", "release", "close"]

    def found(self, rows: QuerySet[WorkItem], term: str) -> QuerySet[WorkItem]:
        key = Lead.parse_id(term)
        return rows.filter(about_kind="lead", about_id=key) if key else super().found(rows, term)

    def has_manage_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("routing.change_workitem")

    def get_queryset(self, request: HttpRequest) -> QuerySet[WorkItem]:
        return super().get_queryset(request).select_related("team", "owner__user", *all_related())

    @admin.display(description=_("about"))
    def about(self, item: WorkItem) -> str:
        subject = kind_of(item).subject(item)
        return format_html('<a href="{}">{}</a>', subject.url, subject.name)

    @admin.action(description=_("Assign to whom the engine chooses"), permissions=["manage"])
    def assign_automatically(self, request: HttpRequest, queryset: QuerySet[WorkItem]) -> None:
        by, at = actor_for_request(request), clock.now()

        def act(item: WorkItem) -> None:
            if not item.is_open:
                raise kind_of(item).is_closed(item)
            if item.is_owned:
                raise kind_of(item).already_taken(item, by)
            decision = auto_assign_work(item, by=by, at=at).decision
            if decision.winner_id is None:
                raise DomainError(ErrorCode.NOBODY_AVAILABLE, decision.sentence)

        self._each(request, queryset, act)

    @admin.action(description=_("Release to the queue"), permissions=["manage"])
    def release(self, request: HttpRequest, queryset: QuerySet[WorkItem]) -> None:
        by, at = actor_for_request(request), clock.now()
        self._each(
            request, queryset, lambda item: release_work(item, reason=str(_("by an administrator")), by=by, at=at)
        )

    @admin.action(description=_("Close"), permissions=["manage"])
    def close(self, request: HttpRequest, queryset: QuerySet[WorkItem]) -> None:
        by, at = actor_for_request(request), clock.now()
        self._each(request, queryset, lambda item: close_work(item, outcome=CLOSED_HERE, by=by, at=at))

    def _each(self, request: HttpRequest, queryset: QuerySet[WorkItem], act: Callable[[WorkItem], Any]) -> None:
        """Each in a transaction of its own, so that a refusal stops only its own item."""
        done = 0
        for key in queryset.order_by("pk").values_list("pk", flat=True):
            try:
                with transaction.atomic():
                    act(lock_item(key))
                done += 1
            except DomainError as refused:
                self.message_user(request, f"{WorkItem(pk=key).public_id}: {refused.message}", messages.ERROR)
        text = ngettext("%(count)d item is changed.", "%(count)d items are changed.", done) % {"count": done}
        self.message_user(request, text, messages.SUCCESS if done else messages.WARNING)


class ResultFilter(admin.SimpleListFilter):
    title = _("result")
    parameter_name = "result"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("overflowed", _("beyond capacity")), ("nobody", _("nobody could take it"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        match self.value():
            case "overflowed":
                return queryset.filter(overflowed=True)
            case "nobody":
                return queryset.filter(winner__isnull=True)
        return queryset


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["decided_at", "about", "winner", "sentence", "overflowed", "policy", "page"]
    list_filter = [ResultFilter, "team", AgeFilter]
    search_help_text = _("Whole id of a decision (dec_…) or of a lead (lead_…)")

    def found(self, rows: QuerySet[Decision], term: str) -> QuerySet[Decision]:
        if (key := Lead.parse_id(term)) is None:
            return super().found(rows, term)
        return rows.filter(work_item__in=list(WorkItem.objects.filter(about_kind="lead", about_id=key)))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        beside = ("winner__user", "policy__team", "work_item", *(f"work_item__{name}" for name in all_related()))
        return super().get_queryset(request).select_related(*beside)

    @admin.display(description=_("about"))
    def about(self, decision: Decision) -> str:
        return kind_of(decision.work_item).subject(decision.work_item).name

    @admin.display(description=_("page"))
    def page(self, decision: Decision) -> str:
        return format_html('<a href="{}">{}</a>', reverse("decision", args=[decision.public_id]), _("open"))
