"""What calls are about, who takes them, and when they can be."""

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from core.models import Identified
from scheduling import conf
from scheduling.enums import TopicCode
from workforce.conf import LONGEST_BUFFER
from workforce.models import Team
from workforce.rules.free_slots import SlotRules


def usual_duration() -> timedelta:
    return timedelta(minutes=settings.DEFAULT_CALL_DURATION_MINUTES)


def validate_step(value: timedelta) -> None:
    if value not in conf.STEPS:
        raise ValidationError("Slots begin every 15 or every 30 minutes: 00:15:00 or 00:30:00.")


class TopicQuerySet(models.QuerySet["Topic"]):
    def offered(self) -> Self:
        return self.filter(is_active=True)


class Topic(Identified):
    """One line of the wizard's first step. Its teams are asked first; the fallback teams when those have nobody."""

    id_prefix = "topic"

    code = models.CharField(max_length=20, choices=TopicCode, unique=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in the wizard.")
    is_active = models.BooleanField(default=True, help_text="Off: customers cannot choose it any more.")
    description = models.CharField(max_length=300, help_text="What belongs here, in a customer's words.")
    description_es = models.CharField("description in Spanish", max_length=300, blank=True, default="")
    description_fr = models.CharField("description in French", max_length=300, blank=True, default="")
    teams = models.ManyToManyField(Team, blank=True, related_name="topics", help_text="Whose members take these calls.")
    fallback_teams = models.ManyToManyField(
        Team, blank=True, related_name="fallback_topics", help_text="Asked when nobody of the teams takes calls."
    )
    duration = models.DurationField(default=usual_duration, help_text="00:30:00 is half an hour.")
    slot_interval = models.DurationField(
        default=timedelta(minutes=30), validators=[validate_step], help_text="00:15:00 or 00:30:00."
    )
    buffer_before = models.DurationField(default=timedelta, blank=True, help_text="Kept free before each call.")
    buffer_after = models.DurationField(default=timedelta, blank=True, help_text="Kept free after each call.")
    min_notice = models.DurationField(default=timedelta(hours=2), help_text="No sooner than this from now.")
    window_days = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(1), MaxValueValidator(366)], help_text="No later than so many days."
    )
    daily_max = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="At most so many calls a day for one member. Empty: no limit.",
    )
    place = models.CharField(
        max_length=200, blank=True, default="", help_text="Where people meet in person. Empty: nobody does."
    )
    auto_start = models.BooleanField(default=False, help_text="Calls begin by themselves at their hour.")

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                name="topic_lasts_within_reason", condition=Q(duration__range=(conf.SHORTEST_CALL, conf.LONGEST_CALL))
            ),
            models.CheckConstraint(name="topic_steps", condition=Q(slot_interval__in=conf.STEPS)),
            models.CheckConstraint(
                name="topic_spans_within_reason",
                condition=Q(
                    buffer_before__range=(timedelta(), LONGEST_BUFFER),
                    buffer_after__range=(timedelta(), LONGEST_BUFFER),
                    min_notice__gte=timedelta(),
                    window_days__range=(1, 366),
                )
                & (Q(daily_max__isnull=True) | Q(daily_max__gte=1)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_code_display())

    @property
    def described(self) -> str:
        """In the reader's language, where it is written in that."""
        own: Any = getattr(self, f"description_{(get_language() or 'en')[:2]}", "")
        return own or self.description

    def slot_rules(self, duration: timedelta | None = None) -> SlotRules:
        """What a start must fulfil; `duration` instead of the topic's own."""
        return SlotRules(
            duration=duration or self.duration,
            interval=self.slot_interval,
            booking_window_days=self.window_days,
            min_notice=self.min_notice,
            buffer_before=self.buffer_before,
            buffer_after=self.buffer_after,
            daily_max=self.daily_max,
        )
