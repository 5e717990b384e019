"""A private address under which somebody's own calendar program reads their appointments here."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, User
from core.clock import DatabaseNow
from core.models import Identified
from scheduling.conf import FEED_KEPT_UNUSED
from workforce.models import Staff


class FeedShows(models.TextChoices):
    BUSY = "BUSY", _("only when I am busy")
    TITLES = "TITLES", _("what it is about")


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def with_owner(self) -> Self:
        return self.select_related("staff__user", "customer__user")

    def usable(self, at: datetime) -> Self:
        """Opens something: not revoked, asked for within the last months, and its owner is still with us."""
        used = Q(last_used_at__gt=at - FEED_KEPT_UNUSED) | Q(issued_at__gt=at - FEED_KEPT_UNUSED)
        owner = Q(staff__retired_at__isnull=True, staff__user__is_active=True) | Q(customer__user__is_active=True)
        return self.filter(used, owner, revoked_at__isnull=True)


class CalendarFeed(Identified):
    """One for each owner, a member or a customer. Of the secret in its address only the digest is kept.

    Asking for a new address changes the row, so that the old one is worth nothing from then on. `issued_at` is when
    the present address was made.
    """

    id_prefix = "feed"

    staff = models.OneToOneField(Staff, models.CASCADE, null=True, blank=True, related_name="calendar_feed")
    customer = models.OneToOneField(Customer, models.CASCADE, null=True, blank=True, related_name="calendar_feed")
    shows = models.CharField(max_length=6, choices=FeedShows, default=FeedShows.BUSY)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    created_at = models.DateTimeField(db_default=DatabaseNow())
    issued_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="feed_has_one_owner",
                condition=Q(staff__isnull=False, customer__isnull=True) | Q(staff__isnull=True, customer__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.owner_name

    @property
    def user(self) -> User | None:
        """Who may look at the address and change it: the owner's login."""
        return self.staff.user if self.staff else self.customer.user if self.customer else None

    @property
    def owner_name(self) -> str:
        return self.staff.name if self.staff else self.customer.name if self.customer else ""

    def is_usable(self, at: datetime) -> bool:
        """But for the owner, who is asked when it is read."""
        return self.revoked_at is None and max(self.issued_at, self.last_used_at or self.issued_at) > (
            at - FEED_KEPT_UNUSED
        )
