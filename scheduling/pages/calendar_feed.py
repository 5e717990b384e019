"""The page on which somebody lets their own calendar program read their appointments here."""

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor_for_request
from accounts.models import User
from accounts.web import signed_in
from core import clock
from core.errors import DomainError, ErrorCode
from scheduling.actions import change_feed, create_feed, revoke_feed, rotate_feed
from scheduling.conf import FEED_KEPT_UNUSED
from scheduling.models import CalendarFeed, FeedShows
from scheduling.queries.calendar_feeds import Owner, feed_of, owner_of


class ShowsForm(forms.Form):
    shows = forms.ChoiceField(
        label=gettext_lazy("What others see who may look into your calendar"), choices=FeedShows.choices
    )


@signed_in
@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    owner = own(request)
    return page(request, feed_of(owner))


@signed_in
@require_POST
@sensitive_variables("url")
def new_address(request: HttpRequest) -> HttpResponse:
    """The first address or another one. It stands in this answer and nowhere else: there is no redirect to come back
    to, and nothing is kept for a repeat."""
    owner, by = own(request), actor_for_request(request)
    feed = feed_of(owner)
    if feed is not None and feed.is_usable(clock.now()):
        feed, url = rotate_feed(feed, by=by)
    else:
        feed, url = create_feed(owner, FeedShows(feed.shows) if feed else FeedShows.BUSY, by=by)
    return page(request, feed, url=url)


@signed_in
@require_POST
def change_shows(request: HttpRequest) -> HttpResponse:
    feed, form = own_feed(request), ShowsForm(request.POST)
    if not form.is_valid():
        return page(request, feed, form=form)
    change_feed(feed, FeedShows(form.cleaned_data["shows"]), by=actor_for_request(request))
    messages.success(request, _("Saved. Your calendar shows it when it reads the address next time."))
    return redirect("calendar_feed")


@signed_in
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    revoke_feed(own_feed(request), by=actor_for_request(request))
    messages.success(request, _("The address opens nothing any more."))
    return redirect("calendar_feed")


def own(request: HttpRequest) -> Owner:
    assert isinstance(request.user, User)
    owner = owner_of(request.user)
    if owner is None:
        raise Http404
    return owner


def own_feed(request: HttpRequest) -> CalendarFeed:
    feed = feed_of(own(request))
    if feed is None:
        raise DomainError(ErrorCode.NOT_FOUND, "There is no address yet.")
    return feed


def page(
    request: HttpRequest, feed: CalendarFeed | None, *, url: str = "", form: ShowsForm | None = None
) -> HttpResponse:
    is_on = feed is not None and feed.is_usable(clock.now())
    context: dict[str, Any] = {
        "feed": feed,
        "is_on": is_on,
        "is_asleep": feed is not None and not is_on and feed.revoked_at is None,
        "days": FEED_KEPT_UNUSED.days,
        "form": form or ShowsForm(initial={"shows": feed.shows if feed else FeedShows.BUSY}),
    }
    if url:
        by_program = "webcal" + url[url.index("://") :]
        context |= {
            "url": url,
            "webcal": by_program,
            "google": f"https://calendar.google.com/calendar/r?cid={quote(by_program, safe='')}",
        }
    return render(request, "scheduling/calendar_feed.html", context, status=422 if form else 200)
