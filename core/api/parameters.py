"""Query parameters in the OpenAPI document: filters and an endpoint's own."""

from typing import Any

import django_filters


def query_parameter(name: str, description: str, schema: dict[str, Any], required: bool = False) -> dict[str, Any]:
    parameter = {"in": "query", "name": name, "description": description, "schema": schema}
    return {**parameter, "required": True} if required else parameter


def filter_schema(item: django_filters.Filter) -> dict[str, Any]:
    """The JSON schema of a filter's values."""
    choices = [str(value) for value, _ in getattr(item.field, "choices", ()) if value not in {"", None}]
    if isinstance(item, django_filters.MultipleChoiceFilter) and choices:
        return {"type": "array", "items": {"type": "string", "enum": choices}}
    if isinstance(item, django_filters.BooleanFilter):
        return {"type": "boolean"}
    if choices:
        return {"type": "string", "enum": choices}
    for kind, schema in (
        (django_filters.UUIDFilter, {"type": "string", "format": "uuid"}),
        (django_filters.IsoDateTimeFilter, {"type": "string", "format": "date-time"}),
        (django_filters.DateTimeFilter, {"type": "string", "format": "date-time"}),
        (django_filters.DateFilter, {"type": "string", "format": "date"}),
        (django_filters.NumberFilter, {"type": "number"}),
    ):
        if isinstance(item, kind):
            return dict(schema)
    return {"type": "string"}


def filter_description(item: django_filters.Filter) -> str:
    return str(item.extra.get("help_text") or item.label or "")
