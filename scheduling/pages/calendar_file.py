"""The file behind a private address: what calendar programs read every few minutes, all day.

Times are in UTC, which every program shows in its owner's zone. An appointment that the library cannot write is left
out and reported: the others still arrive.
"""

import hashlib
import io
import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_ical.feedgenerator import ICal20Feed
from icalendar import Calendar, Component
from prometheus_client import Counter

from core import clock
from core.api.limits import LIMITER
from core.metrics import RATE_LIMITED, REGISTRY
from core.web.address import address_group, client_address
from scheduling.actions.record_feed_use import record_feed_use
from scheduling.conf import FEED_READS_PER_HOUR, WRONG_ADDRESSES_PER_MINUTE
from scheduling.models import CalendarFeed
from scheduling.queries.calendar_feeds import FeedEntry, entries_of, feed_at
from scheduling.rules.calendar_text import one_line
from scheduling.rules.invitation import CONTENT_TYPE, LONGEST_LINE, PRODUCT

log = logging.getLogger(__name__)

#: how often programs shall come back
EVERY = "PT1H"
HOUR = 3600

SKIPPED = Counter(
    "switchboard_calendar_entries_skipped_total",
    "Appointments that could not be written into somebody's private calendar.",
    registry=REGISTRY,
)


@require_safe
def calendar_file(request: HttpRequest, feed_token: str) -> HttpResponse:
    """Whoever holds the address reads the calendar; there is no login. A wrong, old or revoked one is not there."""
    at = clock.now()
    feed = feed_at(feed_token, at=at)
    if feed is None:
        guess = LIMITER.admit(f"bad-feed:{address_group(client_address(request))}", WRONG_ADDRESSES_PER_MINUTE)
        return _plain(_("There is no calendar at this address."), 404) if guess.admitted else _too_many(guess.seconds)
    verdict = LIMITER.admit(f"feed:{feed.public_id}", FEED_READS_PER_HOUR, HOUR)
    if not verdict.admitted:
        return _too_many(verdict.seconds)
    record_feed_use(feed, at=at)
    body = as_calendar(feed, entries_of(feed, at=at))
    answer = HttpResponse(body, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = 'inline; filename="switchboard.ics"'
    answer["ETag"] = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    unchanged = get_conditional_response(request, etag=answer["ETag"], response=answer)
    return _private(unchanged if isinstance(unchanged, HttpResponse) else answer)


def as_calendar(feed: CalendarFeed, entries: Iterable[FeedEntry]) -> bytes:
    user = feed.user
    with translation.override(user.language if user else "en"):
        name = _("Switchboard: %(name)s") % {"name": feed.owner_name}
    zone = user.timezone if user else "UTC"
    written = PrivateCalendar(
        title=one_line(name, LONGEST_LINE), link="", description="", product_id=PRODUCT, method="PUBLISH",
        timezone=one_line(zone, LONGEST_LINE), ttl=EVERY,
    )  # fmt: skip
    for entry in entries:
        written.add_item(**_as_item(entry))
    out = io.BytesIO()
    written.write(out, "utf-8")
    return out.getvalue()


class PrivateCalendar(ICal20Feed):
    """Writes one appointment after the other, and leaves out what the library refuses."""

    items: list[dict[str, Any]]

    def write_items(self, calendar: Calendar) -> None:
        given = self.items
        calendar.pop("x-wr-caldesc", None)
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        for item in given:
            one, self.items = Calendar(), [item]
            try:
                super().write_items(one)
                for event in one.walk("VEVENT"):
                    self._finish(event, item)
                    event.to_ical()
                    calendar.add_component(event)
            except (ValueError, TypeError, AssertionError, AttributeError):
                SKIPPED.inc()
                log.exception("an appointment is left out of a calendar", extra={"uid": item["unique_id"]})

    def _finish(self, event: Component, item: dict[str, Any]) -> None:
        """What the generator cannot be told: nothing empty, and the number that says which word is the newest."""
        for name in ("url", "description", "categories"):
            event.pop(name, None)
        event.add("sequence", item["number"])


def _as_item(entry: FeedEntry) -> dict[str, Any]:
    return {
        "title": one_line(entry.title, LONGEST_LINE),
        "link": "",
        "description": "",
        "unique_id": entry.uid,
        "number": entry.sequence,
        "start_datetime": _utc(entry.starts_at),
        "end_datetime": _utc(entry.ends_at),
        "timestamp": _utc(entry.said_at),
        "status": "TENTATIVE" if entry.tentative else "CONFIRMED",
        "transparency": "OPAQUE" if entry.busy else "TRANSPARENT",
    }


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _plain(text: str, status: int) -> HttpResponse:
    return _private(HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8"))


def _too_many(seconds: float) -> HttpResponse:
    RATE_LIMITED.inc()
    answer = _plain(_("This calendar is read too often."), 429)
    answer["Retry-After"] = str(max(1, round(seconds + 0.5)))
    return answer


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private"
    answer["X-Robots-Tag"] = "noindex"
    return answer
