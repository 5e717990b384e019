"""A story as components/timeline.html shows it, in the reader's zone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from core import clock
from events.queries import Told


def timeline(story: Iterable[Told], *, who: bool = True) -> list[dict[str, Any]]:
    """Rows for the component, in the order given."""
    today = timezone.localtime(clock.now())
    return [_row(line, today, who) for line in story]


def _row(line: Told, today: datetime, who: bool) -> dict[str, Any]:
    return {
        "at": line.at.isoformat(),
        "at_local": local_time(line.at, today),
        "icon": line.icon,
        "title": line.sentence,
        "detail": "; ".join(f"{field} {before} → {after}".strip() for field, before, after in line.changes),
        "who": line.who if who else "",
        "state": line.state,
    }


def local_time(at: datetime, today: datetime) -> str:
    """12:00 today, Mon 12:00 within six days, 2 Mar 12:00 within the year, else with the year."""
    local = timezone.localtime(at)
    days = abs((today.date() - local.date()).days)
    if days == 0:
        return date_format(local, "H:i")
    if days < 7:
        return date_format(local, "D H:i")
    return date_format(local, "j M H:i" if local.year == today.year else "j M Y H:i")
