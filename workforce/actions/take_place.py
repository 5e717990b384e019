"""Taking work means taking a place. One conditional statement: what it returns is the truth."""

from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection

from core.clock import DatabaseNow
from core.errors import DomainError
from core.prepared import prepared_cursor
from workforce.actions._members import hold_member
from workforce.enums import Work
from workforce.models import CapacitySlot, Staff

# "= (SELECT …)", not "IN": the subquery runs once, so exactly one row is locked and taken.
_TAKE = """
UPDATE workforce_capacityslot SET taken = TRUE, last_taken_at = {now}
WHERE id = (
    SELECT id FROM workforce_capacityslot
    WHERE staff_id = %s AND work = %s::text AND NOT taken AND NOT surplus AND NOT paused
    ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, staff_id, work, number, taken, surplus, paused, last_taken_at
"""

# The same, but for rivals at work on these places: afterwards each is looked at again.
_TAKE_IN_TURN = _TAKE.replace(" SKIP LOCKED", "")

# The number waits for a rival's and is then tried again. Nothing of the member is held meanwhile: who leaves holds the
# places and waits for the member, so that the other way round would be a deadlock.
_TAKE_EXTRA = """
INSERT INTO workforce_capacityslot (staff_id, work, number, taken, surplus, paused, last_taken_at)
SELECT member.user_id, %s::text, COALESCE((
        SELECT MAX(number) FROM workforce_capacityslot WHERE staff_id = member.user_id AND work = %s::text
    ), 0) + 1, TRUE, TRUE, FALSE, {now}
FROM workforce_staff AS member WHERE member.user_id = %s AND member.retired_at IS NULL
ON CONFLICT (staff_id, work, number) DO NOTHING
RETURNING id, staff_id, work, number, taken, surplus, paused, last_taken_at
"""


def take_place(staff_id: UUID, work: Work | str, *, in_turn: bool = False) -> CapacitySlot | None:
    """The member has one free place less, or None: they are full, or have left.

    in_turn  before saying no, wait for whoever is at work on a free place: a change of capacity, a rival who may
             still fail. Without it such places count as taken and nobody waits here

    A place that another transaction is about to free counts as taken.
    Emits nothing; the caller says what the place was taken for.
    """
    return _one(_TAKE, [staff_id, work]) or (_one(_TAKE_IN_TURN, [staff_id, work]) if in_turn else None)


def take_extra_place(staff_id: UUID, work: Work | str) -> CapacitySlot | None:
    """A place beyond the member's capacity, for an overflow step or an admin's override; None when they have left.

    It is gone when it is freed. Emits nothing; the decision says why capacity was passed over.
    """
    while True:  # a number lost to a rival is a rival served: this ends
        slot = _one(_TAKE_EXTRA, [work, work, staff_id])
        if slot is not None and not _stays(staff_id):
            slot.delete()
            return None
        if slot is not None or not Staff.objects.active().filter(pk=staff_id).exists():
            return slot


def _stays(staff_id: UUID) -> bool:
    try:
        hold_member(staff_id)
    except DomainError:
        return False
    return True


def _one(statement: str, params: list[Any]) -> CapacitySlot | None:
    now, shift = DatabaseNow().as_sql(None, connection)
    before, _, _ = statement.partition("{now}")
    place = before.count("%s")
    with prepared_cursor() as cursor:
        cursor.execute(statement.format(now=now), [*params[:place], *shift, *params[place:]])
        row = cursor.fetchone()
        names = [column.name for column in cursor.description]
    return CapacitySlot.from_db(DEFAULT_DB_ALIAS, names, row) if row else None
