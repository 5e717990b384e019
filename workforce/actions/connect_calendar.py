"""A member's own calendar elsewhere counts from now on, or no more."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core import clock
from core.actor import Actor, staff_public_id
from core.errors import Invalid
from core.http import Refused, check_url
from core.locks import advisory_lock
from events.hints import nudge
from events.publish import emit
from workforce import conf
from workforce.actions._members import hold_member
from workforce.enums import CalendarProvider
from workforce.events import CalendarConnected, CalendarDisconnected
from workforce.models import OutsideCalendar

READ_TASK = "workforce.tasks.read_calendars"

NOT_AN_ADDRESS = _("This is no address that we can read: it begins with https:// or webcal://.")
THERE_ALREADY = _("This calendar is connected already.")
TOO_MANY = _("These are as many calendars as one member can connect.")


def connect_calendar(staff_id: UUID, address: str, *, by: Actor, at: datetime | None = None) -> OutsideCalendar:
    """What is taken in the calendar at that address is taken here, from the first reading on, which is due at once.

    The address is a secret of the member: it stands in no event. Emits calendar.connected.
    Refuses an address that may not be called, one that is connected already, more than conf.MOST_CALENDARS,
    MEMBER_RETIRED.
    """
    at = at or clock.now()
    address = _address(address)
    with transaction.atomic():
        hold_member(staff_id)
        advisory_lock("calendars", staff_id)
        known = set(OutsideCalendar.objects.filter(staff=staff_id).values_list("address", flat=True))
        if address in known:
            raise Invalid({"address": [THERE_ALREADY]})
        if len(known) >= conf.MOST_CALENDARS:
            raise Invalid({"address": [TOO_MANY]})
        calendar = OutsideCalendar.objects.create(
            staff_id=staff_id, provider=CalendarProvider.ICS, address=address, connected_at=at
        )
        event = CalendarConnected(
            calendar_id=calendar.public_id, staff_id=staff_public_id(staff_id), provider=calendar.provider
        )
        emit(event, by=by, at=at)
        transaction.on_commit(partial(nudge, READ_TASK, queue="bulk"), robust=True)
    return calendar


def disconnect_calendar(calendar: OutsideCalendar, *, by: Actor, at: datetime | None = None) -> None:
    """The calendar and what was taken in it are forgotten. Emits calendar.disconnected."""
    with transaction.atomic():
        if not OutsideCalendar.objects.filter(pk=calendar.pk).delete()[0]:
            return
        event = CalendarDisconnected(
            calendar_id=calendar.public_id, staff_id=staff_public_id(calendar.staff_id), provider=calendar.provider
        )
        emit(event, by=by, at=at or clock.now())


def _address(text: str) -> str:
    """As it will be called; a calendar program's own scheme means https."""
    text = text.strip()
    for scheme in ("webcals://", "webcal://"):
        if text.lower().startswith(scheme):
            text = "https://" + text[len(scheme) :]
    try:
        return check_url(text)
    except Refused:
        raise Invalid({"address": [NOT_AN_ADDRESS]}) from None
