"""What a manager may change about calls on a Tuesday."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from scheduling.enums import Urgency


def in_hours(span: timedelta) -> str:
    """40 h: a span of working time has no days."""
    return f"{span / timedelta(hours=1):g} h"


class AnswerTarget(models.Model):
    """How long a flexible request may wait for an answer, in the team's hours; holds for requests after the change."""

    urgency = models.CharField(max_length=16, choices=Urgency, unique=True)
    target = models.DurationField(help_text="In the team's working time: 02:00:00 is two hours.")
    warn_share = models.DecimalField(
        max_digits=3,
        decimal_places=2,
        default=Decimal("0.80"),
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(1)],
        help_text="At risk from this share of the span: 0.80 is four fifths.",
    )

    class Meta:
        ordering = ["target"]
        constraints = [models.CheckConstraint(name="answer_target_positive", condition=Q(target__gt=timedelta()))]

    def __str__(self) -> str:
        return f"{self.get_urgency_display()}: {in_hours(self.target)}"


def usual_deadline() -> timedelta:
    return timedelta(hours=settings.CANCELLATION_DEADLINE_HOURS)


def usual_per_day() -> int:
    return int(settings.MAX_CALL_REQUESTS_PER_DAY)


class CallPolicy(models.Model):
    """The one row of limits. Defaults come from the environment, see .env.example."""

    cancellation_deadline = models.DurationField(
        default=usual_deadline, help_text="Customers cannot move or cancel later than this before the call."
    )
    requests_per_day = models.PositiveSmallIntegerField(default=usual_per_day, validators=[MinValueValidator(1)])
    urgent_per_day = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1)], help_text="Of these, urgent ones."
    )
    no_shows_allowed = models.PositiveSmallIntegerField(
        default=3, help_text="So many missed calls within the days below, and a customer has to ask flexibly. 0: never."
    )
    no_show_days = models.PositiveSmallIntegerField(default=90)
    keep_completed_days = models.PositiveSmallIntegerField(
        default=365, help_text="Then what was said is forgotten; numbers and figures stay."
    )
    keep_other_days = models.PositiveSmallIntegerField(default=183, help_text="The same for cancelled and missed ones.")

    class Meta:
        verbose_name = "limits for calls"
        verbose_name_plural = "limits for calls"
        constraints = [models.CheckConstraint(name="call_policy_one_row", condition=Q(pk=1))]

    def __str__(self) -> str:
        return "Limits for calls"
