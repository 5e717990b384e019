"""Another address for the same calendar: somebody may have seen the old one."""

from datetime import datetime

from django.db import transaction

from core import clock
from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden, NotFound
from events.publish import emit
from scheduling import policies
from scheduling.events import CalendarFeedRotated
from scheduling.feed_address import new_address
from scheduling.models import CalendarFeed, FeedShows


def rotate_feed(
    feed: CalendarFeed, shows: FeedShows | None = None, *, by: Actor, at: datetime | None = None
) -> tuple[CalendarFeed, str]:
    """Afterwards the old address opens nothing, and a new one what it opened, showing as much as
    before unless told. Returns it; nobody can see it again.

    Emits calendar_feed.rotated. Refuses whoever is not the owner nor may manage people, and INVALID_TRANSITION where
    no address is good any more: one that was taken back comes back only as a new one.
    """
    at = at or clock.now()
    owner = feed.staff or feed.customer
    if owner is None or not policies.can_open_feed(by, owner):
        raise Forbidden("Only its owner can change the address of a calendar.")
    address = new_address()
    with transaction.atomic():
        here = CalendarFeed.objects.select_for_update(no_key=True).filter(pk=feed.pk).first()
        if here is None:
            raise NotFound("calendar")
        if not here.is_usable(at):
            raise DomainError(ErrorCode.INVALID_TRANSITION, "There is no address any more: make a new one.")
        values = {"digest": address.digest, "issued_at": at, "last_used_at": None, "shows": shows or here.shows}
        CalendarFeed.objects.filter(pk=feed.pk).update(**values)
        emit(CalendarFeedRotated(feed.public_id, owner.public_id), by=by, at=at)
    feed.refresh_from_db()
    return feed, address.url
