"""A lead as somebody tells it: what each part may hold, and which field of ours it is. The API and files share it."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from core.api.errors import flat
from core.api.serializers import PhoneField, StrictSerializer
from core.errors import DomainError, Invalid
from routing.enums import Cohort, ContactMethod

LONGEST_REFERENCE = 120
LONGEST_EMAIL = 254  # as RFC 5321 and the column have it


class WordField(serializers.CharField):
    """A word of ours in capitals. Its length is judged as it is stored: some letters become two."""

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data).upper()


class Contact(StrictSerializer):
    name = serializers.CharField(max_length=200)
    phone = PhoneField(required=False, allow_blank=True)
    email = serializers.EmailField(max_length=LONGEST_EMAIL, required=False, allow_blank=True)
    preferred_contact_method = serializers.ChoiceField(ContactMethod.choices, required=False, allow_blank=True)


class Profile(StrictSerializer):
    annual_revenue = serializers.DecimalField(14, 2, min_value=0, required=False, allow_null=True)
    number_of_locations = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False, allow_null=True)
    region = WordField(max_length=20, required=False, allow_blank=True)


class Source(StrictSerializer):
    channel = WordField(max_length=40, required=False, allow_blank=True)
    campaign_id = serializers.CharField(max_length=120, required=False, allow_blank=True, allow_null=True)
    utm_source = serializers.CharField(max_length=120, required=False, allow_blank=True, allow_null=True)


class NewLead(StrictSerializer):
    external_id = serializers.CharField(max_length=LONGEST_REFERENCE, required=False, allow_null=True)
    email = serializers.EmailField(max_length=LONGEST_EMAIL)
    business_name = serializers.CharField(max_length=200)
    business_category = WordField(max_length=60, required=False, allow_blank=True)
    contact = Contact()
    profile = Profile(required=False)
    source = Source(required=False)  # type: ignore[assignment]  # the wire's name, also an attribute of DRF's Field
    quote_value_estimate = serializers.DecimalField(14, 2, min_value=0, required=False, allow_null=True)
    cohort = serializers.ChoiceField(Cohort.choices, required=False)
    current_step = serializers.IntegerField(min_value=1, max_value=10, required=False)


class LeadChanges(NewLead):
    """Any part of a lead. `cohort` null: by its size, as for a lead that comes without one."""

    cohort = serializers.ChoiceField(Cohort.choices, allow_null=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"partial": True, **kwargs})


#: field → where the request says what it holds, of whatever is a business
OF_A_BUSINESS = {
    "external_id": ("external_id",),
    "email": ("email",),
    "business_name": ("business_name",),
    "business_category": ("business_category",),
    "contact_name": ("contact", "name"),
    "contact_phone": ("contact", "phone"),
    "contact_email": ("contact", "email"),
    "preferred_contact_method": ("contact", "preferred_contact_method"),
    "cohort": ("cohort",),
}
FACTS = OF_A_BUSINESS | {
    "annual_revenue": ("profile", "annual_revenue"),
    "number_of_locations": ("profile", "number_of_locations"),
    "region": ("profile", "region"),
    "channel": ("source", "channel"),
    "campaign_id": ("source", "campaign_id"),
    "utm_source": ("source", "utm_source"),
    "quote_value_estimate": ("quote_value_estimate",),
    "current_step": ("current_step",),
}


def lead_facts(data: dict[str, Any]) -> dict[str, Any]:
    """The request as values of a lead's fields; what was not sent is left out."""
    facts = facts_at(FACTS, data)
    for name in ("campaign_id", "utm_source"):
        if name in facts:
            facts[name] = facts[name] or ""
    return facts


def facts_at(places: Mapping[str, tuple[str, ...]], data: dict[str, Any]) -> dict[str, Any]:
    """The request's nested form as values of these fields; what was not sent is left out."""
    facts: dict[str, Any] = {}
    for name, (*parts, last) in places.items():
        holder = data
        for part in parts:
            holder = holder.get(part, {})
        if last in holder:
            facts[name] = holder[last]
    if "business_category" in facts:
        facts["business_category"] = facts["business_category"].replace(" ", "_")
    return facts


def checked(rows: Iterable[Any]) -> tuple[dict[int, dict[str, Any]], dict[int, DomainError]]:
    """The facts of each good row, and what is wrong with each other, by number."""
    facts: dict[int, dict[str, Any]] = {}
    refused: dict[int, DomainError] = {}
    form = NewLead()
    for number, row in enumerate(rows):
        try:
            facts[number] = lead_facts(form.run_validation(row))
        except ValidationError as problem:
            refused[number] = Invalid(flat(problem.detail))
    return facts, refused
