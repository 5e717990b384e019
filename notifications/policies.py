"""Who may look at what here."""

from django.conf import settings

from accounts.models import User
from notifications.models import Notification


def can_read(user: User, notification: Notification) -> bool:
    """A message is its recipient's alone."""
    return notification.recipient_id == user.pk


def can_see_outbox() -> bool:
    """The outbox shows everybody's mails, those with links to reset a password too: it exists in a demo only."""
    return bool(settings.DEMO)
