"""The recipient has seen it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.actor import Actor, staff_public_id
from core.errors import NotFound
from events.publish import emit
from notifications.enums import Channel, DeliveryState
from notifications.events import NotificationRead
from notifications.models import Delivery, Notification


def mark_read(notification_id: UUID | None, reader_id: UUID | None, *, by: Actor, at: datetime) -> Notification:
    """It is read, by its own recipient, from the first time on, and what was told before about the same thing with
    it: the bell shows them as one. Their deliveries to the bell are DELIVERED.

    Emits notification.read the first time. Refused: NotFound when it is not the reader's (or nobody's).
    """
    if notification_id is None or reader_id is None:
        raise NotFound("notification")
    with transaction.atomic():
        found = Notification.objects.select_for_update(of=("self",)).standing()
        mine = found.filter(pk=notification_id, recipient=reader_id).first()
        if mine is None:
            raise NotFound("notification")
        earlier = Notification.objects.unread().of(reader_id).filter(pk__lte=mine.pk)
        earlier = earlier.filter(about_kind=mine.about_kind, about_id=mine.about_id).order_by("pk")
        keys = list(earlier.select_for_update(of=("self",)).values_list("pk", flat=True))
        if keys:
            Notification.objects.filter(pk__in=keys).update(read_at=at)
            mine.read_at = mine.read_at or at
            _arrived(keys, reader_id, by=by, at=at)
    return mine


def mark_all_read(reader_id: UUID, *, by: Actor, at: datetime) -> int:
    """Everything unread of the reader is read; returns how many were unread. Emits notification.read if any."""
    with transaction.atomic():
        unread = Notification.objects.unread().of(reader_id).order_by("pk").select_for_update()
        keys = list(unread.values_list("pk", flat=True))
        if keys:
            Notification.objects.filter(pk__in=keys).update(read_at=at)
            _arrived(keys, reader_id, by=by, at=at)
    return len(keys)


def _arrived(keys: Sequence[UUID], reader_id: UUID, *, by: Actor, at: datetime) -> None:
    bell = Delivery.objects.filter(notification__in=keys, channel=Channel.IN_APP, state=DeliveryState.SENT)
    bell.update(state=DeliveryState.DELIVERED)
    ids = [Notification(pk=key).public_id for key in keys]
    emit(NotificationRead(notification_ids=ids, recipient_id=staff_public_id(reader_id)), by=by, at=at)
