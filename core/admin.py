"""Bases of admin pages over tables that grow for ever: every list, count, filter and search goes through an index.

A page over such a table sorts by its id and by nothing else, searches for what is whole (an id, an email), and filters
only by what an index finds, rare values too. tests/architecture/test_admin_at_scale.py reads the plans.
"""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db.models import Expression, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from core import clock
from core.ids import first_id
from core.paginator import EstimatingPaginator
from core.words import Matches, beginnings, words_of


class BigTableAdmin(ModelAdmin):  # type: ignore[misc]  # unfold has no types
    """The latest first. A subclass says in `found` what else than its own id a search finds."""

    paginator = EstimatingPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count of everything for each choice
    sortable_by = ()
    ordering = ["-id"]
    list_per_page = 50
    search_fields = ["pk"]  # there is a search; what it finds is said below
    search_help_text = _("Whole id")
    #: what the index of words holds, where there is one: then the beginnings of words find too
    words: Expression | None = None

    def found(self, rows: QuerySet[Any], term: str) -> QuerySet[Any]:
        key = self.model.parse_id(term) if hasattr(self.model, "parse_id") else None
        if key is not None:
            return rows.filter(pk=key)
        asked = beginnings(words_of(term))
        return rows.filter(Matches(self.words, Value(asked))) if asked and self.words is not None else rows.none()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip().replace("\0", "")
        return (self.found(queryset, term) if term else queryset), False

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """Actions are for rows that somebody has looked at, not for a million at once."""
        if request.POST.get("select_across") == "1":
            self.message_user(request, _("Choose rows of one page at a time."), messages.WARNING)
            return None
        answer: HttpResponse | None = super().response_action(request, queryset)
        return answer


class ReadOnlyAdmin(BigTableAdmin):
    """Rows that the system writes and nobody edits."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AgeFilter(admin.SimpleListFilter):
    """By the time inside the id, which the primary key's index sorts by."""

    title = _("happened in the last")
    parameter_name = "within"
    spans = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("hour", _("hour")), ("day", _("day")), ("week", _("week"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        span = self.spans.get(self.value() or "")
        return queryset.filter(pk__gte=first_id(clock.now() - span)) if span else queryset
