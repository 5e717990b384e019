"""The switch with which a member, or a supervisor for them, stops new work for a while."""

from datetime import datetime

from django.db import transaction

from core import clock
from core.actor import Actor
from core.errors import DomainError, ErrorCode
from events.publish import emit
from workforce.events import StaffAcceptsNewChanged
from workforce.models import Staff


def set_accepts_new(staff: Staff, accepts_new: bool, *, by: Actor, at: datetime | None = None) -> Staff:
    """The member is offered new work, or is not; what they have stays with them.

    Emits staff.accepts_new_changed unless it was so already. Refuses MEMBER_RETIRED.
    """
    with transaction.atomic():
        if accepts_new and Staff.objects.filter(pk=staff.pk, retired_at__isnull=False).exists():
            raise DomainError(ErrorCode.MEMBER_RETIRED, "This member of staff takes no work any more.")
        rows = Staff.objects.filter(pk=staff.pk, retired_at__isnull=True).exclude(accepts_new=accepts_new)
        if rows.update(accepts_new=accepts_new):
            emit(
                StaffAcceptsNewChanged(staff_id=staff.public_id, accepts_new=accepts_new),
                by=by,
                at=at or clock.now(),
            )
        staff.refresh_from_db(fields=["accepts_new"])
    return staff
