"""Addresses that must not be written to."""

from django.db import models

from core.clock import DatabaseNow
from notifications.enums import Channel


class Suppression(models.Model):
    """Somebody answered STOP, or the provider says that they did. START, or an admin, removes it."""

    channel = models.CharField(max_length=6, choices=Channel.choices)
    address = models.CharField(max_length=254)
    why = models.CharField(max_length=200)
    created_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["channel", "address"], name="suppression_once")]

    def __str__(self) -> str:
        return self.address
