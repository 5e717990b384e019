"""One day of a member that differs from their week."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from core import clock
from core.actor import Actor
from core.errors import NotFound
from events.publish import emit
from workforce.actions import _hours
from workforce.enums import HoursOrigin
from workforce.events import HoursOverridden, HoursRestored
from workforce.models import HoursOverride, Shift, Staff


def set_hours_override(
    staff: Staff,
    day: date,
    spans: Sequence[Sequence[str]],
    *,
    origin: HoursOrigin = HoursOrigin.OWN,
    shift: Shift | None = None,
    by: Actor,
    at: datetime | None = None,
) -> HoursOverride:
    """On this local day the member works these spans and nothing else, not even what the night before spilled over.

    No spans: they are off. Another override of the day is replaced. Emits hours.overridden unless it was so already.
    Refuses: anybody but the member or who staffs the teams; spans that overlap; a day in another decade.
    """
    at = at or clock.now()
    _hours.check_near(day, at, "date")
    in_order = _hours.checked_spans(spans)
    with transaction.atomic():
        _hours.begin(staff, by=by)
        stored = [list(span) for span in in_order]
        override = HoursOverride.objects.filter(staff=staff, date=day).first() or HoursOverride(staff=staff, date=day)
        is_new = override.pk is None
        if not is_new and (override.spans, override.origin, override.shift) == (stored, origin, shift):
            return override
        override.spans, override.origin, override.shift = stored, origin, shift
        override.save()
        told = HoursOverridden(
            staff_id=staff.public_id,
            date=day,
            spans=["-".join(span) for span in in_order],
            origin=origin.value,
            shift=shift.name if shift else "",
        )
        emit(told, by=by, at=at)
    return override


def remove_hours_override(staff: Staff, day: date, *, by: Actor, at: datetime | None = None) -> None:
    """The day is as the week says again. Emits hours.restored. Refuses a day that did not differ: NOT_FOUND."""
    with transaction.atomic():
        _hours.begin(staff, by=by)
        deleted, _rows = HoursOverride.objects.filter(staff=staff, date=day).delete()
        if not deleted:
            raise NotFound("override")
        told = HoursRestored(staff_id=staff.public_id, date=day)
        emit(told, by=by, at=at or clock.now())
