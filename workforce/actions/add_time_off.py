"""A member is away: whole days, or from one instant to another."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop as _

from core import clock
from core.actor import Actor
from core.errors import Invalid, NotFound
from events.publish import emit
from workforce.actions import _hours
from workforce.events import TimeOffAdded, TimeOffRemoved
from workforce.models import Staff, TimeOff

#: longer than any leave; a wrong year is a mistake
LONGEST = timedelta(days=731)

BACKWARDS = _("The end must not come before the start.")
TOO_LONG = _("This is longer than two years: check the dates.")
EITHER = _("Give two dates, or two times.")
TWICE = _("This time off is entered already.")


def add_time_off(
    staff: Staff,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    reason: str = "",
    by: Actor,
    at: datetime | None = None,
) -> TimeOff:
    """The member is not offered then: from one local date to another, both included, or between two instants.

    What is booked already stays booked: `conflicts_of` names it. Emits time_off.added. Refuses: anybody but the
    member or who staffs the teams; an end before the start; a mixture of dates and times; the same once more.
    """
    at = at or clock.now()
    for field, first in (("starts_on", starts_on), ("starts_at", starts_at and starts_at.date())):
        if first:
            _hours.check_near(first, at, field)
    days, instants = (starts_on, ends_on), (starts_at, ends_at)
    if starts_on and ends_on and instants == (None, None):
        if ends_on < starts_on:
            raise Invalid({"ends_on": [BACKWARDS]})
        too_long = ends_on - starts_on > LONGEST
    elif starts_at and ends_at and days == (None, None):
        if ends_at <= starts_at:
            raise Invalid({"ends_at": [BACKWARDS]})
        too_long = ends_at - starts_at > LONGEST
    else:
        raise Invalid({"starts_on": [EITHER]})
    if too_long:
        raise Invalid({"ends_on" if ends_on else "ends_at": [TOO_LONG]})
    fields: dict[str, Any] = {"starts_on": starts_on, "ends_on": ends_on, "starts_at": starts_at, "ends_at": ends_at}
    with transaction.atomic():
        _hours.begin(staff, by=by)
        if TimeOff.objects.filter(staff=staff, **fields).exists():
            raise Invalid({"starts_on" if starts_on else "starts_at": [TWICE]})
        away = TimeOff.objects.create(staff=staff, reason=reason.strip(), **fields)
        told = TimeOffAdded(staff_id=staff.public_id, time_off_id=away.public_id, reason=away.reason, **fields)
        emit(told, by=by, at=at)
    return away


def remove_time_off(time_off: TimeOff, *, by: Actor, at: datetime | None = None) -> None:
    """The member works again then. Emits time_off.removed. Refuses whoever may not; NOT_FOUND when it is gone."""
    with transaction.atomic():
        staff = Staff.objects.with_person().get(pk=time_off.staff_id)
        _hours.begin(staff, by=by)
        away = TimeOff.objects.filter(pk=time_off.pk).first()
        if away is None:
            raise NotFound("time off")
        public = away.public_id
        away.delete()
        told = TimeOffRemoved(
            staff_id=staff.public_id,
            time_off_id=public,
            starts_on=away.starts_on,
            ends_on=away.ends_on,
            starts_at=away.starts_at,
            ends_at=away.ends_at,
        )
        emit(told, by=by, at=at or clock.now())
