"""The links of mails: one thing with one call, without signing in. Used, replaced and outdated ones say so."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import clock
from core.actor import Actor
from core.api.limits import LIMITER
from core.errors import DomainError, ErrorCode
from core.links import link_token
from core.trace import current
from core.web.address import UNKNOWN, address_group, client_address
from scheduling.enums import LinkPurpose
from scheduling.models import CallRequest
from scheduling.pages import customer as theirs
from scheduling.pages.moving import reschedule
from scheduling.queries.links import call_of_link

#: tries with tokens that are none, a minute and address
GUESSES_PER_MINUTE = 20
#: part → the purpose of its link and the page
PARTS = {
    "call": (LinkPurpose.MANAGE, "call_link"),
    "reschedule": (LinkPurpose.RESCHEDULE, "move_call_link"),
    "cancel": (LinkPurpose.CANCEL, "cancel_call_link"),
    "pick": (LinkPurpose.PICK, "pick_call_link"),
    "rate": (LinkPurpose.SURVEY, "rate_call_link"),
    "ics": (LinkPurpose.MANAGE, "call_link_ics"),
}
View = Callable[[HttpRequest, theirs.Door], HttpResponse]


def _page(purpose: LinkPurpose, view: View) -> Callable[..., HttpResponse]:
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest, token: str) -> HttpResponse:
        call = call_of_link(purpose, token, clock.now())
        if call is None:
            return _dead(request)
        with translation.override(call.language_preference):
            answer = view(request, _door(call))
        answer["Referrer-Policy"] = "no-referrer"  # the address is a key
        return answer

    return page


call_link = _page(LinkPurpose.MANAGE, theirs.show)
move_call_link = _page(LinkPurpose.RESCHEDULE, reschedule)
cancel_call_link = _page(LinkPurpose.CANCEL, theirs.cancel)
pick_call_link = _page(LinkPurpose.PICK, theirs.pick)
rate_call_link = _page(LinkPurpose.SURVEY, theirs.rate)
call_link_ics = _page(LinkPurpose.MANAGE, theirs.file)


def _door(call: CallRequest) -> theirs.Door:
    """Whoever holds a link that lets see the call has had the other links in the same mail."""

    def url(part: str) -> str:
        purpose, name = PARTS[part]
        return reverse(name, args=[link_token(purpose.value, call.pk, call.links_version)])

    return theirs.Door(call, _holder(call), ZoneInfo(call.timezone), url, base="base_plain.html")


def _holder(call: CallRequest) -> Actor:
    """The one who got the mail: nobody has proved more."""
    here = current()
    return Actor(
        kind="customer",
        id=call.customer.public_id if call.customer else "",
        name=call.contact_name,
        ip=here.ip if here.ip != UNKNOWN else None,
        trace_id=here.trace_id,
        journey_id=call.journey_id,
    )


def _dead(request: HttpRequest) -> HttpResponse:
    address = address_group(client_address(request))
    if not LIMITER.admit(f"call-links:{address}", GUESSES_PER_MINUTE).admitted:
        raise DomainError(ErrorCode.RATE_LIMITED, "Too many links that are none. Wait a minute.")
    return render(request, "scheduling/link_dead.html", status=410)
