"""When a member or a team works, on the wall clock of its zone. What these rows mean: rules.working_time."""

from django.db import models

from core.models import Identified
from workforce.enums import HoursOrigin, Weekday
from workforce.models.staff import Staff
from workforce.models.team import Team
from workforce.models.validators import (
    END_OF_DAY,
    TIME_OF_DAY,
    validate_country,
    validate_ends,
    validate_spans,
    validate_starts,
)


class WeeklySpan(models.Model):
    """One span of one weekday; several make a split shift. Ending at or before its start means the next day."""

    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    starts = models.CharField(max_length=5, validators=[validate_starts], help_text="09:00")
    ends = models.CharField(max_length=5, validators=[validate_ends], help_text="17:00; 24:00 is midnight")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts}-{self.ends}"


class WorkingHours(WeeklySpan):
    """When a member works."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="working_hours", db_index=False)

    class Meta:
        ordering = ["staff", "weekday", "starts"]
        verbose_name_plural = "working hours"
        constraints = [
            models.UniqueConstraint(fields=["staff", "weekday", "starts"], name="working_hours_once"),
            models.CheckConstraint(condition=models.Q(weekday__range=(0, 6)), name="working_hours_weekday"),
            models.CheckConstraint(condition=models.Q(starts__regex=TIME_OF_DAY), name="working_hours_starts"),
            models.CheckConstraint(
                condition=models.Q(ends__regex=TIME_OF_DAY) | models.Q(ends=END_OF_DAY), name="working_hours_ends"
            ),
        ]


class TeamHours(WeeklySpan):
    """When a team is there: what its clocks run in, where its policy says so. Without any, they always run;
    answers to requests for calls, which are promised in hours, then keep business hours."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="hours", db_index=False)

    class Meta:
        ordering = ["team", "weekday", "starts"]
        verbose_name_plural = "team hours"
        constraints = [
            models.UniqueConstraint(fields=["team", "weekday", "starts"], name="team_hours_once"),
            models.CheckConstraint(condition=models.Q(weekday__range=(0, 6)), name="team_hours_weekday"),
            models.CheckConstraint(condition=models.Q(starts__regex=TIME_OF_DAY), name="team_hours_starts"),
            models.CheckConstraint(
                condition=models.Q(ends__regex=TIME_OF_DAY) | models.Q(ends=END_OF_DAY), name="team_hours_ends"
            ),
        ]


class Shift(Identified):
    """Hours of a day that a team plans with: Early, Late. A planned day keeps a copy of them."""

    id_prefix = "shift"

    team = models.ForeignKey(Team, models.CASCADE, related_name="shifts", db_index=False)
    name = models.CharField(max_length=40)
    spans = models.JSONField(validators=[validate_spans], help_text='[["07:00", "15:00"]]')

    class Meta:
        ordering = ["team", "name"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="shift_name_once")]

    def __str__(self) -> str:
        return f"{self.name} " + ", ".join("-".join(span) for span in self.spans)


class HoursOverride(models.Model):
    """Replaces the whole local day of its date, and what the night before spilled into it.

    origin  who changed the day: the member (or somebody for them), or the rota of a team, then with the shift
    """

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="hours_overrides", db_index=False)
    date = models.DateField()
    spans = models.JSONField(
        default=list, blank=True, validators=[validate_spans], help_text='[["09:00", "12:00"]]; [] closes the day'
    )
    origin = models.CharField(max_length=4, choices=HoursOrigin.choices, default=HoursOrigin.OWN)
    shift = models.ForeignKey(Shift, models.SET_NULL, null=True, blank=True, related_name="days")

    class Meta:
        ordering = ["staff", "date"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "date"], name="hours_override_once"),
            models.CheckConstraint(
                condition=models.Q(shift__isnull=True) | models.Q(origin=HoursOrigin.ROTA),
                name="hours_override_shift_by_rota",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date}: " + (", ".join("-".join(span) for span in self.spans) or "closed")


class TimeOff(Identified):
    """Whole local days, both dates included, or a stretch between two instants."""

    id_prefix = "off"

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="time_off", db_index=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["staff", "-starts_on", "-starts_at"]
        verbose_name_plural = "time off"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    starts_on__isnull=False,
                    ends_on__isnull=False,
                    ends_on__gte=models.F("starts_on"),
                    starts_at__isnull=True,
                    ends_at__isnull=True,
                )
                | models.Q(
                    starts_at__isnull=False,
                    ends_at__isnull=False,
                    ends_at__gt=models.F("starts_at"),
                    starts_on__isnull=True,
                    ends_on__isnull=True,
                ),
                name="time_off_days_or_instants",
                violation_error_message="Give two dates, or two times, the second not before the first.",
            ),
        ]
        indexes = [models.Index(fields=["staff", "ends_on", "ends_at"], name="time_off_by_end")]

    def __str__(self) -> str:
        if self.starts_on:
            return f"{self.starts_on} to {self.ends_on}"
        return f"{self.starts_at:%Y-%m-%d %H:%M} to {self.ends_at:%Y-%m-%d %H:%M} UTC"


class BlackoutDay(Identified):
    """A day on which the company is closed, everywhere or in one country."""

    id_prefix = "blackout"

    date = models.DateField()
    name = models.CharField(max_length=120)
    country = models.CharField(
        max_length=2, blank=True, default="", validators=[validate_country], help_text="Empty: everywhere"
    )

    class Meta:
        ordering = ["date", "country"]
        constraints = [models.UniqueConstraint(fields=["date", "country"], name="blackout_day_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
