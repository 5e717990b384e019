"""A call that a customer asks for."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Value

from accounts.enums import Language
from accounts.models import Company, Customer
from core.models import Identified
from core.words import Matches, WordsOf
from routing.models import WorkItem
from scheduling import conf
from scheduling.enums import (
    FINAL,
    UPCOMING,
    CallOutcome,
    CallStatus,
    ContactMethod,
    PhoneType,
    SchedulingType,
    Urgency,
)
from scheduling.models.topic import Topic
from workforce.models import Booking, Staff

#: what the search finds a call by
WORDS = WordsOf("number", "contact_name", "contact_email", "contact_phone")


class CallRequestQuerySet(models.QuerySet["CallRequest"]):
    def of_company(self, company_id: UUID) -> Self:
        """Where every query that a customer can reach starts."""
        return self.filter(company=company_id)

    def with_words(self, asked: str) -> Self:
        """Whose number, name, address or phone hold what is asked for: see core/words.py."""
        return self.filter(Matches(WORDS, Value(asked)))

    def upcoming(self) -> Self:
        return self.filter(status__in=UPCOMING)

    def shown(self) -> Self:
        """With what lists and pages show beside it."""
        return self.select_related("topic", "customer", "company", "work_item__owner__user", "work_item__team")


class CallRequest(Identified):
    """Who wants to talk about what, when and how. Asked by a customer of a company, or by a guest.

    Who takes it is its work item's owner; the member's time is its booking. `version` rises with every change and is
    the SEQUENCE of its invitations; `links_version` makes links of earlier mails invalid.
    """

    id_prefix = "call"

    number = models.CharField(max_length=20, unique=True)  # CALL-2026-001234
    work_item = models.OneToOneField(WorkItem, models.PROTECT, related_name="call_request")
    booking = models.OneToOneField(Booking, models.PROTECT, null=True, blank=True, related_name="call_request")

    company = models.ForeignKey(Company, models.PROTECT, null=True, blank=True, related_name="call_requests")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="call_requests")
    contact_name = models.CharField(max_length=120)
    contact_email = models.EmailField(max_length=254)

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="call_requests")
    custom_topic_description = models.CharField(max_length=300, blank=True, default="")
    scheduling_type = models.CharField(max_length=8, choices=SchedulingType)
    scheduled_date_time = models.DateTimeField(null=True, blank=True)
    duration = models.DurationField()
    preferred_times = models.CharField(max_length=500, blank=True, default="")
    urgency_level = models.CharField(max_length=16, choices=Urgency, blank=True, default="")
    timezone = models.CharField(max_length=64)

    contact_phone = models.CharField(max_length=20)  # E.164
    phone_type = models.CharField(max_length=8, choices=PhoneType, default=PhoneType.MOBILE)
    phone_extension = models.CharField(max_length=10, blank=True, default="")
    backup_phone = models.CharField(max_length=20, blank=True, default="")
    preferred_contact_method = models.CharField(max_length=10, choices=ContactMethod, default=ContactMethod.PHONE)
    meeting_url = models.URLField(max_length=500, blank=True, default="")
    place = models.CharField(max_length=200, blank=True, default="")

    notes = models.CharField(max_length=conf.NOTES_LENGTH, blank=True, default="")
    language_preference = models.CharField(max_length=5, choices=Language, default=Language.ENGLISH)
    additional_attendees = ArrayField(models.EmailField(max_length=254), default=list, blank=True)

    status = models.CharField(max_length=12, choices=CallStatus)
    cancel_reason = models.CharField(max_length=300, blank=True, default="")
    cancelled_late = models.BooleanField(default=False)
    outcome = models.CharField(max_length=20, choices=CallOutcome, blank=True, default="")
    outcome_notes = models.CharField(max_length=2000, blank=True, default="")
    moved_times = models.PositiveSmallIntegerField(default=0)
    survey_score = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    survey_comment = models.CharField(max_length=1000, blank=True, default="")

    journey_id = models.UUIDField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)  # somebody got in touch about a flexible request
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    surveyed_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)  # personal data are blanked
    version = models.PositiveIntegerField(default=1)
    links_version = models.PositiveIntegerField(default=1)

    objects = CallRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="call_customer_has_company",
                condition=Q(customer__isnull=True, company__isnull=True)
                | Q(customer__isnull=False, company__isnull=False),
            ),
            models.CheckConstraint(
                name="call_confirmed_has_a_time",
                condition=Q(status__in=[CallStatus.PENDING, CallStatus.CANCELLED])
                | Q(scheduled_date_time__isnull=False),
            ),
            models.CheckConstraint(
                name="call_upcoming_time_is_booked",
                condition=~Q(status__in=[CallStatus.CONFIRMED, CallStatus.IN_PROGRESS]) | Q(booking__isnull=False),
            ),
            models.CheckConstraint(
                name="call_survey_from_one_to_five",
                condition=Q(survey_score__isnull=True) | Q(survey_score__range=(1, 5)),
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-id"], name="call_of_company"),
            models.Index(fields=["customer", "status", "-id"], name="call_of_customer"),
            models.Index(fields=["status", "scheduled_date_time", "id"], name="call_by_time"),
            models.Index(fields=["scheduled_date_time", "id"], name="call_by_hour"),
            models.Index(fields=["created_at", "id"], name="call_by_arrival"),
            models.Index(fields=["contact_email", "-id"], name="call_of_email"),
            models.Index(fields=["topic", "-id"], name="call_of_topic"),
            GinIndex(WORDS, name="call_words", fastupdate=True, gin_pending_list_limit=512),
            models.Index(
                fields=["updated_at", "id"], condition=Q(status__in=FINAL, forgotten_at=None), name="call_kept"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ends_at(self) -> datetime | None:
        return self.scheduled_date_time + self.duration if self.scheduled_date_time else None

    @property
    def owner(self) -> Staff | None:
        return self.work_item.owner

    @property
    def is_final(self) -> bool:
        return self.status in FINAL
