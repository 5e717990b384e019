"""Deliveries as API answers list them: as they stand, `sent_at` null until a carrier took them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from notifications.enums import Channel, DeliveryState
from notifications.messages import MESSAGES
from notifications.models import Delivery, Device, Notification


def deliveries_json(notifications: Iterable[Notification]) -> list[dict[str, Any]]:
    """What notify() returned, flat: one entry per delivery, no query."""
    return [_entry(notification, delivery) for notification in notifications for delivery in notification.deliveries_]


def delivery_status(notification: Notification) -> list[dict[str, Any]]:
    """The same of one notification that was just written, as its own answer lists them: with address or devices."""
    return [_status(delivery, notification.recipient_id) for delivery in notification.deliveries_]


def _status(delivery: Delivery, recipient_id: UUID | None) -> dict[str, Any]:
    status: dict[str, Any] = {
        "channel": delivery.channel,
        "status": delivery.state,
        "sent_at": delivery.sent_at,
    }
    if delivery.channel == Channel.PUSH and recipient_id is not None:
        status["device_count"] = Device.objects.of(recipient_id).count()
    else:
        status["recipient"] = delivery.address
    if delivery.reason:
        status["reason"] = delivery.reason
    return status


def _entry(notification: Notification, delivery: Delivery) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "type": delivery.channel,
        "recipient": notification.recipient_public_id or delivery.address,
    }
    if delivery.channel == Channel.SMS:
        entry["message"] = notification.subject
    else:
        entry["template"] = MESSAGES[notification.kind].template
    entry |= {"sent_at": delivery.sent_at, "status": delivery.state}
    if delivery.state == DeliveryState.SKIPPED:
        entry["reason"] = delivery.reason
    return entry
