"""Tell people shortly before something starts: a timer that notifies."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.actor import Actor
from events.timers import cancel, schedule
from notifications.about import About
from notifications.enums import Audience, Reminder
from notifications.messages import message_of
from notifications.people import Outsider
from workforce.models import Staff


def remind(
    kind: str,
    to: Sequence[Staff | Outsider],
    *,
    reminder: Reminder,
    audience: Audience = Audience.ASKER,
    due_at: datetime,
    starts_at: datetime,
    context: Mapping[str, Any],
    about: About,
    priority: str,
    by: Actor,
    at: datetime,
    channels: Sequence[str] | None = None,
) -> bool:
    """These people are told at `due_at`, and not at all once `starts_at` has come. Scheduling it again moves it.

    to         people outside as they are now, members as they will be then: whoever has left is not told
    reminder   which reminder of the thing it is: each exists at most once for one `about` and audience
    starts_at  when what it reminds of begins: the message expires then

    False, and an earlier one is stopped, when `due_at` is not after `at`: whoever books inside the window is not
    reminded. Raises InvalidMessage. Call it inside the action's transaction.
    """
    message = message_of(kind, context)
    if due_at <= at or due_at >= starts_at:
        forget_reminder(about, reminder, audience=audience)
        return False
    payload = {
        "kind": kind,
        "to": [str(person.pk) for person in to if not isinstance(person, Outsider)],
        "outsiders": [person.as_json() for person in to if isinstance(person, Outsider)],
        "context": message.as_json(),
        "priority": priority,
        "channels": list(channels) if channels is not None else None,
        "starts_at": starts_at.isoformat(),
    }
    # timers ask for a model with a public id; About is that in fewer words
    schedule(timer_of(reminder, audience), about=about, due_at=due_at, journey_id=by.journey_id, payload=payload)  # type: ignore[arg-type]
    return True


def forget_reminder(about: About, *reminders: Reminder, audience: Audience | None = None) -> int:
    """These reminders of the thing (all when none is named, of everybody when no audience is) do not come; returns how
    many were waiting."""
    audiences = Audience if audience is None else (audience,)
    names = [timer_of(reminder, whom) for reminder in reminders or Reminder for whom in audiences]
    return cancel(about, *names)  # type: ignore[arg-type]  # as above


def timer_of(reminder: Reminder, audience: Audience = Audience.ASKER) -> str:
    return f"reminder.{reminder.value}.{audience.value}".rstrip(".")
