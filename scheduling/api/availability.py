"""When calls are possible."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext
from rest_framework import serializers

from core import clock
from core.api.docs import Parameter
from core.api.schema import endpoint
from core.api.serializers import StrictSerializer, ZoneField
from core.api.views import ReadView
from core.errors import Invalid
from scheduling import conf
from scheduling.api.asking import TAGS, CallView
from scheduling.api.examples import AVAILABILITY
from scheduling.api.inputs import LONGEST, MINUTE, SHORTEST, STEP, DurationField
from scheduling.api.outputs import local
from scheduling.enums import TopicCode
from scheduling.queries.availability import Availability, availability
from workforce.rules.free_slots import Period, Slot

#: dates further away are mistyped, and the calendar ends in the year 9999
FURTHEST = timedelta(days=731)
DATE: dict[str, Any] = {"type": "string", "format": "date"}


class DatesAsked(StrictSerializer):
    """At most a month, within two years."""

    start_date = serializers.DateField()
    end_date = serializers.DateField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        first, last, today = attrs["start_date"], attrs["end_date"], clock.now().date()
        for name in ("start_date", "end_date"):
            if abs(attrs[name] - today) > FURTHEST:
                raise serializers.ValidationError({name: ["Must be within two years from today."]})
        if last < first:
            raise serializers.ValidationError({"end_date": ["Must not be before start_date."]})
        if (last - first).days >= conf.LONGEST_RANGE_DAYS:
            raise serializers.ValidationError({"end_date": [f"At most {conf.LONGEST_RANGE_DAYS} days at once."]})
        return attrs


class Asked(DatesAsked):
    topic = serializers.ChoiceField(TopicCode.choices)
    timezone = ZoneField()
    duration_minutes = DurationField(required=False)


@endpoint(
    "When calls are possible",
    "Every start at which somebody of the topic's teams can take a call, by the date it has in `timezone`. Every asked "
    "date is listed, those without a free time with empty `slots`; times that are over or too soon never appear. "
    "`member_count` says how many could take it. `fallback_pool`: nobody of the topic's own teams takes calls, so "
    "others are asked. Without any free time `suggestions` names the next free date and the flexible way, else it is "
    "null. `unavailable`: calendars cannot be read at present; ask for a call the flexible way.",
    response=AVAILABILITY,
    tags=TAGS,
    operation="call_availability",
    parameters=(
        Parameter("start_date", "First date, in `timezone`.", DATE, required=True),
        Parameter("end_date", f"Last date, at most {conf.LONGEST_RANGE_DAYS} days in all.", DATE, required=True),
        Parameter("topic", "What the call is about.", {"type": "string", "enum": TopicCode.values}, required=True),
        Parameter("timezone", "IANA zone in which dates and local times are meant.", required=True),
        Parameter(
            "duration_minutes",
            "Instead of the topic's own length.",
            {"type": "integer", "minimum": SHORTEST, "maximum": LONGEST, "multipleOf": STEP},
        ),
    ),
)
class CallAvailability(CallView, ReadView):
    parameters = ("start_date", "end_date", "topic", "timezone", "duration_minutes")

    def read(self, **kwargs: Any) -> dict[str, Any]:
        asked = Asked(data=self.request.query_params.dict())
        if not asked.is_valid():
            raise Invalid(asked.errors)
        wanted = asked.validated_data
        minutes, zone = wanted.get("duration_minutes"), wanted["timezone"]
        found = availability(
            self.topic(wanted["topic"]),
            Period(wanted["start_date"], wanted["end_date"], zone),
            duration=minutes * MINUTE if minutes else None,
            at=clock.now(),
        )
        return {
            "timezone": zone,
            "topic": wanted["topic"],
            "fallback_pool": found.fallback,
            "unavailable": found.unavailable,
            "days": [_day(day, slots, zone) for day, slots in found.days],
            "suggestions": _suggestions(found, zone) if found.is_empty else None,
        }


def _day(day: date, slots: list[Slot], zone: str) -> dict[str, Any]:
    return {"date": day, "slots": [slot_as_json(slot, zone) for slot in slots]}


def slot_as_json(slot: Slot, zone: str) -> dict[str, Any]:
    return {
        "start": slot.start,
        "end": slot.end,
        "start_local": local(slot.start, zone),
        "end_local": local(slot.end, zone),
        "member_count": len(slot.members),
    }


def _suggestions(found: Availability, zone: str) -> dict[str, Any]:
    following = slot_as_json(found.following, zone) if found.following else None
    return {
        "next_free_date": following["start_local"][:10] if following else None,
        "next_free_slot": following,
        "flexible": {
            "scheduling_type": "FLEXIBLE",
            "message": gettext("Let the team get in touch: say when it suits you and how soon you need the call."),
        },
    }
