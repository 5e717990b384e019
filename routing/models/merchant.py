"""A business that is being set up, the steps of that, and the help it waits for."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from core.models import Identified
from routing.enums import Cohort, ContactMethod, JourneyStatus, Level, SetupStatus, SupportType


class OnboardingStep(models.Model):
    """One step from sign-up to going live, and how much of the whole it is."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(max_length=60)
    share = models.PositiveSmallIntegerField(help_text="Percent of the whole. All steps together should be 100.")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class MerchantQuerySet(models.QuerySet["Merchant"]):
    def with_email(self, email: str) -> Self:
        """In upper or lower case. Both sides in lower case, as the index has it."""
        return self.alias(_email=Lower("email")).filter(_email=email.lower())

    def shown(self) -> Self:
        """With what pages and answers say of each: its lead and its steps."""
        steps = models.Prefetch("steps", MerchantStep.objects.select_related("step").order_by("step"))
        return self.select_related("lead", "current_step").prefetch_related(steps)


class Merchant(Identified):
    """Who it is, what was sold to it, how far it has come.

    `current_step`, `step_started_at` and `completion` follow from its steps (rules/onboarding.py) and are kept here,
    so that the queue answers without them.
    """

    id_prefix: ClassVar[str] = "merch"

    external_id = models.CharField(max_length=120, null=True, unique=True)
    lead = models.ForeignKey("routing.Lead", models.PROTECT, null=True, related_name="merchants")
    email = models.EmailField()
    business_name = models.CharField(max_length=200)
    business_category = models.CharField(max_length=60, blank=True)
    contact_name = models.CharField(max_length=200)
    contact_phone = models.CharField(max_length=20, blank=True)  # E.164
    contact_email = models.EmailField(blank=True)
    preferred_contact_method = models.CharField(max_length=8, choices=ContactMethod, blank=True)
    cohort = models.CharField(max_length=12, choices=Cohort)
    region = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    journey_status = models.CharField(max_length=12, choices=JourneyStatus, default=JourneyStatus.SETTING_UP)
    current_step = models.ForeignKey(OnboardingStep, models.PROTECT, related_name="+")
    step_started_at = models.DateTimeField()
    completion = models.PositiveSmallIntegerField(default=0)  # percent
    journey_id = models.UUIDField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)  # of what is known, for If-Match

    objects = MerchantQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="merchant_one_of_an_email")]
        indexes = [models.Index(fields=["updated_at", "id"], name="merchant_updated")]

    def __str__(self) -> str:
        return self.business_name

    @property
    def mail_to(self) -> str:
        return self.contact_email or self.email


class MerchantStep(models.Model):
    """How one step of one merchant stands. A step without a row has not been started."""

    merchant = models.ForeignKey(Merchant, models.CASCADE, related_name="steps")
    step = models.ForeignKey(OnboardingStep, models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=SetupStatus)
    started_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merchant", "step"], name="merchant_step_once")]

    def __str__(self) -> str:
        return f"{self.step_id} {self.status}"


class IcEntry(Identified):
    """One need for help in the IC queue. A merchant has one open need of a kind at most.

    What the queue shows of its session is copied here by whoever schedules it, so that the queue answers alone.
    """

    id_prefix: ClassVar[str] = "icq"

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="entries")
    work_item = models.OneToOneField("routing.WorkItem", models.PROTECT, related_name="ic_entry")
    is_open = models.BooleanField(default=True)  # the door keeps it equal to the item's own state
    support_type = models.CharField(max_length=20, choices=SupportType)
    requested_services = models.JSONField(default=list)
    duration_minutes = models.PositiveSmallIntegerField()
    complexity = models.CharField(max_length=8, choices=Level)
    needs_specialist = models.BooleanField(default=False)
    hardware = models.JSONField(null=True)
    blockers = models.JSONField(default=list)
    preferred_schedule = models.JSONField(null=True)
    session = models.JSONField(null=True)  # {"session_id", "scheduled_for", "duration_minutes", "meeting_url", …}

    class Meta:
        verbose_name = "IC entry"
        verbose_name_plural = "IC entries"
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "support_type"], condition=Q(is_open=True), name="merchant_one_open_need_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return self.public_id
