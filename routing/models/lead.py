"""A business that wants to buy, and its places in the AE queue."""

from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Lower

from core.models import Identified
from core.words import Matches, WordsOf
from routing.enums import STEP_NAMES, Cohort, ContactMethod

#: what a lead is found by, as its index has it
WORDS = WordsOf(
    "business_name", "contact_name", "email", "contact_email", "contact_phone", Coalesce("external_id", Value(""))
)


class LeadQuerySet(models.QuerySet["Lead"]):
    def with_email(self, *emails: str) -> Self:
        """With any of these, in upper or lower case. Both sides in lower case, as the index has it."""
        return self.alias(_email=Lower("email")).filter(_email__in=[Lower(Value(email)) for email in emails])

    def with_words(self, asked: str) -> Self:
        """Whose names, addresses, number or external id hold what is asked for: see core/words.py."""
        return self.filter(Matches(WORDS, Value(asked)))


class Lead(Identified):
    """Who it is, how big, what they want, where they came from."""

    id_prefix: ClassVar[str] = "lead"

    external_id = models.CharField(max_length=120, null=True, unique=True)
    email = models.EmailField()
    business_name = models.CharField(max_length=200)
    business_category = models.CharField(max_length=60, blank=True)
    contact_name = models.CharField(max_length=200)
    contact_phone = models.CharField(max_length=20, blank=True)  # E.164
    contact_email = models.EmailField(blank=True)
    preferred_contact_method = models.CharField(max_length=8, choices=ContactMethod, blank=True)
    annual_revenue = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    number_of_locations = models.PositiveIntegerField(null=True)
    region = models.CharField(max_length=20, blank=True)
    cohort = models.CharField(max_length=12, choices=Cohort)
    current_step = models.PositiveSmallIntegerField(default=1)
    kyb_status = models.CharField(max_length=20, blank=True)
    quote_value_estimate = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    channel = models.CharField(max_length=40, blank=True)
    campaign_id = models.CharField(max_length=120, blank=True)
    utm_source = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, blank=True)
    journey_id = models.UUIDField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1, db_default=1)  # of what is known, for If-Match

    objects = LeadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(Lower("email"), name="lead_email"),
            models.Index(fields=["updated_at", "id"], name="lead_updated"),
            # a short list of what is new, so that no enquiry pays for many others
            GinIndex(WORDS, name="lead_words", fastupdate=True, gin_pending_list_limit=512),
            models.Index(
                fields=["campaign_id", "updated_at", "id"], condition=~Q(campaign_id=""), name="lead_of_campaign"
            ),
        ]

    def __str__(self) -> str:
        return self.business_name

    @property
    def step_name(self) -> str:
        return STEP_NAMES.get(self.current_step, "")


class QueueEntry(Identified):
    """One stay of a lead in the AE queue. A lead has one open entry at most."""

    id_prefix: ClassVar[str] = "qe"

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="entries")
    work_item = models.OneToOneField("routing.WorkItem", models.PROTECT, related_name="queue_entry")
    is_open = models.BooleanField(default=True)  # the door keeps it equal to the item's own state

    class Meta:
        verbose_name_plural = "queue entries"
        constraints = [models.UniqueConstraint(fields=["lead"], condition=Q(is_open=True), name="lead_one_open_entry")]

    def __str__(self) -> str:
        return self.public_id
