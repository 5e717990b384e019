"""Another time for a call: its customer chooses in the calendar of the wizard."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError, ErrorCode
from scheduling.actions import reschedule_call
from scheduling.pages.customer import Door, context_of, done, refused
from scheduling.pages.wizard import moments
from scheduling.pages.wizard.forms import ZONES
from scheduling.pages.wizard.picker import Asked, Picker
from scheduling.pages.wizard.times import PICKER, alternatives_of, parse_instant


def reschedule(request: HttpRequest, door: Door) -> HttpResponse:
    """GET: a week or month of times. POST: the call has the chosen one; for a time that is gone others are shown."""
    if request.method != "POST":
        return _times(request, door)
    if "show" in request.POST:  # without scripts: the same days in another zone
        query = request.GET.dict() | {"timezone": request.POST.get("timezone", "")}
        return HttpResponseRedirect(f"{door.url('reschedule')}?{urlencode(query)}")
    call, zone = door.call, _zone(request, door)
    starts_at = parse_instant(request.POST.get("scheduled_date_time", ""))
    if starts_at is None or starts_at == call.scheduled_date_time:
        return _times(request, door, status=422, problem=_("Choose another time than the one it has."))
    try:
        reschedule_call(call.pk, starts_at=starts_at, by=door.by, at=clock.now())
    except DomainError as problem:
        if problem.code == ErrorCode.SLOT_UNAVAILABLE:
            lost = moments.moment(starts_at, starts_at + call.duration, zone)
            others = alternatives_of(problem, zone)
            return _times(request, door, around=starts_at, status=409, lost=lost, alternatives=others)
        if problem.code == ErrorCode.VALIDATION_FAILED:
            return _times(request, door, status=422, problem=_("This time is over. Choose a later one."))
        return refused(request, door, problem)
    return done(request, door, _("Your call has the new time. A mail with it is on its way."))


def _zone(request: HttpRequest, door: Door) -> str:
    """Asked for, or the reader's own."""
    named = request.POST.get("timezone") or request.GET.get("timezone", "")
    return moments.modern(named if named in ZONES else str(door.zone))


def _times(
    request: HttpRequest, door: Door, *, around: datetime | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    """The page, or for htmx the calendar in it."""
    call, zone, at = door.call, _zone(request, door), clock.now()
    query = request.GET.dict()
    if around is not None:
        query["day"] = str(around.astimezone(moments.zone_of(zone)).date())
    picker = Picker(
        call.topic,
        Asked.of({name: str(value) for name, value in query.items()}, zone, door.url("reschedule")),
        call.language_preference,
        chosen=call.scheduled_date_time,
        own=call.booking_id,
        length=call.duration,
        at=at,
    )
    part = bool(getattr(request, "htmx", False)) and request.htmx.target == PICKER  # type: ignore[attr-defined]
    template = "scheduling/wizard/picker.html" if part else "scheduling/move_call.html"
    with timezone.override(door.zone):
        context = context_of(door, at) | {
            "picker": picker,
            "zones": moments.zone_groups(),
            "zone": zone,
            "layout": "base.html" if door.back else "base_guest.html",
            "now": moments.moment(call.scheduled_date_time, call.scheduled_date_time + call.duration, zone)
            if call.scheduled_date_time
            else "",
            **more,
        }
        response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["HX-Request", "HX-Target", "Cookie"])
    return response
