"""Where messages end that have no provider: they can be looked at, and nothing pretends that they left."""

from typing import Self

from django.db import models

from core.clock import DatabaseNow
from core.models import Identified
from notifications.enums import Channel


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    def to(self, address: str) -> Self:
        return self.filter(to__icontains=address)


class OutboxMessage(Identified):
    """`key` is the sender's name for the message: sent twice under one key, it stands here once."""

    id_prefix = "out"

    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=6, choices=Channel.choices)
    to = models.CharField(max_length=500)
    subject = models.CharField(max_length=500, blank=True, default="")
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    raw = models.BinaryField(default=b"")
    created_at = models.DateTimeField(db_default=DatabaseNow())

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.subject or self.key
