"""Work that is done, closed or handed on gives its place back."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models.functions import Greatest

from workforce.enums import AGREED_CALL, Work
from workforce.models import CapacitySlot

_FREE = "UPDATE workforce_capacityslot SET taken = FALSE WHERE id = %s AND taken RETURNING surplus, last_taken_at"


def free_place(slot: CapacitySlot | int) -> bool:
    """The place is free, or gone when it was surplus. False when it was not taken any more.

    Emits nothing; the caller says what the place was freed from. In one statement, unless the place was surplus.
    """
    slot_id = slot if isinstance(slot, int) else slot.pk
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            cursor.execute(_FREE, [slot_id])
            freed = cursor.fetchone()
        if freed is None:
            return False
        surplus, last_taken_at = freed
        if surplus:
            _drop(slot_id, last_taken_at)
    return True


def _drop(slot_id: int, last_taken_at: datetime) -> None:
    """The place goes; when its member last received work is remembered by another of theirs."""
    gone = CapacitySlot.objects.get(pk=slot_id)
    CapacitySlot.objects.filter(pk=slot_id).delete()
    work = Work.CALL if gone.work == AGREED_CALL else gone.work
    heirs = CapacitySlot.objects.filter(staff_id=gone.staff_id, work=work).order_by("number")
    heir = heirs.select_for_update(skip_locked=True).values_list("pk", flat=True).first()
    if heir is not None:
        CapacitySlot.objects.filter(pk=heir).update(last_taken_at=Greatest("last_taken_at", last_taken_at))
