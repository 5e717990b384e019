"""Browsers that somebody allowed to show messages."""

from typing import Self
from uuid import UUID

from django.db import models

from core.clock import DatabaseNow
from core.models import Identified


class DeviceQuerySet(models.QuerySet["Device"]):
    def of(self, staff_id: UUID) -> Self:
        return self.filter(staff=staff_id)


class Device(Identified):
    """A push subscription as the browser handed it over: where to send, and the keys that only it can open.

    A browser belongs to whoever subscribed in it last. One that its push service calls gone is removed.
    """

    id_prefix = "device"

    staff = models.ForeignKey("workforce.Staff", models.CASCADE, related_name="devices")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=88)  # P-256 point, uncompressed, base64url
    auth = models.CharField(max_length=24)  # 16 octets, base64url
    name = models.CharField(max_length=80, blank=True, default="")
    created_at = models.DateTimeField(db_default=DatabaseNow())

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name or self.public_id
