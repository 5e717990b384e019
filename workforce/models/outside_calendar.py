"""Members' own calendars elsewhere, and what is taken in them. How far that is trusted is `rules.freshness`."""

from datetime import timedelta
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from core.clock import DatabaseNow
from core.models import Identified
from workforce.enums import CalendarProblem, CalendarProvider
from workforce.models.staff import Staff


class OutsideCalendarQuerySet(models.QuerySet["OutsideCalendar"]):
    def due(self) -> Self:
        """To be read now, and read by nobody. Whose member has left is not read any more."""
        now = DatabaseNow()
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        return self.filter(free, next_read_at__lte=now, staff__retired_at__isnull=True)


class OutsideCalendar(Identified):
    """One calendar of a member. `address` opens it to whoever knows it: it is shown to nobody, and stands in no event.

    read_at        when what we have of it was true
    failing_since  the first of the tries that have failed in a row
    told_at        when somebody was told of the outage that lasts
    whole_at       when it was read whole: the days ahead move on, so "nothing has changed" is good for a day
    """

    id_prefix = "cal"

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="outside_calendars")
    provider = models.CharField(max_length=9, choices=CalendarProvider.choices, default=CalendarProvider.ICS)
    address = models.CharField(max_length=2000)
    name = models.CharField(max_length=200, blank=True, default="")
    zone = models.CharField(max_length=64, blank=True, default="")
    connected_at = models.DateTimeField(db_default=DatabaseNow())
    read_at = models.DateTimeField(null=True, blank=True)
    whole_at = models.DateTimeField(null=True, blank=True)
    etag = models.CharField(max_length=300, blank=True, default="")
    failing_since = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=11, choices=CalendarProblem.choices, blank=True, default="")
    problem_words = models.CharField(max_length=300, blank=True, default="")
    told_at = models.DateTimeField(null=True, blank=True)
    next_read_at = models.DateTimeField(db_default=DatabaseNow())
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    objects = OutsideCalendarQuerySet.as_manager()

    class Meta:
        ordering = ["staff", "id"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "address"], name="outside_calendar_once"),
            models.CheckConstraint(
                condition=Q(failing_since__isnull=True, problem="") | Q(failing_since__isnull=False) & ~Q(problem=""),
                name="outside_calendar_fails_with_a_problem",
            ),
        ]
        indexes = [models.Index(fields=["next_read_at"], name="outside_calendar_due")]

    def __str__(self) -> str:
        return f"{self.name or self.get_provider_display()} of {self.staff_id}"


class BusyBlock(models.Model):
    """Taken in an outside calendar: two instants, or whole days of the calendar's zone, the end left out."""

    calendar = models.ForeignKey(OutsideCalendar, models.CASCADE, related_name="blocks", db_index=False)
    uid = models.CharField(max_length=300)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)

    class Meta:
        ordering = ["calendar", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=False, ends_at__gt=F("starts_at"), starts_on=None, ends_on=None)
                | Q(starts_on__isnull=False, ends_on__gt=F("starts_on"), starts_at=None, ends_at=None),
                name="busy_block_instants_or_days",
            ),
        ]
        indexes = [
            models.Index(fields=["calendar", "ends_at"], name="busy_block_by_end"),
            models.Index(fields=["calendar", "ends_on"], name="busy_block_by_day", condition=Q(ends_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at or self.starts_on} to {self.ends_at or self.ends_on}"


class CalendarPolicy(models.Model):
    """The one row that says how often outside calendars are read, and how far old ones are trusted."""

    read_every_minutes = models.PositiveSmallIntegerField(
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
        help_text="Minutes between two readings of a calendar.",
    )
    fresh_minutes = models.PositiveSmallIntegerField(
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(10_080)],
        help_text="A calendar that was read within so many minutes is up to date.",
    )
    grace_minutes = models.PositiveSmallIntegerField(
        default=120,
        validators=[MinValueValidator(1), MaxValueValidator(10_080)],
        help_text="A calendar that could not be read for so many minutes is unknown: its member is told, and offered "
        "no more for calls.",
    )
    trust_last_known = models.BooleanField(
        default=False, help_text="Offer the member all the same, by what was last read of the calendar."
    )

    class Meta:
        verbose_name = "reading of outside calendars"
        verbose_name_plural = "reading of outside calendars"
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="calendar_policy_one_row"),
            models.CheckConstraint(
                condition=Q(grace_minutes__gte=F("fresh_minutes")),
                name="calendar_policy_grace_after_fresh",
                violation_error_message="The grace cannot end before a calendar is out of date.",
            ),
        ]

    def __str__(self) -> str:
        return "Reading of outside calendars"

    @classmethod
    def current(cls) -> Self:
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def read_every(self) -> timedelta:
        return timedelta(minutes=self.read_every_minutes)

    @property
    def fresh_for(self) -> timedelta:
        return timedelta(minutes=self.fresh_minutes)

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)
