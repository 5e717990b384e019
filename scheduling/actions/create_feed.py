"""A private address of somebody's calendar, shown once."""

from datetime import datetime

from django.db import transaction

from core import clock
from core.actor import Actor
from core.errors import DomainError, ErrorCode, Forbidden
from core.locks import advisory_lock
from events.publish import emit
from scheduling import policies
from scheduling.events import CalendarFeedCreated
from scheduling.feed_address import new_address
from scheduling.models import CalendarFeed, FeedShows
from scheduling.queries.calendar_feeds import Owner, feed_of
from workforce.models import Staff


def create_feed(
    owner: Owner, shows: FeedShows = FeedShows.BUSY, *, by: Actor, at: datetime | None = None
) -> tuple[CalendarFeed, str]:
    """Afterwards an address opens the owner's calendar. Returns it with the feed; nobody can see it again.

    Emits calendar_feed.created. Refuses whoever is not the owner nor may manage people, and an owner whose address is
    good already: INVALID_TRANSITION, since making another would take theirs away.
    """
    at = at or clock.now()
    if not policies.can_open_feed(by, owner):
        raise Forbidden("Only its owner can make an address for a calendar.")
    with transaction.atomic():
        advisory_lock("calendar feed", owner.pk)
        feed = feed_of(owner)
        if feed is not None and feed.is_usable(at):
            raise DomainError(ErrorCode.INVALID_TRANSITION, "There is an address already: change it for a new one.")
        address = new_address()
        whose = {"staff": owner} if isinstance(owner, Staff) else {"customer": owner}
        values = {
            "shows": shows, "digest": address.digest, "issued_at": at, "last_used_at": None, "revoked_at": None
        }  # fmt: skip
        feed, _ = CalendarFeed.objects.update_or_create(
            **whose, defaults=values, create_defaults={**whose, **values, "created_at": at}
        )
        emit(CalendarFeedCreated(feed.public_id, owner.public_id, str(shows)), by=by, at=at)
    return feed, address.url
