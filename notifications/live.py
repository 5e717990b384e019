"""Who is told live: recipients about their bell, everybody in a demo about the outbox."""

from django.conf import settings

from events.registry import follow, topics_of
from notifications.events import DeliverySettled, NotificationCreated, NotificationRead, NotificationWithdrawn


@topics_of("notification.created", "notification.withdrawn")
def recipients(payload: NotificationCreated | NotificationWithdrawn) -> list[str]:
    return [f"staff.{recipient}" for recipient in payload.recipient_ids]


@topics_of("notification.read")
def reader(payload: NotificationRead) -> list[str]:
    return [f"staff.{payload.recipient_id}"]


@topics_of("delivery.settled")
def outbox(_payload: DeliverySettled) -> list[str]:
    return ["outbox.all"] if settings.DEMO else []


@follow("outbox")
def may_follow_outbox(_user: object, _public_id: str) -> bool:
    return bool(settings.DEMO)
