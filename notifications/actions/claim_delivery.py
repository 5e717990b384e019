"""Take the next due delivery of a channel, so that nobody else sends it meanwhile."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from core.clock import DatabaseNow
from notifications import conf
from notifications.actions.settle_delivery import end
from notifications.enums import DeliveryState, Reason
from notifications.models import Delivery, DeliveryAttempt, Suppression


def claim_delivery(channel: str, *, at: datetime) -> Delivery | None:
    """The one due longest, now SENDING under a lease and a fresh token, its try written down; None: nothing is due.

    Rights are looked at again here. A delivery that nobody needs any more ends at once (WITHDRAWN, EXPIRED, SKIPPED;
    emits delivery.settled) and is returned in that state: it is not to be sent.
    """
    with transaction.atomic():
        delivery = (
            Delivery.objects.due()
            .filter(channel=channel)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("notification__recipient__user")
            .order_by("next_try_at", "id")
            .first()
        )
        if delivery is None:
            return None
        if over := _over(delivery, at):
            end(delivery, *over, at=at)
            return delivery
        delivery.state = DeliveryState.SENDING
        delivery.attempts += 1
        delivery.lease_token = uuid4()
        Delivery.objects.filter(pk=delivery.pk).update(
            state=delivery.state,
            attempts=delivery.attempts,
            lease_token=delivery.lease_token,
            lease_until=DatabaseNow() + conf.LEASE,
            next_try_at=None,
        )
        DeliveryAttempt.objects.create(delivery=delivery, token=delivery.lease_token, started_at=at)
    return delivery


def _over(delivery: Delivery, at: datetime) -> tuple[DeliveryState, Reason] | None:
    notification = delivery.notification
    if notification.withdrawn_at is not None:
        return DeliveryState.WITHDRAWN, Reason.NO_LONGER_NEEDED
    if delivery.expires_at is not None and delivery.expires_at <= at:
        return DeliveryState.EXPIRED, Reason.TOO_LATE
    if notification.recipient.is_retired or not notification.recipient.user.is_active:
        return DeliveryState.SKIPPED, Reason.RECIPIENT_INACTIVE
    if Suppression.objects.filter(channel=delivery.channel, address=delivery.address).exists():
        return DeliveryState.SKIPPED, Reason.OPTED_OUT
    return None
