"""The bell of whoever is signed in."""

from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from core.actor import staff_public_id
from notifications.models import Notification

#: beyond this the bell says "99+" anyway
COUNTED = 100


def unread_count(staff_id: UUID) -> int:
    """How many matters are unread, up to COUNTED: a bell nobody opens must not cost more every day."""
    unread = Notification.objects.unread().of(staff_id).order_by()
    return unread.values("about_kind", "about_id").distinct()[:COUNTED].count()


def bell_of(user: User) -> dict[str, Any] | None:
    """What components/bell.html shows; None for people who are not staff. One query."""
    if not user.is_authenticated or not user.is_worker:
        return None
    return {
        "url": reverse("notifications"),
        "partial_url": reverse("notifications_bell"),
        "topic": f"staff.{staff_public_id(user.pk)}",
        "unread": unread_count(user.pk),
    }
