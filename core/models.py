"""Base of every model with a public id, and the one model of the plumbing: idempotency keys."""

from typing import ClassVar
from uuid import UUID

from django.db import models

from core.clock import DatabaseNow
from core.ids import new_id, parse_public_id, public_id


class Identified(models.Model):
    """Primary key is a UUIDv7; `public_id` shows it with the model's prefix."""

    id_prefix: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True

    @property
    def public_id(self) -> str:
        return public_id(self.id_prefix, self.pk)

    @classmethod
    def parse_id(cls, text: object) -> UUID | None:
        """The key inside a public id of this model, None when the text is not one."""
        return parse_public_id(cls.id_prefix, text)


class IdempotencyKey(models.Model):
    """An answered write: who sent which key where, and the bytes that were answered.

    Written in the transaction of the effect, so that effect and answer exist together or not at all.
    """

    caller = models.CharField(max_length=80)
    route = models.CharField(max_length=300)  # method and path
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caller", "route", "key"], name="idempotency_key_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_age")]
