"""Write docs/events.md from the registered events and the sources; --check fails when it is stale."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from events.catalogue import written

PLACE = "docs/events.md"


class Command(BaseCommand):
    help = f"Write {PLACE}: every event, its fields, where it is emitted, who hears it, who is told live."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing, fail when the page is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        page = settings.BASE_DIR / PLACE
        text = written(settings.BASE_DIR)
        stale = not page.exists() or page.read_text() != text
        if options["check"] and stale:
            raise CommandError(f"{PLACE} is stale: run bin/manage events_catalogue")
        if stale:
            page.write_text(text)
        self.stdout.write(f"{PLACE} is up to date")
