"""A time that a member offers to a customer; it is kept for them until they answer or it runs out."""

from typing import Self

from django.db import models

from core.clock import DatabaseNow
from core.models import Identified
from scheduling.models.call_request import CallRequest
from workforce.enums import BookingState
from workforce.models import Booking


class ProposedTimeQuerySet(models.QuerySet["ProposedTime"]):
    def open(self) -> Self:
        """Still to be had."""
        return self.filter(booking__state=BookingState.HELD, booking__expires_at__gt=DatabaseNow())


class ProposedTime(Identified):
    """Its booking is a hold of the member who proposed it."""

    id_prefix = "prop"

    call = models.ForeignKey(CallRequest, models.CASCADE, related_name="proposals")
    booking = models.OneToOneField(Booking, models.CASCADE, related_name="proposed_time")
    created_at = models.DateTimeField()

    objects = ProposedTimeQuerySet.as_manager()

    class Meta:
        ordering = ["booking__starts_at"]

    def __str__(self) -> str:
        return f"{self.call} {self.booking.starts_at:%Y-%m-%d %H:%M} UTC"
