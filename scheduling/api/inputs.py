"""What callers send about calls: everything that is not asked for is refused."""

from datetime import datetime, timedelta
from typing import Any

import phonenumbers
from rest_framework import serializers

from accounts.enums import Language
from core import clock
from core.api.serializers import InstantField, PhoneField, PublicIdField, StrictSerializer, ZoneField
from scheduling import conf
from scheduling.enums import CallOutcome, ContactMethod, PhoneType, SchedulingType, TopicCode, Urgency

MINUTE = timedelta(minutes=1)
SHORTEST, LONGEST = conf.SHORTEST_CALL // MINUTE, conf.LONGEST_CALL // MINUTE
STEP = 15
#: no call is agreed further ahead; the calendar ends in the year 9999
FURTHEST = timedelta(days=366)


def within_a_year(value: datetime) -> None:
    if value > clock.now() + FURTHEST:
        raise serializers.ValidationError("Must be within a year from now.")


def whole_quarters(value: int) -> None:
    if value % STEP:
        raise serializers.ValidationError("Must be a multiple of 15 minutes.")


def can_be_mailed(value: str) -> None:
    """Quoted and otherwise unusual addresses are valid, and refused by what carries mails."""
    if any(letter in ' "<>,;:()[]\\' for letter in value):
        raise serializers.ValidationError("Enter a valid email address.")


class DurationField(serializers.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=SHORTEST, max_value=LONGEST, validators=[whole_quarters], **kwargs)


class CountryField(serializers.ChoiceField):
    """The country whose national form of a number is understood."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=sorted(phonenumbers.SUPPORTED_REGIONS), **kwargs)


def text(length: int, **kwargs: Any) -> serializers.CharField:
    return serializers.CharField(max_length=length, required=False, allow_blank=True, **kwargs)


class Reachable(StrictSerializer):
    """How the customer is reached and what they say; the same when asked for and when corrected."""

    custom_topic_description = text(300)
    preferred_times = text(500, allow_null=True)
    phone_country = CountryField(required=False)
    phone_type = serializers.ChoiceField(PhoneType.choices, required=False)
    phone_extension = serializers.RegexField(
        r"^\d*$", max_length=10, required=False, allow_blank=True, error_messages={"invalid": "Digits only."}
    )
    backup_phone = PhoneField(region_field="phone_country", required=False, allow_blank=True)
    preferred_contact_method = serializers.ChoiceField(ContactMethod.choices, required=False)
    notes = text(conf.NOTES_LENGTH)
    language_preference = serializers.ChoiceField(Language.choices, required=False)
    additional_attendees = serializers.ListField(
        child=serializers.EmailField(max_length=254, validators=[can_be_mailed]),
        max_length=conf.MOST_ATTENDEES,
        required=False,
    )

    def validate_additional_attendees(self, value: list[str]) -> list[str]:
        return list({address.lower(): address for address in value}.values())

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Facts as the action takes them: what the form alone needs is left out, null says nothing."""
        attrs.pop("phone_country", None)
        if "duration_minutes" in attrs:
            minutes = attrs.pop("duration_minutes")
            attrs |= {"duration": minutes * MINUTE} if minutes else {}
        return {name: "" if value is None and name in ("preferred_times", "urgency_level") else value
                for name, value in attrs.items()}  # fmt: skip


class NewCall(Reachable):
    topic = serializers.ChoiceField(TopicCode.choices)
    scheduling_type = serializers.ChoiceField(SchedulingType.choices)
    scheduled_date_time = InstantField(required=False, allow_null=True, validators=[within_a_year])
    duration_minutes = DurationField(required=False, allow_null=True)
    urgency_level = serializers.ChoiceField(Urgency.choices, required=False, allow_null=True, allow_blank=True)
    timezone = ZoneField()
    contact_phone = PhoneField(region_field="phone_country")
    customer_id = PublicIdField("cust", required=False, allow_null=True)
    hold_id = PublicIdField("hold", required=False, allow_null=True)


class CallChanges(Reachable):
    timezone = ZoneField(required=False)
    contact_phone = PhoneField(region_field="phone_country", required=False)
    meeting_url = serializers.URLField(
        max_length=500, required=False, allow_blank=True, help_text="The team's to give."
    )
    status = serializers.ChoiceField(
        [("CANCELLED", "cancelled")], required=False, help_text="Cancels, as `DELETE …/cancel` does. By itself."
    )
    reason = text(300, help_text="Of cancelling.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        facts = super().validate(attrs)
        if "status" in facts and facts.keys() - {"status", "reason"}:
            raise serializers.ValidationError({"status": ["Cancel a call or correct it, not both at once."]})
        if "reason" in facts and "status" not in facts:
            raise serializers.ValidationError({"reason": ["Only for cancelling: send status CANCELLED with it."]})
        return facts


class NewHold(StrictSerializer):
    topic = serializers.ChoiceField(TopicCode.choices)
    scheduled_date_time = InstantField(validators=[within_a_year])
    duration_minutes = DurationField(required=False, allow_null=True)
    language_preference = serializers.ChoiceField(Language.choices, required=False)
    customer_id = PublicIdField("cust", required=False, allow_null=True)


class Cancellation(StrictSerializer):
    reason = text(300, default="")
    late = serializers.BooleanField(required=False, default=False)


class NewTime(StrictSerializer):
    scheduled_date_time = InstantField(validators=[within_a_year])
    reason = text(300, default="")


class Agreement(StrictSerializer):
    """Either a time that was agreed in talking, or one of those that were proposed."""

    scheduled_date_time = InstantField(required=False, allow_null=True, validators=[within_a_year])
    proposal_id = PublicIdField("prop", required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("scheduled_date_time") and attrs.get("proposal_id"):
            raise serializers.ValidationError({"proposal_id": ["Give either scheduled_date_time or proposal_id."]})
        return attrs


class Ending(StrictSerializer):
    outcome = serializers.ChoiceField(CallOutcome.choices)
    notes = text(2000, default="")


class Missing(StrictSerializer):
    reason = text(300, default="")


class Proposals(StrictSerializer):
    times = serializers.ListField(
        child=InstantField(validators=[within_a_year]), min_length=1, max_length=conf.MOST_PROPOSALS
    )


class HandOver(StrictSerializer):
    assign_to = PublicIdField("staff")
    reason = text(300, default="")


class Rating(StrictSerializer):
    score = serializers.IntegerField(min_value=1, max_value=5)
    comment = text(1000, default="")
