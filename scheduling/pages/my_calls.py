"""My calls: what a customer's company has asked for, and what they can do about it."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import actor_for_request
from accounts.models import Customer, User
from accounts.scopes import Scope
from accounts.web import requires_scope, zone_of
from core.api.pagination import MOST
from routing.pages.clocks import zone_name
from scheduling.enums import UPCOMING
from scheduling.models import CallRequest, ProposedTime
from scheduling.pages import customer as theirs
from scheduling.pages.moving import reschedule
from scheduling.queries.calls import call_of

PARTS = {
    "call": "my_call",
    "reschedule": "move_my_call",
    "cancel": "cancel_my_call",
    "pick": "pick_time",
    "rate": "rate_my_call",
    "ics": "my_call_ics",
}


@requires_scope(Scope.CALLS_BOOK)
@require_safe
def my_calls(request: HttpRequest) -> HttpResponse:
    """What is to come, the nearest first, then what was. Two lists, a statement each."""
    company = _customer(request).company_id
    proposed = ProposedTime.objects.open().filter(call=OuterRef("pk"))
    own = CallRequest.objects.of_company(company).shown()
    coming = sorted(
        own.filter(status__in=UPCOMING).annotate(has_proposals=Exists(proposed))[:MOST],
        key=lambda call: (call.scheduled_date_time is None, call.scheduled_date_time or call.created_at),
    )
    past = own.exclude(status__in=UPCOMING).order_by("-id")[:MOST]
    context: dict[str, Any] = {"coming": coming, "past": list(past), "zone": zone_name()}
    return render(request, "scheduling/my_calls.html", context)


@requires_scope(Scope.CALLS_BOOK)
@require_safe
def my_call(request: HttpRequest, call_id: str) -> HttpResponse:
    return theirs.show(request, _door(request, call_id))


def _acting(view: Callable[[HttpRequest, theirs.Door], HttpResponse]) -> Callable[..., HttpResponse]:
    @requires_scope(Scope.CALLS_BOOK)
    @require_http_methods(["GET", "HEAD", "POST"])
    def page(request: HttpRequest, call_id: str) -> HttpResponse:
        return view(request, _door(request, call_id))

    return page  # type: ignore[return-value]  # a page


move_my_call = _acting(reschedule)
cancel_my_call = _acting(theirs.cancel)
pick_time = _acting(theirs.pick)
rate_my_call = _acting(theirs.rate)
my_call_ics = _acting(theirs.file)


def _door(request: HttpRequest, call_id: str) -> theirs.Door:
    user = request.user
    assert isinstance(user, User)
    by = actor_for_request(request)
    call = call_of(call_id, by, _customer(request).company_id)
    return theirs.Door(
        call,
        by,
        zone_of(user),
        lambda part: reverse(PARTS[part], args=[call.public_id]),
        base="base.html",
        back=reverse("my_calls"),
    )


def _customer(request: HttpRequest) -> Customer:
    """Staff book for customers on the call's page; these pages are the customers'."""
    found: Customer | None = getattr(request.user, "customer", None)
    if found is None:
        raise Http404
    return found
