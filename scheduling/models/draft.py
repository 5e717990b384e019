"""A request that is being filled in, and the proof of a guest's address."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from accounts.models import Customer
from core.clock import DatabaseNow
from core.models import Identified
from scheduling.models.call_request import CallRequest
from scheduling.models.hold import CallHold
from scheduling.models.topic import Topic
from scheduling.rules.wizard import Step


class CallDraftQuerySet(models.QuerySet["CallDraft"]):
    def live(self) -> Self:
        """Not sent, and not forgotten."""
        return self.filter(call=None, expires_at__gt=DatabaseNow())


class CallDraft(Identified):
    """Everything that was said so far: the browser keeps nothing. A customer has one at a time, on all devices; a
    guest's is known by a signed cookie.

    said  field → value as in a call request, and `passed`: the questions that are answered
    step  where the reader was last
    call  what became of it; sending it again leads there
    """

    id_prefix = "draft"

    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="call_drafts")
    said = models.JSONField(default=dict)
    step = models.CharField(max_length=8, default=Step.START)
    hold = models.ForeignKey(CallHold, models.SET_NULL, null=True, blank=True, related_name="+")
    call = models.ForeignKey(CallRequest, models.CASCADE, null=True, blank=True, related_name="drafts")
    journey_id = models.UUIDField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = CallDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(call=None), name="draft_one_of_customer"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="draft_by_end")]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_guests(self) -> bool:
        return self.customer_id is None

    @cached_property
    def topic(self) -> Topic | None:
        """What it is about, as far as that is said."""
        code = self.said.get("topic")
        return Topic.objects.filter(code=code).first() if code else None


class EmailCheck(Identified):
    """One code that went to a guest's address. The code itself is worked out from the key, see core.links."""

    id_prefix = "check"

    draft = models.ForeignKey(CallDraft, models.CASCADE, related_name="email_checks")
    email = models.EmailField(max_length=254)
    version = models.PositiveSmallIntegerField(default=1)
    tries = models.PositiveSmallIntegerField(default=0)
    ip = models.GenericIPAddressField(null=True, blank=True)
    sent_at = models.DateTimeField()
    valid_until = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["email", "sent_at"], name="check_of_email"),
            models.Index(fields=["ip", "sent_at"], name="check_of_ip"),
        ]

    def __str__(self) -> str:
        return self.public_id
