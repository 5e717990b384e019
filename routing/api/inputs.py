"""What callers send: everything that is not asked for is refused."""

from datetime import datetime, timedelta
from typing import Any

from rest_framework import serializers

from core import clock
from core.api.serializers import InstantField, PhoneField, PublicIdField, StrictSerializer, ZoneField
from routing.actions.log_contact import PlannedStep
from routing.enums import (
    AssignmentReason,
    Cohort,
    CommunicationType,
    ContactMethod,
    NextStepKind,
    Outcome,
    Sentiment,
)

LONGEST_REFERENCE = 120
LONGEST_EMAIL = 254  # as RFC 5321 and the column have it
#: callbacks further ahead are mistyped, and the calendar ends in the year 9999
FURTHEST_CALLBACK = timedelta(days=366)


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


#: where the request says what a lead's field holds
FACTS = {
    "external_id": ("external_id",),
    "email": ("email",),
    "business_name": ("business_name",),
    "business_category": ("business_category",),
    "contact_name": ("contact", "name"),
    "contact_phone": ("contact", "phone"),
    "contact_email": ("contact", "email"),
    "preferred_contact_method": ("contact", "preferred_contact_method"),
    "annual_revenue": ("profile", "annual_revenue"),
    "number_of_locations": ("profile", "number_of_locations"),
    "region": ("profile", "region"),
    "channel": ("source", "channel"),
    "campaign_id": ("source", "campaign_id"),
    "utm_source": ("source", "utm_source"),
    "quote_value_estimate": ("quote_value_estimate",),
    "cohort": ("cohort",),
    "current_step": ("current_step",),
}


def lead_facts(data: dict[str, Any]) -> dict[str, Any]:
    """The request's nested form as values of a lead's fields; what was not sent is left out."""
    facts: dict[str, Any] = {}
    for name, (*parts, last) in FACTS.items():
        holder = data
        for part in parts:
            holder = holder.get(part, {})
        if last in holder:
            facts[name] = holder[last]
    for name in ("campaign_id", "utm_source"):
        if name in facts:
            facts[name] = facts[name] or ""
    if "business_category" in facts:
        facts["business_category"] = facts["business_category"].replace(" ", "_")
    return facts


def _within_a_year(value: datetime) -> None:
    if value > clock.now() + FURTHEST_CALLBACK:
        raise serializers.ValidationError("Must be within a year from now.")


class CallbackTime(StrictSerializer):
    callback_time = InstantField(validators=[_within_a_year])
    timezone = ZoneField()


class Callback(CallbackTime):
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class Park(StrictSerializer):
    until = InstantField(validators=[_within_a_year])
    reason = serializers.CharField(max_length=200)


class Assignment(StrictSerializer):
    assign_to = PublicIdField("staff", required=False)
    assignment_reason = serializers.ChoiceField(AssignmentReason.choices, default=AssignmentReason.MANUAL)
    notes = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    schedule_callback = CallbackTime(required=False, allow_null=True)
    override_capacity = serializers.BooleanField(required=False, default=False)


class Release(StrictSerializer):
    reason = serializers.CharField(max_length=200)


class NextStepWish(StrictSerializer):
    """`due_date` for what is to be done by a time, `scheduled_for` for what stands in the calendar."""

    action = serializers.ChoiceField(NextStepKind.choices)
    due_date = InstantField(required=False, allow_null=True)
    scheduled_for = InstantField(required=False, allow_null=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in ("due_date", "scheduled_for") if attrs.get(name)]
        if len(given) != 1:
            raise serializers.ValidationError({"due_date": ["Give either due_date or scheduled_for."]})
        at = clock.now()
        if not at < attrs[given[0]] <= at + FURTHEST_CALLBACK:
            raise serializers.ValidationError({given[0]: ["Must be in the future, and within a year from now."]})
        return attrs


class Contacted(StrictSerializer):
    communication_type = serializers.ChoiceField(CommunicationType.choices)
    outcome = serializers.ChoiceField(Outcome.choices)
    duration_minutes = serializers.IntegerField(min_value=0, max_value=999, required=False, allow_null=True)
    notes = serializers.CharField(min_length=10, max_length=2000)
    close_reason = serializers.CharField(max_length=40, required=False, allow_null=True)
    lead_sentiment = serializers.ChoiceField(Sentiment.choices, required=False, allow_null=True)
    probability_to_close = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    estimated_close_date = InstantField(required=False, allow_null=True)
    next_steps = serializers.ListField(child=NextStepWish(), max_length=10, required=False, allow_null=True)

    def validate_estimated_close_date(self, value: Any) -> Any:
        if value is not None and value <= clock.now():
            raise serializers.ValidationError("Must be in the future.")
        return value

    def validate_next_steps(self, value: Any) -> list[PlannedStep]:
        return [
            PlannedStep(
                kind=step["action"],
                due_at=step.get("scheduled_for") or step["due_date"],
                in_calendar=bool(step.get("scheduled_for")),
                note=step["note"],
            )
            for step in value or ()
        ]
