from datetime import datetime

from django.db.models import Q

from scheduling.conf import FEED_USE_GRAIN
from scheduling.models import CalendarFeed


def record_feed_use(feed: CalendarFeed, *, at: datetime) -> None:
    """Afterwards the address's last use is known to the hour, so that one that nobody asks for goes off by itself.

    No event: calendars ask all day.
    """
    stale = at - FEED_USE_GRAIN
    if feed.last_used_at is None or feed.last_used_at <= stale:
        before = Q(last_used_at__isnull=True) | Q(last_used_at__lte=stale)
        CalendarFeed.objects.filter(before, pk=feed.pk, digest=feed.digest).update(last_used_at=at)
