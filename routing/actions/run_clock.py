"""The first-contact clock has something to say: nearly, or missed. Each says it exactly once."""

from datetime import datetime

from core.actor import SYSTEM
from events.publish import emit
from routing.actions.change_owner import settle_score
from routing.kinds import kind_of
from routing.models import WorkItem


def warn_of_deadline(item: WorkItem, *, at: datetime) -> bool:
    """Four fifths are gone: the owner is told, or whoever is on duty. False when the clock has stopped.

    Emits `<kind>.sla_warned`.
    """
    if not _is_running(item):
        return False
    settle_score(item, at=at)
    emit(_moved("sla_warned", item), by=SYSTEM.on(item.journey_id), at=at)
    kind_of(item).tell_clock("warning", item, by=SYSTEM, at=at)
    return True


def note_breach(item: WorkItem, *, at: datetime) -> bool:
    """The deadline is missed: the owner is told, or whoever is on duty. False when the clock has stopped.

    Emits `<kind>.sla_breached` with how late this was noticed.
    """
    if not _is_running(item):
        return False
    settle_score(item, at=at)
    late = (at - item.due_at).total_seconds() if item.due_at else 0.0
    emit(_moved("sla_breached", item, late_by_seconds=late), by=SYSTEM.on(item.journey_id), at=at)
    kind_of(item).tell_clock("breach", item, by=SYSTEM, at=at)
    return True


def _is_running(item: WorkItem) -> bool:
    return item.is_open and item.first_attempt_at is None and item.due_at is not None


def _moved(what: str, item: WorkItem, **facts: object) -> object:
    owner_id = item.owner.public_id if item.owner else ""
    return kind_of(item).moved(what, item, owner_id=owner_id, contact_by=item.due_at, **facts)
