"""What the tables say about sessions: when merchants are reminded, what a session goes through."""

from datetime import timedelta
from typing import NamedTuple

from notifications.enums import Reminder
from scheduling.models import AgendaTemplate, SessionReminder

BEFORE = {
    Reminder.DAY_BEFORE: timedelta(hours=24),
    Reminder.TWO_HOURS_BEFORE: timedelta(hours=2),
    Reminder.HOUR_BEFORE: timedelta(hours=1),
    Reminder.HALF_HOUR_BEFORE: timedelta(minutes=30),
    Reminder.SHORTLY_BEFORE: timedelta(minutes=15),
}


class Planned(NamedTuple):
    name: str
    before: timedelta
    channel: str


def reminders_of(session_type: str) -> list[Planned]:
    """Of that type, else of all types; the earliest first."""
    rows = list(SessionReminder.objects.filter(session_type__in=[session_type, ""]))
    own = [row for row in rows if row.session_type] or rows
    planned = [Planned(row.reminder, BEFORE[Reminder(row.reminder)], row.channel) for row in own]
    return sorted(planned, key=lambda one: -one.before)


def agenda_of(session_type: str) -> list[str]:
    found = AgendaTemplate.objects.filter(pk=session_type).values_list("items", flat=True).first()
    return list(found or [])
