"""One notification on its way over one channel."""

from typing import Self

from django.db import models

from core.clock import DatabaseNow
from core.models import Identified
from notifications.enums import DEAD_STATES, Channel, DeliveryState, Reason
from notifications.models.notification import Notification


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self) -> Self:
        """Queued, and its time has come by the database's clock."""
        return self.filter(state=DeliveryState.QUEUED, next_try_at__lte=DatabaseNow())

    def abandoned(self) -> Self:
        """Claimed by a sender that has not settled in time: it died, or nearly."""
        return self.filter(state=DeliveryState.SENDING, lease_until__lte=DatabaseNow())

    def dead(self) -> Self:
        return self.filter(state__in=DEAD_STATES)

    def held(self) -> Self:
        """Mails that wait for their reader's next digest; one that it names has its id in `provider_id`."""
        return self.filter(reason=Reason.IN_DIGEST, channel=Channel.EMAIL, provider_id="")


class Delivery(Identified):
    """Claimed with a lease and a random token, sent outside any transaction, settled only by the token's holder.

    `attempts` counts the tries of this round; `round` rises when a person has it sent once more on purpose, so that
    a repeat by accident and a repeat by will look different to the provider.
    """

    id_prefix = "dlv"

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=6, choices=Channel.choices)
    address = models.CharField(max_length=254, blank=True, default="")
    state = models.CharField(max_length=9, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=1)
    next_try_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    expires_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(db_default=DatabaseNow())

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once_per_channel"),
            models.CheckConstraint(
                condition=~models.Q(state=DeliveryState.QUEUED) | models.Q(next_try_at__isnull=False),
                name="delivery_queued_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state=DeliveryState.SENDING, lease_until__isnull=False, lease_token__isnull=False)
                | (~models.Q(state=DeliveryState.SENDING) & models.Q(lease_until=None, lease_token=None)),
                name="delivery_lease_while_sending",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_try_at", "id"],
                condition=models.Q(state=DeliveryState.QUEUED),
                name="delivery_due",
            ),
            models.Index(
                fields=["lease_until"], condition=models.Q(state=DeliveryState.SENDING), name="delivery_leases"
            ),
            models.Index(fields=["-id"], condition=models.Q(state__in=list(DEAD_STATES)), name="delivery_dead"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(reason=Reason.IN_DIGEST, channel=Channel.EMAIL, provider_id=""),
                name="delivery_held",
            ),
            models.Index(fields=["address", "id"], condition=~models.Q(address=""), name="delivery_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} to {self.address}"

    @property
    def key(self) -> str:
        """What this sending is called outside: the same for every try of a round."""
        return self.public_id if self.round == 1 else f"{self.public_id}-{self.round}"

    @property
    def is_closing(self) -> bool:
        """A push that was shown and is no longer wanted: what goes out now takes it away."""
        return self.channel == Channel.PUSH and self.sent_at is not None and self.notification.withdrawn_at is not None
