"""`manage.py demo`: a believable world to look at; `--scale N` grows a queue of it for measurements."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.clock import now
from routing.demo.scale import KINDS, grow
from routing.demo.world import PASSWORD, load_world, logins
from routing.enums import Queue
from scheduling.demo import tell_calls

#: what apps above routing tell of the demo world, in this order
CHAPTERS = (tell_calls,)


class Command(BaseCommand):
    help = "Load the demo world, once. Refuses in production."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=int, metavar="N", help="then grow a queue to N entries, by COPY")
        parser.add_argument("--queue", choices=[queue.value for queue in KINDS], default=Queue.AE, help="which one")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo world is for demos: its passwords are known. Setting DEMO is off here.")
        if load_world(at=now(), chapters=CHAPTERS):
            self._show_logins()
        else:
            self.stdout.write("The demo world is already here.")
        if options["scale"]:
            grow(options["scale"], at=now(), say=self.stdout.write, queue=Queue(options["queue"]))

    def _show_logins(self) -> None:
        rows = logins()
        wide = [max(len(row[column]) for row in rows) for column in (0, 1)]
        self.stdout.write(f"The demo world is loaded. Everybody's password: {PASSWORD}")
        for email, name, what in rows:
            self.stdout.write(f"  {email:<{wide[0]}}  {name:<{wide[1]}}  {what}")
