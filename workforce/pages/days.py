"""One day of a member: other hours or closed, time off, what is booked. And time off of any length."""

from datetime import UTC, date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import actor_for_request
from accounts.web import signed_in
from core import clock
from core.actor import Actor
from core.errors import Invalid, NotFound
from core.web.pages import once_for_form
from workforce import links, policies
from workforce.actions import add_time_off, remove_hours_override, remove_time_off, set_hours_override
from workforce.models import Booking, Staff, TimeOff
from workforce.pages.access import back, hours_address
from workforce.pages.spans import Spans
from workforce.pages.words import clock_span, closed_words, day_cell, day_title, override_words, spans_text
from workforce.policies import member_to_change
from workforce.queries.member_days import MemberDay, member_days
from workforce.rules.working_time import local_date
from workforce.rules.zones import zone

#: what a day can be
WEEK, OTHER, CLOSED = "week", "other", "closed"


class TimeOffForm(forms.Form):
    """Whole days; with times, from the one on the first day to the other on the last, on the member's wall clock."""

    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    from_time = forms.TimeField(
        label=gettext_lazy("From"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    until_time = forms.TimeField(
        label=gettext_lazy("Until"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)

    def __init__(self, *args: Any, staff: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "off-%s", **kwargs})
        self.staff = staff

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("from_time"), data.get("until_time")
        if (starts is None) != (ends is None) and not {"from_time", "until_time"} & set(self.errors):
            self.add_error("from_time" if starts is None else "until_time", _("Give both times, or neither."))
        return data

    def when(self) -> dict[str, Any]:
        """The dates, or the instants, as the verb takes them."""
        data = self.cleaned_data
        first, last = data["starts_on"], data["ends_on"] or data["starts_on"]
        if data["from_time"] is None:
            return {"starts_on": first, "ends_on": last}
        starts, ends = data["from_time"], data["until_time"]
        return {"starts_at": self._instant(first, starts), "ends_at": self._instant(last, ends)}

    def _instant(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, zone(self.staff.timezone)).astimezone(UTC)

    def refuse(self, refusal: Invalid) -> None:
        names = {"starts_at": "from_time", "ends_at": "until_time"}
        for field, texts in refusal.details.items():
            for text in texts:
                self.add_error(names.get(field, field), _(text))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def time_off(request: HttpRequest, staff_id: str) -> HttpResponseBase:
    """Add time off: the form alone when it has to be corrected."""
    by = actor_for_request(request)
    staff = member_to_change(staff_id, by)
    there = back(request, hours_address(staff, request))
    form = TimeOffForm(request.POST or None, staff=staff)
    if request.method == "POST" and form.is_valid():

        def effect() -> str:
            add_time_off(staff, **form.when(), reason=form.cleaned_data["reason"], by=by, at=clock.now())
            return there

        try:
            address = once_for_form(request, by, effect)
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The time off is entered. What was booked then stands, and is named."))
            return redirect(address)
    context = {"form": form, "staff": staff, "next": there, "is_me": staff.pk == request.user.pk}
    return render(request, "workforce/time_off.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def remove(request: HttpRequest, time_off_id: str) -> HttpResponseBase:
    by = actor_for_request(request)
    key = TimeOff.parse_id(time_off_id)
    away = TimeOff.objects.select_related("staff__user").filter(pk=key).first() if key else None
    if away is None or not policies.can_change_hours(by, away.staff_id):
        raise NotFound("time off")
    there = back(request, hours_address(away.staff, request))

    def effect() -> str:
        remove_time_off(away, by=by, at=clock.now())
        return there

    address = once_for_form(request, by, effect)
    messages.success(request, _("The time off is taken out."))
    return redirect(address)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, staff_id: str, day: str) -> HttpResponseBase:
    """One local day: what holds, the form to change it, what is booked."""
    by = actor_for_request(request)
    staff = member_to_change(staff_id, by)
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    if abs((on - local_date(staff.timezone, clock.now())).days) > 3660:
        raise Http404
    if request.method == "POST":
        return _change(request, staff, on, by)
    found = _found(staff, on)
    kind = WEEK if found.override is None else OTHER if found.override.spans else CLOSED
    return _page(request, staff, found, kind, Spans.of("own", day_title(on), found.spans))


def _found(staff: Staff, on: date) -> MemberDay:
    (found,) = member_days([staff], on, on, language=get_language() or "en")
    return found.days[0]


def _change(request: HttpRequest, staff: Staff, on: date, by: Actor) -> HttpResponseBase:
    """The draft with more or fewer spans, or its effect."""
    kind, do = request.POST.get("kind", OTHER), request.POST.get("do", "save")
    spans = Spans.read("own", day_title(on), request.POST)
    if do.startswith(("add", "drop")):
        if do.startswith("add"):
            spans.add()
        else:
            spans.drop(int(do[5:]) if do[5:].isdecimal() else 0)
        return _page(request, staff, _found(staff, on), OTHER, spans)
    wanted = spans.value() if kind == OTHER else []
    if kind == OTHER and not wanted and not spans.errors:
        spans.errors.append(_("Give the hours of that day, or choose that it is closed."))
    if spans.errors and kind == OTHER:
        return _page(request, staff, _found(staff, on), kind, spans, status=422)
    there = back(request, hours_address(staff, request))

    def effect() -> str:
        if kind != WEEK:
            set_hours_override(staff, on, wanted, by=by, at=clock.now())
        elif _found(staff, on).override is not None:
            remove_hours_override(staff, on, by=by, at=clock.now())
        return there

    try:
        address = once_for_form(request, by, effect)
    except Invalid as refusal:
        spans.errors += [_(text) for texts in refusal.details.values() for text in texts]
        return _page(request, staff, _found(staff, on), kind, spans, status=422)
    messages.success(request, _("%(day)s is saved.") % {"day": day_title(on)})
    return redirect(address)


def _page(
    request: HttpRequest, staff: Staff, found: MemberDay, kind: str, spans: Spans, status: int = 200
) -> HttpResponse:
    on, today = found.date, local_date(staff.timezone, clock.now())
    if not spans.rows:
        spans.add()
    context: dict[str, Any] = {
        "staff": staff,
        "is_me": staff.pk == request.user.pk,
        "zone": staff.timezone.replace("_", " "),
        "title": day_title(on),
        "iso": on.isoformat(),
        "here": request.path,
        "next": back(request, hours_address(staff, request)),
        "cell": day_cell(found, staff.timezone, today),
        "weekly": spans_text(found.weekly),
        "override": found.override and override_words(found.override),
        "kind": kind,
        "spans": spans,
        "closed": [closed_words(one) for one in found.closed if one.kind != "time_off"],
        "time_off": [{"id": one.id, "text": closed_words(one)} for one in found.closed if one.kind == "time_off"]
        + [{"id": one.public_id, "text": _away_words(one, staff)} for one in found.away],
        "bookings": [booking_row(one, staff.timezone) for one in found.bookings],
        "time_off_form": TimeOffForm(staff=staff, initial={"starts_on": on, "ends_on": on}),
        "calendar_url": reverse("staff_calendar", args=[staff.public_id]) + f"?view=day&date={on.isoformat()}",
    }
    part = "#spans" if request.htmx else ""  # type: ignore[attr-defined]  # by its middleware
    return render(request, f"workforce/day.html{part}", context, status=status)


def _away_words(away: TimeOff, staff: Staff) -> str:
    assert away.starts_at is not None
    assert away.ends_at is not None
    times = clock_span(away.starts_at, away.ends_at, staff.timezone)
    return f"{times} {away.reason}".strip()


def booking_row(booking: Booking, zone_name: str) -> dict[str, Any]:
    """One line of what is booked; `url` is empty where what it is for has no page."""
    return {
        "id": booking.public_id,
        "times": clock_span(booking.starts_at, booking.ends_at, zone_name),
        "title": booking.title or booking.get_purpose_display(),
        "purpose": booking.get_purpose_display(),
        "state": booking.state,
        "state_words": booking.get_state_display(),
        "url": links.address_of(booking),
    }
