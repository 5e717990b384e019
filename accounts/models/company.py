"""People outside: the companies that buy, and their customers with or without a login."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from accounts.enums import Language, Tier
from accounts.models.user import PEOPLE_WORDS, User
from core.clock import DatabaseNow
from core.models import Identified
from core.words import WordsOf

COMPANY_WORDS = WordsOf("name")


class Company(Identified):
    """Everything a customer can reach belongs to one company, and a customer sees only their own."""

    id_prefix = "co"

    name = models.CharField(max_length=200)
    external_ids = models.JSONField(default=dict, blank=True, help_text="system → id there")
    created_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "companies"
        indexes = [
            models.Index(fields=["name", "id"], name="company_by_name"),
            GinIndex(COMPANY_WORDS, name="company_words"),
        ]

    def __str__(self) -> str:
        return self.name


class Customer(Identified):
    """A person of a company. `user` is set once they may sign in."""

    id_prefix = "cust"

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="customers")
    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="customer")
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=20, blank=True, default="", help_text="International form, +15551234567")
    tier = models.CharField(max_length=10, choices=Tier.choices, default=Tier.STANDARD)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.ENGLISH)
    timezone = models.CharField(max_length=64, default="UTC")
    external_ids = models.JSONField(default=dict, blank=True, help_text="system → id there")
    created_at = models.DateTimeField(db_default=DatabaseNow())

    class Meta:
        ordering = ["name", "id"]
        indexes = [
            models.Index(fields=["company", "email"], name="customer_by_email"),
            models.Index(fields=["phone"], name="customer_by_phone"),
            models.Index(fields=["name", "id"], name="customer_by_name"),
            GinIndex(PEOPLE_WORDS, name="customer_words"),
        ]

    def __str__(self) -> str:
        return self.name
