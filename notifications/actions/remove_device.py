"""A browser shows messages no longer."""

from datetime import datetime

from django.db import transaction

from core.actor import SYSTEM, Actor, staff_public_id
from events.publish import emit
from notifications.events import DeviceRemoved
from notifications.models import Device


def remove_device(device: Device, *, by: Actor = SYSTEM, at: datetime) -> bool:
    """Its person took it away, or its push service calls it gone. Emits device.removed; False when it was gone."""
    with transaction.atomic():
        gone, _ = Device.objects.filter(pk=device.pk).delete()
        if gone:
            told = DeviceRemoved(device_id=device.public_id, staff_id=staff_public_id(device.staff_id))
            emit(told, by=by, at=at)
    return gone > 0
