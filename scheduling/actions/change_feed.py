"""What a private calendar says of each appointment."""

from datetime import datetime

from django.db import transaction

from core import clock
from core.actor import Actor
from core.errors import Forbidden
from events.publish import emit
from scheduling import policies
from scheduling.events import CalendarFeedChanged
from scheduling.models import CalendarFeed, FeedShows


def change_feed(feed: CalendarFeed, shows: FeedShows, *, by: Actor, at: datetime | None = None) -> CalendarFeed:
    """The same address shows that from its next reading on. Emits calendar_feed.changed when it was otherwise.

    Refuses whoever is not the owner nor may manage people.
    """
    at = at or clock.now()
    owner = feed.staff or feed.customer
    if owner is None or not policies.can_open_feed(by, owner):
        raise Forbidden("Only its owner can change what a calendar shows.")
    with transaction.atomic():
        if CalendarFeed.objects.filter(pk=feed.pk).exclude(shows=shows).update(shows=shows):
            emit(CalendarFeedChanged(feed.public_id, owner.public_id, str(shows)), by=by, at=at)
    feed.refresh_from_db()
    return feed
