"""/notifications: the caller's own messages."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django_filters import rest_framework as filters

from core.api.pagination import FIRST_PAGE, CursorPagination
from core.api.schema import endpoint
from core.api.views import ListView, WriteView
from core.clock import now
from core.ids import public_id
from notifications.actions import mark_read
from notifications.api.serializers import NotificationRow
from notifications.enums import Channel, Kind
from notifications.models import Delivery, Notification
from notifications.queries import path_of

EXAMPLE = {
    "notification_id": "notif_01jd5n4q3m7v8w9x0y1z2a3b4c",
    "notification_type": "NEW_LEAD_ASSIGNED",
    "priority": "HIGH",
    "subject": "New high-priority lead for you: John Doe - John's Fine Dining LLC",
    "about": {"kind": "lead", "id": "lead_01jd5n4q3m7v8w9x0y1z2a3b4c"},
    "url": "https://switchboard.example/leads/lead_01jd5n4q3m7v8w9x0y1z2a3b4c/",
    "created_at": "2026-10-09T12:05:00Z",
    "read_at": None,
    "delivery_status": [
        {
            "channel": "EMAIL",
            "status": "SENT",
            "sent_at": "2026-10-09T12:05:01Z",
            "recipient": "sarah.j@switchboard.test",
            "reason": None,
        }
    ],
}


class NotificationFilter(filters.FilterSet):
    notification_type = filters.ChoiceFilter(field_name="kind", choices=Kind.choices)
    unread = filters.BooleanFilter(field_name="read_at", lookup_expr="isnull", help_text="Only those (not) read yet.")


@endpoint(
    "My messages",
    "What the caller was told and nobody has withdrawn since, newest first, each with its deliveries as they stand. "
    "Callers who are not people have none.",
    response={
        "items": [EXAMPLE],
        "pagination": FIRST_PAGE,
    },
    tags=("notifications",),
    operation="notifications_list",
)
class Notifications(ListView):
    scopes = ()
    row_class = NotificationRow
    filterset_class = NotificationFilter
    pagination_class = CursorPagination

    def queryset(self) -> QuerySet[Notification]:
        found = Notification.objects.standing().prefetch_related("deliveries")
        person = self.actor.user_id
        return found.of(person) if person else found.none()

    def rows(self, page: list[Notification]) -> list[dict[str, Any]]:
        return [notification_json(row, list(row.deliveries.all())) for row in page]


@endpoint(
    "Mark a message as read",
    "The message is read from now on, and with it what was told before about the same thing; reading it again changes "
    "nothing. Answers the message.",
    response=EXAMPLE,
    tags=("notifications",),
    operation="notifications_read",
)
class ReadNotification(WriteView):
    scopes = ()
    output_class = NotificationRow

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        key = Notification.parse_id(kwargs["notification_id"])
        read = mark_read(key, self.actor.user_id, by=self.actor, at=now())
        return notification_json(read, list(read.deliveries.order_by("pk")))


def notification_json(row: Notification, deliveries: list[Delivery]) -> dict[str, Any]:
    return {
        "notification_id": row.public_id,
        "notification_type": row.kind,
        "priority": row.priority,
        "subject": row.subject,
        "about": {"kind": row.about_kind, "id": public_id(row.about_kind, row.about_id)},
        "url": settings.BASE_URL + path_of(row),
        "created_at": row.created_at,
        "read_at": row.read_at,
        "delivery_status": [
            {
                "channel": delivery.channel,
                "status": delivery.state,
                "sent_at": delivery.sent_at,
                "recipient": delivery.address,
                "reason": delivery.reason or None,
            }
            for delivery in sorted(deliveries, key=lambda delivery: Channel.values.index(delivery.channel))
        ],
    }
