"""The mails of the past have gone out long ago: a fresh world's outbox gets a handful, not hundreds."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F

from core import clock
from notifications.enums import Channel, DeliveryState
from notifications.models import Delivery, Notification

LEFT = 8  # newest mails that are still to be sent when the world starts
BRIEF = timedelta(seconds=3)  # what a mail took
SEEN_AFTER = timedelta(minutes=4)
OLD = timedelta(hours=2)  # older notices have been read

_TRIES = """
INSERT INTO notifications_deliveryattempt (delivery_id, token, started_at, ended_at, outcome, answer)
SELECT id, gen_random_uuid(), created_at, sent_at, 'SENT', '' FROM notifications_delivery
WHERE channel = 'EMAIL' AND state = 'SENT' AND NOT EXISTS (
    SELECT 1 FROM notifications_deliveryattempt done WHERE done.delivery_id = notifications_delivery.id
)
"""


def post_mail(at: datetime) -> None:
    """Mails written before `at` count as sent, seconds after they were written: no carrier runs in the past."""
    queued = Delivery.objects.filter(state=DeliveryState.QUEUED, created_at__lt=at)
    queued.update(state=DeliveryState.SENT, sent_at=F("created_at") + BRIEF, next_try_at=None, attempts=1)


def settle_mail(at: datetime) -> None:
    """At the end of the story: everything sent but the newest few, which go out when the world starts; old notices
    read."""
    post_mail(clock.now())
    standing = Delivery.objects.filter(channel=Channel.EMAIL, state=DeliveryState.SENT)
    standing = standing.filter(notification__withdrawn_at__isnull=True, notification__read_at__isnull=True)
    newest = list(standing.order_by("-created_at", "-id").values_list("pk", flat=True)[:LEFT])
    Delivery.objects.filter(pk__in=newest).update(state=DeliveryState.QUEUED, sent_at=None, next_try_at=at, attempts=0)
    with connection.cursor() as cursor:
        cursor.execute(_TRIES)
    old = Notification.objects.unread().filter(created_at__lt=at - OLD)
    old.update(read_at=F("created_at") + SEEN_AFTER)
    bell = Delivery.objects.filter(
        channel=Channel.IN_APP, state=DeliveryState.SENT, notification__read_at__isnull=False
    )
    bell.update(state=DeliveryState.DELIVERED)
