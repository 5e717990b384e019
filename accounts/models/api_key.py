"""A key with which another system calls the API."""

from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts import conf
from accounts.models.company import Company
from accounts.models.user import User
from core.clock import DatabaseNow
from core.models import Identified


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def usable(self, at: datetime) -> Self:
        return self.filter(revoked_at__isnull=True).exclude(expires_at__lte=at)


class ApiKey(Identified):
    """`key_id` is the readable part; of the secret only its HMAC is kept, so a copy of this table opens nothing."""

    id_prefix = "key"

    name = models.CharField(max_length=120)
    key_id = models.CharField(max_length=16, unique=True)
    digest = models.BinaryField(max_length=32)
    scopes = ArrayField(models.CharField(max_length=40))
    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, blank=True, related_name="api_keys")
    rate_per_minute = models.PositiveIntegerField(default=conf.RATE_PER_KEY)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=DatabaseNow())

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = "API key"

    def __str__(self) -> str:
        return f"{self.name} ({self.key_id})"
