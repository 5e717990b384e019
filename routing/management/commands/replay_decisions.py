"""`manage.py replay_decisions`: every decision made again from its record; fails when one gets another answer."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from routing.queries.decisions import decide_again, decisions_since, differs_in
from routing.rules.matching import ENGINE

MOST_TOLD = 20


class Command(BaseCommand):
    help = "Make every decision again from its record and say how many get the same answer. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", metavar="DATE", help="only decisions from that day or instant on (ISO 8601)")

    def handle(self, *args: Any, **options: Any) -> None:
        agree = differ = earlier = 0
        for decision in decisions_since(_instant(options["since"])):
            found = differs_in(decision, decide_again(decision))
            if not found:
                agree += 1
            elif decision.engine != ENGINE:
                earlier += 1  # it stands as that engine decided it
            else:
                differ += 1
                if differ <= MOST_TOLD:
                    self.stdout.write(f"{decision.public_id}: another {', '.join(found)}")
        self.stdout.write(
            f"{agree + differ + earlier:,} decisions made again: {agree:,} with the same answer, {differ:,} with "
            f"another, {earlier:,} of an earlier engine with another."
        )
        if differ:
            raise CommandError("What was decided cannot be made again from what was stored.")


def _instant(text: str | None) -> datetime | None:
    """Midnight of a day, or an instant; in the zone of the server where none is named."""
    if text is None:
        return None
    try:
        day = parse_date(text)
        found = datetime(day.year, day.month, day.day) if day else parse_datetime(text)  # noqa: DTZ001  (made aware below)
    except ValueError:
        found = None
    if found is None:
        raise CommandError("--since wants a day or an instant: 2027-03-01 or 2027-03-01T12:00Z.")
    return found if timezone.is_aware(found) else timezone.make_aware(found)
