"""The list behind the bell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notifications.messages import message_of
from notifications.models import Notification

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    public_id: str
    kind: str
    priority: str
    subject: str
    business: str
    created_at: datetime
    is_read: bool


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    older: str | None


def inbox(staff_id: UUID, *, unread_only: bool = False, before: UUID | None = None) -> Page:
    """Newest first, PAGE at a time; `older` goes on from the last one. One query."""
    found = Notification.objects.of(staff_id).standing()
    if unread_only:
        found = found.unread()
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: PAGE + 1])
    older = rows[PAGE - 1].public_id if len(rows) > PAGE else None
    return Page([_line(row) for row in rows[:PAGE]], older)


def path_of(notification: Notification) -> str:
    """The page it leads to."""
    return message_of(notification.kind, notification.context).path


def _line(row: Notification) -> Line:
    return Line(
        public_id=row.public_id,
        kind=row.get_kind_display(),
        priority=row.priority,
        subject=row.subject,
        business=row.context.get("business_name", ""),
        created_at=row.created_at,
        is_read=row.is_read,
    )
