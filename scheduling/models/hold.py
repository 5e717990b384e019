"""A time that somebody keeps while they fill in the form."""

from typing import Self

from django.db import models

from accounts.models import Customer
from core.clock import DatabaseNow
from core.models import Identified
from scheduling.models.topic import Topic
from workforce.enums import BookingState
from workforce.models import Booking


class CallHoldQuerySet(models.QuerySet["CallHold"]):
    def live(self) -> Self:
        return self.filter(booking__state=BookingState.HELD, booking__expires_at__gt=DatabaseNow())


class CallHold(Identified):
    """Whoever knows `holder` may turn it into a call. `decided` is the engine's answer at that moment, to be kept."""

    id_prefix = "hold"

    booking = models.OneToOneField(Booking, models.CASCADE, related_name="call_hold")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    team = models.ForeignKey("workforce.Team", models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="call_holds")
    holder = models.CharField(max_length=80)  # the caller's or the draft's public id
    ip = models.GenericIPAddressField(null=True, blank=True)
    decided = models.JSONField()
    created_at = models.DateTimeField()

    objects = CallHoldQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["holder"], name="hold_of_holder"),
            models.Index(fields=["ip"], name="hold_of_ip"),
        ]

    def __str__(self) -> str:
        return self.public_id
