"""Filters that refuse what they do not know: an unknown parameter or value is 422, never a silently longer list."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters import MultipleChoiceFilter
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import FilterSet, IsoDateTimeFilter
from django_filters.rest_framework.filters import BaseInFilter
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from core.errors import Invalid

UNKNOWN = "Unknown parameter."


class _InstantField(IsoDateTimeField):  # type: ignore[misc]  # the library has no types
    def clean(self, value: Any) -> datetime | None:
        found: datetime | None = super().clean(value)
        try:
            return found.astimezone(UTC) if found else None
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"]) from None


class InstantFilter(IsoDateTimeFilter):  # type: ignore[misc]  # the library has no types
    """An instant, handed on in UTC: PostgreSQL refuses zones that ISO 8601 can write."""

    field_class = _InstantField


def refuse_unknown_parameters(request: Request, known: Iterable[str], repeatable: Iterable[str] = ()) -> None:
    """Refused with field → messages: parameters outside of `known`, and those given twice that take one value."""
    known, repeatable = set(known), set(repeatable)
    problems: dict[str, list[str]] = {}
    for name, values in request.query_params.lists():
        if name not in known:
            problems[name] = [UNKNOWN]
        elif len(values) > 1 and name not in repeatable:
            problems[name] = ["Give this parameter once."]
    if problems:
        raise Invalid(problems)


class StrictFilterBackend(BaseFilterBackend):
    """django-filter with the view's `filterset_class`."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filterset = self._checked(request, queryset, view)
        return queryset if filterset is None else filterset.qs

    def criteria(self, request: Request, view: Any) -> dict[str, Any]:
        """The checked values only, for lists that write their own SQL."""
        filterset = self._checked(request, None, view)
        return {} if filterset is None else dict(filterset.form.cleaned_data)

    def _checked(self, request: Request, queryset: QuerySet[Any] | None, view: Any) -> FilterSet | None:
        kind: type[FilterSet] | None = view.filterset_class
        known = {*view.parameters, *view.pagination_class.parameters}
        if kind is None:
            refuse_unknown_parameters(request, known)
            return None
        filterset = kind(request.query_params, queryset=queryset, request=request)
        refuse_unknown_parameters(request, known | set(_names(filterset)), set(_repeatable(filterset)))
        if not filterset.form.is_valid():
            raise Invalid({name: [str(text) for text in texts] for name, texts in filterset.form.errors.items()})
        return filterset


def _names(filterset: FilterSet) -> Iterable[str]:
    """The parameters of each filter: a range has two."""
    for name, field in filterset.form.fields.items():
        suffixes = getattr(field.widget, "suffixes", None)
        if suffixes:
            yield from (f"{name}_{suffix}" if suffix else name for suffix in suffixes)
        else:
            yield name


def _repeatable(filterset: FilterSet) -> Iterable[str]:
    for name, item in filterset.filters.items():
        if isinstance(item, MultipleChoiceFilter | BaseInFilter):
            yield name
