"""A call as a file for calendars, and the caller's own private calendar address."""

from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core import clock
from core.api.caller import caller_of
from core.api.filters import refuse_unknown_parameters
from core.api.json import JSONRenderer
from core.api.schema import endpoint
from core.api.serializers import StrictSerializer
from core.api.views import ApiView, ReadView, WriteView
from core.errors import ErrorCode, Forbidden, Invalid, NotFound
from scheduling.actions import create_feed, revoke_feed, rotate_feed
from scheduling.conf import ADMIN_SCOPE, BOOK_SCOPE, FEED_KEPT_UNUSED, HANDLE_SCOPE
from scheduling.models import CalendarFeed, FeedShows
from scheduling.policies import is_customer_side
from scheduling.queries.calendar_feeds import Owner, feed_of, owner_of
from scheduling.queries.calls import call_of
from scheduling.queries.invitations import Reader, download_of
from scheduling.rules.invitation import CONTENT_TYPE

FEED = {
    "active": True,
    "shows": "BUSY",
    "issued_at": "2026-11-27T09:00:00Z",
    "last_used_at": "2026-11-27T13:00:00Z",
    "unused_until": "2027-02-25T13:00:00Z",
}
ADDRESS = "https://switchboard.example/calendars/kJ2mXq…/switchboard.ics"


class CalendarFile(BaseRenderer):
    """Lets callers ask for `text/calendar`: the view writes it itself, and refusals are JSON as everywhere."""

    media_type = "text/calendar"
    format = "ics"


@endpoint(
    "Call as a calendar file",
    "The call as it is now, to be kept in a calendar: stable UID, rising SEQUENCE, an alarm 15 minutes before, times "
    "in the zone of the request (for members: in their own). A cancelled call comes with METHOD:CANCEL, which strikes "
    "it out. A call without a time has none: 404.",
    response="BEGIN:VCALENDAR\r\nVERSION:2.0\r\n…\r\nEND:VCALENDAR\r\n",
    tags=("calls",),
    operation="call_invite",
    media_type="text/calendar",
)
class CallInvite(ApiView):
    scopes = (BOOK_SCOPE, HANDLE_SCOPE, ADMIN_SCOPE)
    for_companies = True
    renderer_classes = [CalendarFile, JSONRenderer]

    def handle_exception(self, exc: Exception) -> Response:
        self.request.accepted_renderer, self.request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        return super().handle_exception(exc)

    def get(self, request: Request, call_id: str) -> HttpResponseBase:
        refuse_unknown_parameters(request, self.parameters)
        caller: Any = caller_of(request)
        call = call_of(call_id, self.actor, caller.company_id)
        if call.scheduled_date_time is None:
            raise NotFound("invitation")
        outside = is_customer_side(self.actor) or caller.company_id is not None
        return ics_file(download_of(call, Reader.CUSTOMER if outside else Reader.MEMBER).as_bytes(), call.number)


def ics_file(body: bytes, name: str) -> HttpResponse:
    """A file to be downloaded, by whoever may; never kept by a cache."""
    answer = HttpResponse(body, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    answer["Cache-Control"] = "no-store"
    return answer


class FeedChoice(StrictSerializer):
    shows = serializers.ChoiceField(
        choices=FeedShows.choices, required=False, help_text="What it says of each appointment. Empty: as before."
    )


@endpoint(
    "Own calendar address",
    "Whether a private address opens the caller's calendar, what it shows and when it was read. The address itself was "
    "shown once, when it was made. One that nobody reads for 90 days goes off.",
    response=FEED,
    codes=(ErrorCode.FORBIDDEN,),
    tags=("calendar",),
    operation="calendar_feed",
    method="get",
)
@endpoint(
    "New calendar address",
    "Makes a private address of the caller's calendar, or another one, which ends the present one. `url` is shown in "
    "this answer only, so the answer is never stored: an `X-Idempotency-Key` has no effect here.",
    request={"shows": "BUSY"},
    response={**FEED, "last_used_at": None, "url": ADDRESS},
    codes=(ErrorCode.FORBIDDEN,),
    tags=("calendar",),
    operation="calendar_feed_new",
    method="post",
)
@endpoint(
    "End the calendar address",
    "The address opens nothing any more. Also when there was none.",
    response=None,
    codes=(ErrorCode.FORBIDDEN,),
    tags=("calendar",),
    operation="calendar_feed_end",
    method="delete",
)
class OwnCalendarFeed(WriteView, ReadView):
    scopes: ClassVar[dict[str, tuple[str, ...]]] = {"get": (), "post": (), "delete": ()}
    input_class = FeedChoice
    success_status = 201
    idempotency = "none"

    def read(self, **kwargs: Any) -> dict[str, Any]:
        return as_json(feed_of(self.owner()))

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        owner = self.owner()
        feed = feed_of(owner)
        shows = FeedShows(data.get("shows") or (feed.shows if feed else FeedShows.BUSY))
        if feed is not None and feed.is_usable(clock.now()):
            feed, url = rotate_feed(feed, shows, by=self.actor)
        else:
            feed, url = create_feed(owner, shows, by=self.actor)
        return as_json(feed) | {"url": url}

    def delete(self, request: Request, **kwargs: Any) -> HttpResponseBase:
        refuse_unknown_parameters(request, self.parameters)
        if request.data:
            raise Invalid({"body": ["This takes none."]})
        with transaction.atomic():
            if feed := feed_of(self.owner()):
                revoke_feed(feed, by=self.actor)
        return HttpResponse(status=204)

    def owner(self) -> Owner:
        person = self.request.user
        owner = owner_of(person) if isinstance(person, User) else None
        if owner is None:
            raise Forbidden("Only members and customers have a calendar here.")
        return owner


def as_json(feed: CalendarFeed | None) -> dict[str, Any]:
    if feed is None or not feed.is_usable(clock.now()):
        return {
            "active": False,
            "shows": feed.shows if feed else FeedShows.BUSY.value,
            "issued_at": None,
            "last_used_at": None,
            "unused_until": None,
        }
    return {
        "active": True,
        "shows": feed.shows,
        "issued_at": feed.issued_at,
        "last_used_at": feed.last_used_at,
        "unused_until": max(feed.issued_at, feed.last_used_at or feed.issued_at) + FEED_KEPT_UNUSED,
    }
