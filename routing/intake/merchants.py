"""A merchant and its need for help as somebody tells them: what each part may hold, and which field of ours it is."""

from typing import Any

from rest_framework import serializers

from core.api.serializers import InstantField, PublicIdField, StrictSerializer, ZoneField
from routing.enums import Cohort, Level, SetupStatus, SupportType
from routing.intake.told import LONGEST_EMAIL, LONGEST_REFERENCE, OF_A_BUSINESS, Contact, WordField, facts_at

LANGUAGES = [("en", "English"), ("es", "Spanish"), ("fr", "French")]
WEEKDAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
SHORTEST, LONGEST = 15, 240  # minutes of a session


class NewMerchant(StrictSerializer):
    """What a lead of ours has said already may be left out: then `lead_id` names it."""

    lead_id = PublicIdField("lead", required=False, allow_null=True)
    external_id = serializers.CharField(max_length=LONGEST_REFERENCE, required=False, allow_null=True)
    email = serializers.EmailField(max_length=LONGEST_EMAIL, required=False)
    business_name = serializers.CharField(max_length=200, required=False)
    business_category = WordField(max_length=60, required=False, allow_blank=True)
    contact = Contact(required=False)
    cohort = serializers.ChoiceField(Cohort.choices, required=False)
    region = WordField(max_length=20, required=False, allow_blank=True)
    language = serializers.ChoiceField(LANGUAGES, required=False, allow_blank=True)
    timezone = ZoneField(required=False, allow_blank=True)
    current_step = serializers.IntegerField(min_value=1, max_value=99, required=False)


class MerchantChanges(NewMerchant):
    """Any part of a merchant; its steps are moved by `PUT /merchants/{merchant_id}/progress`."""

    lead_id = None  # type: ignore[assignment]  # what it was does not change
    current_step = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"partial": True, **kwargs})


class ProgressReport(StrictSerializer):
    step_number = serializers.IntegerField(min_value=1, max_value=99)
    status = serializers.ChoiceField(SetupStatus.choices)


class Device(StrictSerializer):
    sku = serializers.CharField(max_length=60)
    name = serializers.CharField(max_length=200)
    quantity = serializers.IntegerField(min_value=1, max_value=10_000)
    setup_status = serializers.ChoiceField(SetupStatus.choices, default=SetupStatus.NOT_STARTED)


class Hardware(StrictSerializer):
    delivery_date = InstantField(required=False, allow_null=True)
    items = serializers.ListField(child=Device(), max_length=100)


class Blocker(StrictSerializer):
    type = WordField(max_length=60)
    description = serializers.CharField(max_length=500)
    severity = serializers.ChoiceField(Level.choices)


class PreferredSchedule(StrictSerializer):
    days = serializers.ListField(child=serializers.ChoiceField(WEEKDAYS), max_length=7)
    time_range = serializers.CharField(max_length=60, required=False, allow_blank=True)
    timezone = ZoneField()


class SupportWish(StrictSerializer):
    merchant_id = PublicIdField("merch")
    support_type = serializers.ChoiceField(SupportType.choices)
    requested_services = serializers.ListField(child=serializers.CharField(max_length=200), max_length=30, default=list)
    estimated_session_duration_minutes = serializers.IntegerField(min_value=SHORTEST, max_value=LONGEST, default=60)
    complexity = serializers.ChoiceField(Level.choices, default=Level.MEDIUM)
    requires_technical_specialist = serializers.BooleanField(default=False)
    hardware_info = Hardware(required=False, allow_null=True)
    blockers = serializers.ListField(child=Blocker(), max_length=30, default=list)
    preferred_schedule = PreferredSchedule(required=False, allow_null=True)


#: name on the wire → field of a need
_SUPPORT = {
    "support_type": "support_type",
    "requested_services": "requested_services",
    "estimated_session_duration_minutes": "duration_minutes",
    "complexity": "complexity",
    "requires_technical_specialist": "needs_specialist",
    "hardware_info": "hardware",
    "blockers": "blockers",
    "preferred_schedule": "preferred_schedule",
}
#: field → where the request says what a merchant's holds
FACTS = OF_A_BUSINESS | {"region": ("region",), "language": ("language",), "zone": ("timezone",)}


def merchant_facts(data: dict[str, Any]) -> dict[str, Any]:
    """The request as values of a merchant's fields; what was not sent is left out."""
    return facts_at(FACTS, data)


def support_facts(data: dict[str, Any]) -> dict[str, Any]:
    """The request as values of a need's fields. Instants are kept as text: they lie in JSON."""
    facts = {field: data.get(name) for name, field in _SUPPORT.items()}
    hardware = facts["hardware"]
    if hardware and hardware.get("delivery_date"):
        facts["hardware"] = {**hardware, "delivery_date": hardware["delivery_date"].isoformat().replace("+00:00", "Z")}
    return facts
