"""A member's own calendars outside: which, how well they are read, connect one, take one out."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import actor_for_request
from accounts.web import signed_in
from core import clock
from core.errors import DomainError, Invalid, NotFound
from core.web.pages import once_for_form
from events import feed
from workforce import conf
from workforce.actions import connect_calendar, disconnect_calendar, read_again
from workforce.enums import CalendarState
from workforce.models import CalendarPolicy, OutsideCalendar, Staff
from workforce.pages.access import calendars_address, hours_address, myself
from workforce.policies import member_to_change
from workforce.queries.outside_calendars import judgement_of

#: icon and look
SHOWN = {
    CalendarState.FRESH: ("circle-check", "is-fresh"),
    CalendarState.STALE: ("clock", "is-stale"),
    CalendarState.UNREADABLE: ("alert-triangle", "is-unreadable"),
}


class AddressForm(forms.Form):
    address = forms.CharField(
        label=gettext_lazy("iCalendar address"),
        max_length=2000,
        help_text=gettext_lazy("Begins with https:// or webcal:// and mostly ends with .ics."),
        widget=forms.TextInput(attrs={"type": "url", "autocomplete": "off", "spellcheck": "false"}),
    )


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponseBase:
    staff = myself(request)
    if staff is None:
        raise Http404
    return _page(request, staff)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def of_member(request: HttpRequest, staff_id: str) -> HttpResponseBase:
    """For supervisors, to see what is wrong: only the member knows an address to connect."""
    return _page(request, member_to_change(staff_id, actor_for_request(request)))


@signed_in
@require_POST
def again(request: HttpRequest, outside_id: str) -> HttpResponseBase:
    calendar = _calendar(request, outside_id)
    read_again(calendar)
    messages.success(request, _("The calendar is read once more within half a minute."))
    return redirect(calendars_address(calendar.staff, request))


@signed_in
@require_POST
def disconnect(request: HttpRequest, outside_id: str) -> HttpResponseBase:
    calendar, by = _calendar(request, outside_id), actor_for_request(request)
    disconnect_calendar(calendar, by=by, at=clock.now())
    messages.success(request, _("The calendar is taken out; what is taken there does not count any more."))
    return redirect(calendars_address(calendar.staff, request))


def _calendar(request: HttpRequest, outside_id: str) -> OutsideCalendar:
    """One of the reader's own, or of anybody for who staffs the teams; NOT_FOUND otherwise."""
    key = OutsideCalendar.parse_id(outside_id)
    calendar = OutsideCalendar.objects.select_related("staff__user").filter(pk=key).first() if key else None
    if calendar is None:
        raise NotFound("calendar")
    try:
        member_to_change(calendar.staff.public_id, actor_for_request(request))
    except NotFound:
        raise NotFound("calendar") from None
    return calendar


def _page(request: HttpRequest, staff: Staff) -> HttpResponseBase:
    is_me = staff.pk == request.user.pk
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not is_me:
            raise NotFound("calendar")
        if form.is_valid() and _connected(request, staff, form):
            messages.success(request, _("The calendar is connected. It is read within half a minute."))
            return redirect(calendars_address(staff, request))
    part = "#calendars" if request.htmx and request.method != "POST" else ""  # type: ignore[attr-defined]  # by its middleware
    context = {
        "staff": staff,
        "is_me": is_me,
        "here": calendars_address(staff, request),
        "hours_url": hours_address(staff, request),
        "form": form,
        "live": {"topics": f"staff.{staff.public_id}", "position": feed.head()},
        "most": conf.MOST_CALENDARS,
        **_calendars(staff, clock.now()),
    }
    return render(request, f"workforce/calendars.html{part}", context, status=422 if form.errors else 200)


def _connected(request: HttpRequest, staff: Staff, form: AddressForm) -> bool:
    by = actor_for_request(request)

    def effect() -> str:
        return connect_calendar(staff.pk, form.cleaned_data["address"], by=by, at=clock.now()).public_id

    try:
        once_for_form(request, by, effect)
    except Invalid as refusal:
        for text in refusal.details["address"]:
            form.add_error("address", _(text))
        return False
    except DomainError as refusal:
        form.add_error(None, _(refusal.message))
        return False
    return True


def _calendars(staff: Staff, at: datetime) -> dict[str, Any]:
    policy = CalendarPolicy.current()
    rows = []
    for calendar in OutsideCalendar.objects.filter(staff=staff).order_by("pk"):
        judged = judgement_of(calendar, policy, at=at)
        state = CalendarState(judged.freshness)
        icon, look = SHOWN[state]
        rows.append(
            {
                "id": calendar.public_id,
                "name": calendar.name or calendar.get_provider_display(),
                "label": state.label,
                "icon": icon,
                "look": look,
                "read": _("read %(age)s ago") % {"age": timesince(calendar.read_at, at)} if calendar.read_at else "",
                "problem": f"{calendar.get_problem_display()}. {calendar.problem_words}" if calendar.problem else "",
                "hides": judged.hides,
            }
        )
    return {
        "calendars": rows,
        "hides": any(row["hides"] for row in rows),
        "grace": timesince(at - policy.grace, at),
        "every": timesince(at - policy.read_every, at),
    }
