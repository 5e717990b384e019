"""Input that is refused when it says more than was asked, and the field types that every app needs."""

from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.ids import ALPHABET, LENGTH, parse_public_id, public_id
from core.phone import DEFAULT_REGION, to_e164


class StrictSerializer(serializers.Serializer[Any]):
    """An unknown field is an error: a misspelt one would otherwise be lost silently."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = {str(name) for name in data} - set(self.fields) if isinstance(data, dict) else set()
        problems: dict[str, Any] = {name: ["Unknown field."] for name in sorted(unknown)}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as refused:
            if not problems or not isinstance(refused.detail, dict):
                raise
            raise serializers.ValidationError({**refused.detail, **problems}) from None
        if problems:
            raise serializers.ValidationError(problems)
        return value


class PublicIdField(serializers.Field[UUID, Any, str, Any]):
    """`lead_01j9…` outside, the UUID inside."""

    default_error_messages = {"invalid": "Must be an id that begins with {kind}_."}

    def __init__(self, prefix: str, **kwargs: Any) -> None:
        self.prefix = prefix
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> UUID:
        value = parse_public_id(self.prefix, data)
        if value is None:
            self.fail("invalid", kind=self.prefix)
        return value

    def to_representation(self, value: Any) -> str:
        return public_id(self.prefix, value) if isinstance(value, UUID) else str(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self.prefix}_[{ALPHABET}]{{{LENGTH}}}$"}


@extend_schema_field({"type": "string", "description": "Phone number: any usual form in, E.164 out."})
class PhoneField(serializers.CharField):
    """E.164 inside. A national form is read as one of the country in the sibling `region_field`, else of `region`."""

    default_error_messages = {"phone": "Is not a valid phone number. Write it with its country code: +12125550123."}

    def __init__(self, *, region: str = DEFAULT_REGION, region_field: str = "country", **kwargs: Any) -> None:
        self.region, self.region_field = region, region_field
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if not text:
            return text
        try:
            return to_e164(text, self._region())
        except ValueError:
            self.fail("phone")

    def _region(self) -> str:
        siblings = getattr(self.parent, "initial_data", None)
        country = siblings.get(self.region_field) if isinstance(siblings, dict) else None
        return country if isinstance(country, str) and len(country) == 2 else self.region


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@extend_schema_field({"type": "string", "example": "America/New_York", "description": "IANA time zone."})
class ZoneField(serializers.CharField):
    default_error_messages = {"zone": "Is not an IANA time zone such as America/New_York."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 64)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if text and text not in _zones():
            self.fail("zone")
        return text


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantField(serializers.DateTimeField):
    """An instant with its zone; one without is refused, since nobody knows which was meant."""

    default_error_messages = {"naive": "Say the zone too: 2026-03-01T15:00:00Z or …+01:00."}

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("naive")
        try:
            return value.astimezone(UTC)
        except OverflowError:
            self.fail("overflow", timezone="UTC")
