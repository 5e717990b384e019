"""Take the next due delivery of a channel, so that nobody else sends it meanwhile."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from core.clock import DatabaseNow
from notifications import conf
from notifications.actions.settle_delivery import end
from notifications.enums import PIERCING, Channel, DeliveryState, Reason
from notifications.models import Delivery, DeliveryAttempt, Preference, Suppression
from notifications.rules.quiet_hours import quiet_until


def claim_delivery(channel: str, *, at: datetime) -> Delivery | None:
    """The one due longest, now SENDING under a lease and a fresh token, its try written down; None: nothing is due.

    Rights and the recipient's own wishes are looked at again here. A delivery that nobody needs any more ends at once
    (WITHDRAWN, EXPIRED, SKIPPED; emits delivery.settled), one in its reader's quiet hours waits for their end, an
    invitation for an earlier one that is being sent; all are returned in that state: they are not to be sent.
    """
    with transaction.atomic():
        delivery = (
            Delivery.objects.due()
            .filter(channel=channel)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("notification__recipient__user", "notification__recipient__notification_preference")
            .order_by("next_try_at", "id")
            .first()
        )
        if delivery is None:
            return None
        if over := _over(delivery, at):
            end(delivery, *over, at=at)
            return delivery
        if until := _quiet_until(delivery, at):
            delivery.next_try_at = min(until, delivery.expires_at or until)
            delivery.save(update_fields=["next_try_at"])
            return delivery
        if _would_overtake(delivery):
            Delivery.objects.filter(pk=delivery.pk).update(next_try_at=DatabaseNow() + conf.BEHIND)
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
    if delivery.is_closing:
        return None
    if notification.withdrawn_at is not None:
        return DeliveryState.WITHDRAWN, Reason.NO_LONGER_NEEDED
    if delivery.expires_at is not None and delivery.expires_at <= at:
        return DeliveryState.EXPIRED, Reason.TOO_LATE
    member = notification.recipient
    if member is not None and (member.is_retired or not member.user.is_active):
        return DeliveryState.SKIPPED, Reason.RECIPIENT_INACTIVE
    wishes = _wishes(delivery)
    if wishes and f"{notification.kind}:{delivery.channel}" in wishes.muted:
        return DeliveryState.SKIPPED, Reason.SWITCHED_OFF
    if Suppression.objects.filter(channel=delivery.channel, address=delivery.address).exists():
        return DeliveryState.SKIPPED, Reason.OPTED_OUT
    return None


def _quiet_until(delivery: Delivery, at: datetime) -> datetime | None:
    wishes = None if delivery.is_closing else _wishes(delivery)
    if wishes is None:
        return None
    return quiet_until(at, ZoneInfo(delivery.notification.reader.zone), wishes.quiet_from, wishes.quiet_until)


def _would_overtake(delivery: Delivery) -> bool:
    """It is an invitation, and an earlier mail about the same appointment is on its way to the same reader."""
    notification = delivery.notification
    if delivery.channel != Channel.EMAIL or not notification.context.get("invitation"):
        return False
    earlier = Delivery.objects.filter(
        state=DeliveryState.SENDING,
        channel=delivery.channel,
        address=delivery.address,
        notification__about_kind=notification.about_kind,
        notification__about_id=notification.about_id,
    )
    return earlier.exists()


def _wishes(delivery: Delivery) -> Preference | None:
    """What the reader has chosen, where it counts; only members choose."""
    if delivery.notification.kind in PIERCING or delivery.notification.recipient is None:
        return None
    return getattr(delivery.notification.recipient, "notification_preference", None)
