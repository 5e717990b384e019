"""The bell: the notification's row is the message, so its commit delivers it and nothing is ever queued."""

from notifications.models import Delivery
from notifications.ports import Outcome
from notifications.rendering import Rendered


class BellCarrier:
    """Only reached when somebody queues a bell by hand: it stands in the list already."""

    def send(self, delivery: Delivery, message: Rendered) -> Outcome:
        return Outcome.sent(delivery.notification.public_id)

    def close(self) -> None:
        return None
