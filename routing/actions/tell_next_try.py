"""Nobody has answered so far: it is time to try again."""

from datetime import datetime

from core.actor import SYSTEM
from events.publish import emit
from notifications.actions import notify
from notifications.enums import Kind
from routing.kinds import kind_of
from routing.models import WorkItem


def tell_next_try(item: WorkItem, *, at: datetime) -> bool:
    """The owner of the locked item hears that the next try is due. False when there is nothing to try any more.

    Emits `<kind>.next_try_due`.
    """
    if not item.is_owned or item.owner is None or item.next_try_at is None:
        return False
    lead, by = item.queue_entry.lead, SYSTEM.on(item.journey_id)
    emit(kind_of(item).moved("next_try_due", item, owner_id=item.owner.public_id, attempts=item.attempts), by=by, at=at)
    notify(
        Kind.LEAD_ACTIVITY,
        [item.owner],
        context={
            "lead_id": lead.public_id,
            "lead_name": lead.contact_name,
            "business_name": lead.business_name,
            "activity": "TRY_AGAIN",
            "detail": lead.contact_phone,
        },
        about=item,
        priority=item.priority,
        by=by,
        at=at,
        dedupe=f"{item.public_id}:try:{item.next_try_at.isoformat()}",
    )
    return True
