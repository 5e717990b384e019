"""Give everybody of a demo world a browser at the push service's stand-in."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.actor import SYSTEM
from core.clock import now
from integrations.web_push.stand_in import subscription
from notifications.actions import add_device
from notifications.models import Device
from workforce.models import Staff

NAME = "Stand-in"


class Command(BaseCommand):
    help = "Give everybody of a demo world a browser at the push service's stand-in; moves those that are there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("service", help="address of the stand-in, such as http://127.0.0.1:8001/push")

    def handle(self, *_args: Any, service: str, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demo world has stand-ins.")
        known = {device.staff_id: device for device in Device.objects.filter(name=NAME)}
        for staff in Staff.objects.active().with_person():
            given = subscription(service, staff.email.partition("@")[0])
            device = known.get(staff.pk)
            if device is None:
                add_device(staff, endpoint=given["endpoint"], **given["keys"], name=NAME, by=SYSTEM, at=now())
            elif device.endpoint != given["endpoint"]:
                Device.objects.filter(pk=device.pk).update(endpoint=given["endpoint"])
