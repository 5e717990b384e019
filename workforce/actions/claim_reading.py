"""Take the calendar whose reading is due longest, so that nobody else reads it meanwhile."""

from uuid import uuid4

from django.db import transaction

from core.clock import DatabaseNow
from workforce import conf
from workforce.models import OutsideCalendar


def claim_reading() -> OutsideCalendar | None:
    """The calendar is leased under a fresh token; None: nothing is due. Emits nothing.

    A lease that runs out makes it due again: whoever read it and died has lost nothing but time.
    """
    with transaction.atomic():
        calendar = (
            OutsideCalendar.objects.due()
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("staff__user")
            .order_by("next_read_at", "id")
            .first()
        )
        if calendar is not None:
            calendar.lease_token = uuid4()
            OutsideCalendar.objects.filter(pk=calendar.pk).update(
                lease_token=calendar.lease_token, lease_until=DatabaseNow() + conf.CALENDAR_LEASE
            )
    return calendar


def read_again(calendar: OutsideCalendar) -> None:
    """Its reading is due at once, and whole. Emits nothing."""
    OutsideCalendar.objects.filter(pk=calendar.pk).update(next_read_at=DatabaseNow(), etag="", whole_at=None)
