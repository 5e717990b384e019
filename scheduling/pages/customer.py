"""What a customer sees of a call and may do with it, signed in or by the link of a mail."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import DomainError
from routing.pages.clocks import zone_name
from scheduling import actions
from scheduling.enums import CallStatus, SchedulingType
from scheduling.models import CallRequest, ProposedTime
from scheduling.queries.invitations import Reader, calendar_links_of, download_of
from scheduling.queries.limits import call_policy
from scheduling.rules.invitation import CONTENT_TYPE
from scheduling.rules.request import can_still_be_changed


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody came to a call.

    url   the address of a part of it: "call", "reschedule", "cancel", "pick", "rate", "ics"
    base  the template around it; back  where a list of calls is, "" for a guest
    """

    call: CallRequest
    by: Actor
    zone: ZoneInfo
    url: Callable[[str], str]
    base: str
    back: str = ""


def show(request: HttpRequest, door: Door, *, status: int = 200, **more: Any) -> HttpResponse:
    """Everything about the call, with what can be done about it now."""
    with timezone.override(door.zone):
        return render(request, "scheduling/my_call.html", context_of(door, clock.now()) | more, status=status)


def context_of(door: Door, at: datetime) -> dict[str, Any]:
    call = door.call
    starts_at = call.scheduled_date_time
    deadline = call_policy().cancellation_deadline
    upcoming = call.status in (CallStatus.PENDING, CallStatus.CONFIRMED)
    in_time = starts_at is None or can_still_be_changed(starts_at, deadline, at)
    proposals = list(ProposedTime.objects.open().filter(call=call).select_related("booking")) if upcoming else []
    return {
        "door": door,
        "call": call,
        "base": door.base,
        "back": door.back,
        "zone": zone_name(),
        "state": call.status.lower(),
        "is_flexible": call.scheduling_type == SchedulingType.FLEXIBLE and starts_at is None,
        "proposals": proposals,
        "can_move": call.status == CallStatus.CONFIRMED and in_time,
        "can_cancel": upcoming and in_time,
        "too_late": upcoming and not in_time,
        "can_rate": call.status == CallStatus.COMPLETED and call.surveyed_at is None,
        "calendars": _calendars(call),
        "urls": {name: door.url(name) for name in ("call", "reschedule", "cancel", "pick", "rate", "ics")},
    }


def cancel(request: HttpRequest, door: Door) -> HttpResponse:
    """GET: asks. POST: the call is cancelled; after the deadline the customer says that they cannot make it."""
    if request.method != "POST":
        with timezone.override(door.zone):
            return render(request, "scheduling/cancel_my_call.html", context_of(door, clock.now()))
    late = request.POST.get("late") == "1"
    reason = request.POST.get("reason", "").strip()[:300]
    try:
        actions.cancel_call(door.call.pk, reason=reason, late=late, by=door.by, at=clock.now())
    except DomainError as refusal:
        return refused(request, door, refusal)
    return done(request, door, _("Your call is cancelled. Its time is free for somebody else now."))


def pick(request: HttpRequest, door: Door) -> HttpResponse:
    """POST: one of the proposed times is taken."""
    if request.method != "POST":
        return show(request, door)
    key = ProposedTime.parse_id(request.POST.get("proposal", ""))
    if key is None:
        return show(request, door, status=422, problem=_("Choose one of the times."))
    try:
        actions.pick_time(door.call.pk, key, by=door.by, at=clock.now())
    except DomainError as refusal:
        return refused(request, door, refusal)
    return done(request, door, _("Your call is agreed. A mail with an invitation is on its way."))


def rate(request: HttpRequest, door: Door) -> HttpResponse:
    """POST: how it was, from one to five."""
    if request.method != "POST":
        return show(request, door)
    score = request.POST.get("score", "")
    if score not in {"1", "2", "3", "4", "5"}:
        return show(request, door, status=422, problem=_("Choose one to five stars."))
    comment = request.POST.get("comment", "").strip()[:1000]
    try:
        actions.rate_call(door.call.pk, score=int(score), comment=comment, by=door.by, at=clock.now())
    except DomainError as refusal:
        return refused(request, door, refusal)
    return done(request, door, _("Thank you for telling us."))


def refused(request: HttpRequest, door: Door, refusal: DomainError) -> HttpResponse:
    """The call as it is now, and why it could not be done."""
    fresh = CallRequest.objects.shown().get(pk=door.call.pk)
    again = Door(fresh, door.by, door.zone, door.url, door.base, door.back)
    return show(request, again, status=refusal.status, problem=_(refusal.message))


def done(request: HttpRequest, door: Door, text: str) -> HttpResponse:
    """Signed in: back to the call. By a link, which is used up now: a page that says so."""
    if door.back:
        messages.success(request, text)
        return redirect(door.url("call"))
    fresh = CallRequest.objects.shown().get(pk=door.call.pk)
    with timezone.override(door.zone):
        return render(
            request,
            "scheduling/link_used.html",
            {"text": text, "call": fresh, "zone": zone_name()},
        )


def file(request: HttpRequest, door: Door) -> HttpResponse:  # noqa: ARG001  (a page like the others)
    """The call for the customer's own calendar."""
    call = door.call
    if call.scheduled_date_time is None:
        raise Http404
    # a guest has no other way back than the link they hold
    back = settings.BASE_URL + door.url("call") if call.customer_id is None else ""
    answer = HttpResponse(download_of(call, Reader.CUSTOMER, manage_url=back).as_bytes(), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{call.number}.ics"'
    answer["Cache-Control"] = "no-store"
    return answer


def _calendars(call: CallRequest) -> list[dict[str, str]]:
    if call.scheduled_date_time is None:
        return []
    links = calendar_links_of(call, Reader.CUSTOMER)
    return [
        {"label": _("Add to Google Calendar"), "url": links.google},
        {"label": _("Add to Outlook"), "url": links.outlook},
        {"label": _("Add to Office 365"), "url": links.office365},
    ]
