"""Reminders that have come due."""

from datetime import datetime

from core.actor import SYSTEM
from events.models import Timer
from events.registry import on_timer
from notifications.about import Reference
from notifications.actions import notify
from notifications.actions.remind import timer_of
from notifications.enums import Audience, Reminder
from notifications.people import Outsider
from workforce.models import Staff


def tell(timer: Timer, at: datetime) -> None:
    """Whoever has left is not told; a timer that fires after the start leaves EXPIRED deliveries, so that it shows."""
    wish = timer.payload
    members = Staff.objects.active().with_person().filter(pk__in=wish["to"]).order_by("pk") if wish["to"] else ()
    outsiders = [Outsider.from_json(known) for known in wish.get("outsiders", ())]
    notify(
        wish["kind"],
        [*members, *outsiders],
        context=wish["context"],
        about=Reference(timer.about_kind, timer.about_id),
        priority=wish["priority"],
        channels=wish["channels"],
        by=SYSTEM.on(timer.journey_id) if timer.journey_id else SYSTEM,
        at=at,
        dedupe=f"{timer.name}:{timer.about_kind}:{timer.about_id}:{timer.generation}",
        expires_at=datetime.fromisoformat(wish["starts_at"]),
    )


for reminder in Reminder:
    for audience in Audience:
        on_timer(timer_of(reminder, audience))(tell)
