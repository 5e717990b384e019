"""A browser may show messages from now on."""

from datetime import datetime

from django.db import transaction

from core.actor import Actor
from events.publish import emit
from notifications import conf
from notifications.events import DeviceAdded
from notifications.models import Device
from workforce.models import Staff


def add_device(staff: Staff, *, endpoint: str, p256dh: str, auth: str, name: str, by: Actor, at: datetime) -> Device:
    """The browser shows the messages of `staff`, and of nobody else: it belongs to whoever subscribed last.

    endpoint, p256dh, auth  as the browser handed them over, judged by the caller
    name                    what the person will know it by

    Beyond conf.MOST_DEVICES the oldest go. Emits device.added.
    """
    with transaction.atomic():
        values = {"staff": staff, "p256dh": p256dh, "auth": auth, "name": name[:80], "created_at": at}
        device, _ = Device.objects.update_or_create(endpoint=endpoint, defaults=values)
        kept = Device.objects.of(staff.pk).order_by("-created_at", "-id").values("pk")[: conf.MOST_DEVICES]
        Device.objects.of(staff.pk).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
        emit(DeviceAdded(device_id=device.public_id, staff_id=staff.public_id, name=device.name), by=by, at=at)
    return device
