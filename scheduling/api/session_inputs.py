"""What callers send about sessions."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from rest_framework import serializers

from core import clock
from core.api.serializers import InstantField, PublicIdField, StrictSerializer, ZoneField
from routing.enums import SupportType
from scheduling.api.availability import DatesAsked
from scheduling.conf import FURTHEST_SESSION, LONGEST_SESSION, SHORTEST_SESSION
from scheduling.enums import MeetingPlatform, SessionAction, SessionOutcome

SHORTEST, LONGEST = (int(span.total_seconds() // 60) for span in (SHORTEST_SESSION, LONGEST_SESSION))


def _ahead(value: Any) -> None:
    at = clock.now()
    if not at < value <= at + FURTHEST_SESSION:
        raise serializers.ValidationError("Must be in the future, and within a year from now.")


def _lately(value: Any) -> None:
    """That it is over the action checks."""
    if value < clock.now() - FURTHEST_SESSION:
        raise serializers.ValidationError("Must be within the past year.")


class SessionWish(StrictSerializer):
    merchant_id = PublicIdField("merch")
    ic_id = PublicIdField("staff", required=False, allow_null=True)
    session_type = serializers.ChoiceField(SupportType.choices)
    scheduled_for = InstantField(validators=[_ahead])
    duration_minutes = serializers.IntegerField(min_value=SHORTEST, max_value=LONGEST)
    timezone = ZoneField()
    agenda = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=30, required=False, allow_null=True
    )
    meeting_platform = serializers.ChoiceField(MeetingPlatform.choices, required=False)
    send_invitations = serializers.BooleanField(default=True)
    notes = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


def session_facts(data: dict[str, Any]) -> dict[str, Any]:
    """The checked request as values of a session's fields."""
    return {
        "session_type": data["session_type"],
        "scheduled_for": data["scheduled_for"],
        "duration": timedelta(minutes=data["duration_minutes"]),
        "timezone": data["timezone"],
        "agenda": data.get("agenda"),
        "platform": data.get("meeting_platform") or settings.DEFAULT_MEETING_PLATFORM,
        "send_invitations": data["send_invitations"],
        "notes": data["notes"],
    }


class SessionResult(StrictSerializer):
    status = serializers.ChoiceField(SessionOutcome.choices)
    items_completed = serializers.ListField(child=serializers.CharField(max_length=200), max_length=50, default=list)
    items_pending = serializers.ListField(child=serializers.CharField(max_length=200), max_length=50, default=list)
    merchant_satisfaction = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    requires_followup = serializers.BooleanField(default=False)
    notes = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class SessionChange(StrictSerializer):
    """One action; each takes its own fields and no others."""

    action = serializers.ChoiceField(SessionAction.choices)
    actual_start_time = InstantField(required=False, validators=[_lately])
    actual_end_time = InstantField(required=False, validators=[_lately])
    outcome = SessionResult(required=False)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)
    new_scheduled_time = InstantField(required=False, validators=[_ahead])
    send_notifications = serializers.BooleanField(required=False)

    TAKES = {
        SessionAction.START: {"actual_start_time"},
        SessionAction.COMPLETE: {"actual_end_time", "outcome"},
        SessionAction.CANCEL: {"reason", "send_notifications"},
        SessionAction.RESCHEDULE: {"reason", "send_notifications", "new_scheduled_time"},
        SessionAction.NO_SHOW: {"reason", "send_notifications"},
    }
    NEEDS = {SessionAction.COMPLETE: "outcome", SessionAction.RESCHEDULE: "new_scheduled_time"}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        action = SessionAction(attrs["action"])
        problems = {
            name: [f"Does not belong to {action}."] for name in attrs if name not in self.TAKES[action] | {"action"}
        }
        if (needed := self.NEEDS.get(action)) and needed not in attrs:
            problems[needed] = [f"Is required for {action}."]
        if problems:
            raise serializers.ValidationError(problems)
        return attrs


class HostWish(StrictSerializer):
    ic_id = PublicIdField("staff")


class HoursAsked(DatesAsked):
    ic_id = PublicIdField("staff", required=False)
    duration_minutes = serializers.IntegerField(min_value=SHORTEST, max_value=LONGEST, default=60)
    timezone = ZoneField(default="UTC")
