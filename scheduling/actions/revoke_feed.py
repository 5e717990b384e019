"""An address of a calendar that opens nothing any more."""

from datetime import datetime

from django.db import transaction

from core import clock
from core.actor import Actor
from core.errors import Forbidden
from events.publish import emit
from scheduling import policies
from scheduling.events import CalendarFeedRevoked
from scheduling.models import CalendarFeed


def revoke_feed(feed: CalendarFeed, *, by: Actor, at: datetime | None = None) -> CalendarFeed:
    """Afterwards the address is refused, from the next request on. Emits calendar_feed.revoked, once.

    Refuses whoever is not the owner nor staffs the teams nor may manage people.
    """
    at = at or clock.now()
    owner = feed.staff or feed.customer
    if owner is None or not policies.can_close_feed(by, owner):
        raise Forbidden("Only its owner or an administrator can take back the address of a calendar.")
    with transaction.atomic():
        if CalendarFeed.objects.filter(pk=feed.pk, revoked_at__isnull=True).update(revoked_at=at):
            emit(CalendarFeedRevoked(feed.public_id, owner.public_id), by=by, at=at)
    feed.refresh_from_db()
    return feed
