"""The house's policy of attention, and who has paid any."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from notifications.about import About
from notifications.models import Attention, Notification


def attention() -> Attention:
    """The one row; the defaults when somebody has deleted it."""
    return Attention.objects.first() or Attention()


def tellings(
    about: About, kind: str, *, since: datetime, context: Mapping[str, Any]
) -> dict[UUID, tuple[str, datetime | None]]:
    """Who was told this about it since then: staff key → name and when they read it, in the order of telling."""
    found = Notification.objects.filter(
        about_kind=about.id_prefix, about_id=about.pk, kind=kind, recipient__isnull=False
    )
    found = found.filter(created_at__gte=since, context__contains=dict(context)).order_by("pk")
    rows = found.values_list("recipient_id", "recipient__user__name", "read_at")
    return {key: (name, read_at) for key, name, read_at in rows}
