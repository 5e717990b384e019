from notifications.models.attempt import DeliveryAttempt
from notifications.models.delivery import Delivery
from notifications.models.notification import Notification
from notifications.models.outbox import OutboxMessage
from notifications.models.rule import NotificationRule

__all__ = ["Delivery", "DeliveryAttempt", "Notification", "NotificationRule", "OutboxMessage"]
