"""The list behind the bell."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Subquery

from notifications.messages import message_of
from notifications.models import Notification

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One matter: its newest message, and how many there are about it."""

    public_id: str
    kind: str
    priority: str
    subject: str
    business: str
    created_at: datetime
    is_read: bool
    count: int


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    older: str | None


def inbox(staff_id: UUID, *, unread_only: bool = False, before: UUID | None = None) -> Page:
    """One line for each thing told of, the newest first, PAGE at a time; `older` goes on from the last. One query.

    A line is read when everything about its matter is.
    """
    mine = Notification.objects.of(staff_id).standing().order_by()
    same = mine.filter(about_kind=OuterRef("about_kind"), about_id=OuterRef("about_id"))
    found = mine.filter(~Exists(same.filter(pk__gt=OuterRef("pk")))).annotate(
        count=Subquery(same.values("about_id").annotate(count=Count("pk")).values("count")),
        has_unread=Exists(same.filter(read_at__isnull=True)),
    )
    if unread_only:
        found = found.filter(has_unread=True)
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    older = rows[PAGE - 1].public_id if len(rows) > PAGE else None
    return Page([_line(row) for row in rows[:PAGE]], older)


def path_of(notification: Notification) -> str:
    """The page it leads to."""
    return message_of(notification.kind, notification.context).path


def _line(row: Any) -> Line:
    return Line(
        public_id=row.public_id,
        kind=row.get_kind_display(),
        priority=row.priority,
        subject=row.subject,
        business=row.context.get("business_name") or row.context.get("company_name", ""),
        created_at=row.created_at,
        is_read=not row.has_unread,
        count=row.count,
    )
