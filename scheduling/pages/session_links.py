"""The links of mails about sessions: one thing with one session, without signing in. Old ones say what to do."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.actor import Actor
from core.api.limits import LIMITER
from core.errors import DomainError, ErrorCode
from core.links import link_token
from core.trace import current
from core.web.address import UNKNOWN, address_group, client_address
from scheduling.enums import SessionLink
from scheduling.models import IcSession
from scheduling.pages import own_session as theirs
from scheduling.queries.session_links import Opened, session_of_link

#: tries with tokens that are none, a minute and address
GUESSES_PER_MINUTE = 20
#: what a merchant sends about all sessions, an hour
CHANGES_PER_HOUR, HOUR = 30, 3600
#: part → the purpose of its link and the page
PARTS = {
    "session": (SessionLink.MANAGE, "session_link"),
    "confirm": (SessionLink.MANAGE, "confirm_session_link"),
    "reschedule": (SessionLink.RESCHEDULE, "move_session_link"),
    "cancel": (SessionLink.CANCEL, "cancel_session_link"),
    "again": (SessionLink.AGAIN, "book_again_link"),
    "wait": (SessionLink.AGAIN, "wait_again_link"),
    "survey": (SessionLink.SURVEY, "rate_session_link"),
}
View = Callable[[HttpRequest, theirs.Door], HttpResponse]


def _page(purpose: SessionLink, view: View) -> Callable[..., HttpResponse]:
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest, token: str) -> HttpResponse:
        opened = session_of_link(purpose, token, clock.now())
        answer = _dead(request) if opened is None else _living(request, opened, view)
        # the address is a key: others are not told it. Our own forms are, or some browsers would not say whose they are
        answer["Referrer-Policy"], answer["X-Robots-Tag"] = "same-origin", "noindex, nofollow"
        return answer

    return page


session_link = _page(SessionLink.MANAGE, theirs.show)
confirm_session_link = _page(SessionLink.MANAGE, theirs.confirm)
move_session_link = _page(SessionLink.RESCHEDULE, theirs.reschedule)
cancel_session_link = _page(SessionLink.CANCEL, theirs.cancel)
book_again_link = _page(SessionLink.AGAIN, theirs.again)
wait_again_link = _page(SessionLink.AGAIN, theirs.wait)
rate_session_link = _page(SessionLink.SURVEY, theirs.rate)


def _living(request: HttpRequest, opened: Opened, view: View) -> HttpResponse:
    session = opened.session
    if request.method == "POST":
        verdict = LIMITER.admit(f"session-links:{session.merchant_id}", CHANGES_PER_HOUR, HOUR)
        if not verdict.admitted:
            raise DomainError(ErrorCode.RATE_LIMITED, _("Too many changes in an hour. Please phone your consultant."))
    zone = ZoneInfo(session.timezone)
    with translation.override(session.merchant.language or "en"), timezone.override(zone):
        try:
            return view(request, theirs.Door(session, opened.link.version, _holder(session), zone, _url))
        except DomainError as refusal:
            if refusal.code != ErrorCode.STALE_VERSION:  # the link was good when the page began
                raise
            return _dead(request)


def _url(session: IcSession, part: str) -> str:
    """Whoever holds a link that lets see the session has had the other links in the same mail."""
    purpose, name = PARTS[part]
    return reverse(name, args=[link_token(purpose.value, session.pk, session.links_version)])


def _holder(session: IcSession) -> Actor:
    """The one who got the mail: nobody has proved more."""
    here, merchant = current(), session.merchant
    return Actor(
        kind="customer",
        id=merchant.public_id,
        name=merchant.contact_name,
        ip=here.ip if here.ip != UNKNOWN else None,
        trace_id=here.trace_id,
        journey_id=merchant.journey_id,
    )


def _dead(request: HttpRequest) -> HttpResponse:
    address = address_group(client_address(request))
    if not LIMITER.admit(f"session-guesses:{address}", GUESSES_PER_MINUTE).admitted:
        raise DomainError(ErrorCode.RATE_LIMITED, _("Too many links that are none. Wait a minute."))
    return render(request, "scheduling/session_link_dead.html", status=410)
