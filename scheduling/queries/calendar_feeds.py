"""Whose calendar an address opens, and what stands in it. Never a phone number or an email address of anybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from core.logs import EMAIL, PHONE
from scheduling.conf import FEED_AHEAD, FEED_BACK, FEED_LONGEST
from scheduling.enums import CallStatus
from scheduling.feed_address import digest_of
from scheduling.models import CalendarFeed, CallRequest, FeedShows
from scheduling.queries.invitations import uid_of
from workforce.enums import BookingState
from workforce.models import Booking, Staff

#: what a member's calendar shows: no holds, which live for minutes, and nothing that will not take place
_BOOKED = (BookingState.PENDING, BookingState.CONFIRMED, BookingState.IN_PROGRESS, BookingState.DONE)
_AGREED = (CallStatus.CONFIRMED, CallStatus.IN_PROGRESS, CallStatus.COMPLETED)

#: whose calendar it is
Owner = Staff | Customer


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """said_at  when it was last said; the newest SEQUENCE counts, whatever it is."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    said_at: datetime
    title: str
    tentative: bool = False
    busy: bool = True


def owner_of(user: User) -> Owner | None:
    """The member or the customer that this person is; who is both reads their own working calendar."""
    member = Staff.objects.active().with_person().filter(pk=user.pk).first()
    return member or Customer.objects.select_related("user").filter(user=user).first()


def feed_of(owner: Owner) -> CalendarFeed | None:
    found = CalendarFeed.objects.with_owner()
    return (found.filter(staff=owner) if isinstance(owner, Staff) else found.filter(customer=owner)).first()


def feed_at(token: str, *, at: datetime) -> CalendarFeed | None:
    return CalendarFeed.objects.usable(at).with_owner().filter(digest=digest_of(token)).first()


def entries_of(feed: CalendarFeed, *, at: datetime) -> list[FeedEntry]:
    """From a month ago to a year ahead, in the order of time, in the owner's language. One statement."""
    user = feed.user
    with translation.override(user.language if user else "en"):
        titled = feed.shows == FeedShows.TITLES
        return _of_member(feed, at, titled) if feed.staff_id else _of_customer(feed, at, titled)


def _of_member(feed: CalendarFeed, at: datetime, titled: bool) -> list[FeedEntry]:
    bookings = Booking.objects.filter(
        staff=feed.staff_id, state__in=_BOOKED, starts_at__lt=at + FEED_AHEAD, ends_at__gt=at - FEED_BACK
    )
    return [
        FeedEntry(
            uid=f"{booking.public_id}@switchboard",
            sequence=booking.version,
            starts_at=booking.starts_at,
            ends_at=booking.ends_at,
            said_at=booking.created_at,
            title=_titled(str(booking.get_purpose_display()), booking.title) if titled else _("Busy"),
            tentative=booking.state == BookingState.PENDING,
            busy=booking.blocking,
        )
        for booking in bookings.order_by("starts_at", "id")[:FEED_LONGEST]
    ]


def _of_customer(feed: CalendarFeed, at: datetime, titled: bool) -> list[FeedEntry]:
    longest = timedelta(days=1)  # no call lasts that long: what has begun by then is over
    calls = CallRequest.objects.select_related("topic").filter(
        customer=feed.customer_id,
        status__in=_AGREED,
        scheduled_date_time__range=(at - FEED_BACK - longest, at + FEED_AHEAD),
    )
    return [
        FeedEntry(
            uid=uid_of(call),
            sequence=call.version,
            starts_at=starts_at,
            ends_at=starts_at + call.duration,
            said_at=call.updated_at,
            title=_titled(str(call.topic), call.number) if titled else _("Busy"),
        )
        for call in calls.order_by("scheduled_date_time", "id")[:FEED_LONGEST]
        if (starts_at := call.scheduled_date_time)
    ]


def _titled(what: str, more: str) -> str:
    """Calendars are shown around: what looks like an address or a number of somebody is left out."""
    return f"{what}: {_without_contacts(more)}" if more else what


def _without_contacts(text: str) -> str:
    return PHONE.sub("…", EMAIL.sub("…", text))
