"""Give some people of a demo world a calendar of their own at the stand-in's place."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.actor import SYSTEM
from workforce.actions import connect_calendar, read_again
from workforce.enums import Work
from workforce.models import OutsideCalendar, Staff


class Command(BaseCommand):
    help = "Give every second member who takes calls a calendar at the stand-in's place; moves those that are there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("service", help="address of the stand-in, such as http://127.0.0.1:8001/calendars")

    def handle(self, *_args: Any, service: str, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demo world has stand-ins.")
        takers = Staff.objects.active().with_person().filter(capacity_slots__work=Work.CALL).distinct()
        for staff in takers.order_by("user__email")[::2]:
            name = staff.email.partition("@")[0]
            address = f"{service}/{name}.ics"
            known = OutsideCalendar.objects.filter(staff=staff, address__endswith=f"/calendars/{name}.ics").first()
            if known is None:
                connect_calendar(staff.pk, address, by=SYSTEM)
            elif known.address != address:
                OutsideCalendar.objects.filter(pk=known.pk).update(address=address)
                read_again(known)
