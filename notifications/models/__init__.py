from notifications.models.attempt import DeliveryAttempt
from notifications.models.attention import Attention
from notifications.models.delivery import Delivery
from notifications.models.device import Device
from notifications.models.notification import Notification
from notifications.models.outbox import OutboxMessage
from notifications.models.preference import Preference
from notifications.models.report import DeliveryReport
from notifications.models.rule import NotificationRule
from notifications.models.suppression import Suppression

__all__ = [
    "Attention",
    "Delivery",
    "DeliveryAttempt",
    "DeliveryReport",
    "Device",
    "Notification",
    "NotificationRule",
    "OutboxMessage",
    "Preference",
    "Suppression",
]
