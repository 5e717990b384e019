"""What a manager may change on a Tuesday: policies, intake rules, cohorts, targets. All of it stands in tables."""

from datetime import timedelta
from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from core.models import Identified
from routing.enums import ClockKind, Cohort, Queue


class RoutingPolicy(Identified):
    """One version of how a queue's work is matched. A change makes a new version; decisions keep pointing at theirs."""

    id_prefix: ClassVar[str] = "pol"

    queue = models.CharField(max_length=12, choices=Queue)
    team = models.ForeignKey(
        "workforce.Team",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="policies",
        help_text="Empty: every team of the queue without a policy of its own.",
    )
    version = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True)
    overflow = models.BooleanField(
        default=True, help_text="When nobody has room: the least loaded takes it anyway. Off: the work waits in line."
    )
    contact_needs_connection = models.BooleanField(
        default=False,
        help_text="Only a conversation stops the first-contact clock. Off: an attempt in time is enough.",
    )
    clock_in_team_hours = models.BooleanField(
        default=False, help_text="Clocks of new entries run in the team's working hours only. Off: they always run."
    )
    reoffer_after = models.DurationField(
        null=True,
        blank=True,
        help_text="So long after a missed contact an untouched lead goes to somebody else: 00:10:00. Empty: never.",
    )
    changed_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "routing policies"
        constraints = [
            models.CheckConstraint(name="policy_reoffers_later", condition=Q(reoffer_after__gt=timedelta())),
            models.UniqueConstraint(
                fields=["queue", "team"], condition=Q(is_active=True), nulls_distinct=False, name="policy_one_active"
            ),
            models.UniqueConstraint(
                fields=["queue", "team", "version"], nulls_distinct=False, name="policy_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.queue} {self.team or 'all teams'} version {self.version}"


class PolicyStep(models.Model):
    """One line of a policy, in order."""

    class Kind(models.TextChoices):
        FILTER = "filter", "rule out who does not"
        PREFER = "prefer", "prefer who does, if anybody"
        CAPACITY = "capacity", "rule out who is full"
        ORDER = "order", "then the one who"

    policy = models.ForeignKey(RoutingPolicy, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["policy", "position"], name="policy_step_place_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class IntakeRule(models.Model):
    """Which team a new piece of work goes to, by region. The empty region is the rest of the world."""

    queue = models.CharField(max_length=12, choices=Queue)
    region = models.CharField(max_length=20, blank=True)
    team = models.ForeignKey("workforce.Team", models.CASCADE, related_name="intake_rules")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["queue", "region"], name="intake_region_once")]

    def __str__(self) -> str:
        return f"{self.region or 'everywhere else'} → {self.team}"


class CohortRule(models.Model):
    """How big a business must be for a cohort; tried in order."""

    position = models.PositiveSmallIntegerField(unique=True)
    cohort = models.CharField(max_length=12, choices=Cohort)
    revenue = models.PositiveBigIntegerField(null=True, blank=True, help_text="At least this revenue a year, or")
    locations = models.PositiveIntegerField(null=True, blank=True, help_text="at least this many locations.")

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}. {self.cohort}"


class ClockTarget(models.Model):
    """How long a lead of a cohort may wait for one thing; a change holds for entries that come after it."""

    clock = models.CharField(max_length=16, choices=ClockKind, default=ClockKind.FIRST_CONTACT)
    cohort = models.CharField(max_length=12, choices=Cohort)
    target = models.DurationField(null=True, blank=True, help_text="Hours:minutes:seconds. Empty: no deadline.")
    warn_share = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        default=0.8,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(1)],
        help_text="At risk from this share of the span: 0.80 is four fifths.",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "cohort"], name="clock_target_once")]

    def __str__(self) -> str:
        return f"{self.get_clock_display()}, {self.get_cohort_display()}: {self.target or 'no deadline'}"
