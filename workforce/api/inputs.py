"""What callers send about hours; what is not asked for is refused."""

from rest_framework import serializers

from core.api.serializers import InstantField, StrictSerializer
from workforce.enums import Weekday

TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
END = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
MOST_ROWS = 84  # twelve spans a day


class Span(StrictSerializer):
    starts = serializers.RegexField(TIME, help_text="On the wall clock of the member's zone: 09:00.")
    ends = serializers.RegexField(END, help_text="24:00 is midnight; at or before `starts`: on the next day.")


class WeekdaySpan(Span):
    weekday = serializers.ChoiceField(choices=[day.name for day in Weekday])


class Week(StrictSerializer):
    hours = serializers.ListField(child=WeekdaySpan(), max_length=MOST_ROWS)


class Override(StrictSerializer):
    date = serializers.DateField()
    spans = serializers.ListField(child=Span(), max_length=12, help_text="Empty: the day is closed.")


class NewTimeOff(StrictSerializer):
    starts_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)
    starts_at = InstantField(required=False, allow_null=True)
    ends_at = InstantField(required=False, allow_null=True)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class NewBlackoutDay(StrictSerializer):
    date = serializers.DateField()
    name = serializers.CharField(max_length=120)
    country = serializers.CharField(
        max_length=2, required=False, allow_blank=True, default="", help_text="US, ES; empty: everywhere."
    )
