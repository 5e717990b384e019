"""What callers send: everything that is not asked for is refused."""

from datetime import datetime, timedelta
from typing import Any

from rest_framework import serializers

from core import clock
from core.api.serializers import InstantField, PublicIdField, StrictSerializer, ZoneField
from routing.actions.log_contact import PlannedStep
from routing.enums import (
    AssignmentReason,
    CommunicationType,
    NextStepKind,
    Outcome,
    Sentiment,
)

#: callbacks further ahead are mistyped, and the calendar ends in the year 9999
FURTHEST_CALLBACK = timedelta(days=366)


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


class WorkAssignment(StrictSerializer):
    assign_to = PublicIdField("staff", required=False)
    assignment_reason = serializers.ChoiceField(AssignmentReason.choices, default=AssignmentReason.MANUAL)
    notes = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    override_capacity = serializers.BooleanField(required=False, default=False)


class Assignment(WorkAssignment):
    schedule_callback = CallbackTime(required=False, allow_null=True)


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
