"""Filters that refuse what they do not know: an unknown parameter or value is 422, never a silently longer list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
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
from core.models import IdempotencyKey

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
        self._refuse_unknown(request, view)
        if view.filterset_class is None:
            return queryset
        found: QuerySet[Any] = _checked(
            view.filterset_class(request.query_params, queryset=queryset, request=request)
        ).qs
        return found

    def criteria(self, request: Request, view: Any) -> dict[str, Any]:
        """The checked values only, for lists that write their own SQL."""
        self._refuse_unknown(request, view)
        kind = view.filterset_class
        if kind is None:
            return {}
        if _parameters(kind).names.isdisjoint(request.query_params):
            return dict(_unfiltered(kind))
        return dict(_checked(kind(request.query_params, request=request)).form.cleaned_data)

    def _refuse_unknown(self, request: Request, view: Any) -> None:
        known, filters = {*view.parameters, *view.pagination_class.parameters}, _NO_FILTERS
        if view.filterset_class is not None:
            filters = _parameters(view.filterset_class)
        refuse_unknown_parameters(request, known | filters.names, filters.repeatable)


def _checked(filterset: FilterSet) -> FilterSet:
    if not filterset.form.is_valid():
        raise Invalid({name: [str(text) for text in texts] for name, texts in filterset.form.errors.items()})
    return filterset


@cache
def _unfiltered(kind: type[FilterSet]) -> dict[str, Any]:
    """The values when none is asked for, which is mostly: building and checking a form costs half a millisecond."""
    found: dict[str, Any] = _checked(kind({})).form.cleaned_data
    return found


@dataclass(frozen=True, slots=True)
class _Parameters:
    names: frozenset[str] = frozenset()
    repeatable: frozenset[str] = frozenset()


_NO_FILTERS = _Parameters()


@cache
def _parameters(kind: type[FilterSet]) -> _Parameters:
    filterset = kind({}, queryset=IdempotencyKey.objects.none())  # whatever is filtered, the names are the same
    return _Parameters(frozenset(_names(filterset)), frozenset(_repeatable(filterset)))


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
