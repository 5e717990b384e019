"""When a call is: times proposed, one agreed, or another."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from routing.pages.answering import other_times
from routing.pages.clocks import clock_time
from scheduling import conf
from scheduling.actions import confirm_call, propose_times, reschedule_call
from scheduling.models import CallRequest
from scheduling.pages import times
from scheduling.pages.acting import WRITERS, form_page, moment_help, time_words
from scheduling.pages.forms import ProposeForm, RescheduleForm, TimeForm
from scheduling.queries.call_page import call_for_page
from scheduling.queries.own_times import free_days, next_free
from workforce.rules import zones

#: of one's own free time that the form offers
DAYS_AHEAD = 14
#: times that stand as buttons beside a field
OFFERED = 5


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, call_id: str) -> HttpResponse:
    by, at = actor_for_request(request), clock.now()
    call = call_for_page(call_id, by)

    def act(key: UUID, data: dict[str, Any]) -> None:
        propose_times(key, data["chosen"], by=by, at=clock.now())

    form = ProposeForm(
        request.POST or None,
        days=_days(call, at, request.POST.getlist("times")),
        zone_help=moment_help(call, at),
        auto_id="propose-%s",
    )
    title, submit, done = _("Propose times"), _("Send these times"), _("The customer has the times.")
    preview = _preview(call, _chosen(request.POST), at)
    return form_page(request, call, form, act, title=title, submit=submit, done_text=done, preview=preview)


@requires_scope(*WRITERS)
@require_safe
def preview(request: HttpRequest, call_id: str) -> HttpResponse:
    """What the customer would read of the ticked times, in their zone and language."""
    by, at = actor_for_request(request), clock.now()
    call = call_for_page(call_id, by)
    context = {"call": call, "preview": _preview(call, _chosen(request.GET), at)}
    return render(request, "scheduling/propose_preview.html#preview", context)


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, call_id: str) -> HttpResponse:
    by, at = actor_for_request(request), clock.now()
    call = call_for_page(call_id, by)

    def act(key: UUID, data: dict[str, Any]) -> None:
        confirm_call(key, starts_at=data["starts_at"], by=by, at=clock.now())

    form = TimeForm(request.POST or None, zone_help=moment_help(call, at), auto_id="confirm-%s")
    form.instead = _own(call, at)
    title, submit = _("A time is agreed"), _("Confirm it")
    return form_page(request, call, form, act, title=title, submit=submit, done_text=_("The call is confirmed."))


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def reschedule(request: HttpRequest, call_id: str) -> HttpResponse:
    by, at = actor_for_request(request), clock.now()
    call = call_for_page(call_id, by)

    def act(key: UUID, data: dict[str, Any]) -> None:
        reschedule_call(key, starts_at=data["starts_at"], reason=data["reason"], by=by, at=clock.now())

    form = RescheduleForm(
        request.POST or None,
        initial={"starts_at": call.scheduled_date_time},
        zone_help=moment_help(call, at),
        auto_id="reschedule-%s",
    )
    form.instead = _own(call, at)
    title, submit = _("Another time"), _("Move it")
    return form_page(request, call, form, act, title=title, submit=submit, done_text=_("The call has been moved."))


def _own(call: CallRequest, at: datetime) -> list[dict[str, str]]:
    """The next times of whoever has it, by button."""
    return other_times([slot.start for slot in next_free(call, OFFERED, at=at)], time_words(call))


def _days(call: CallRequest, at: datetime, ticked: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The owner's free times by the reader's day; what was ticked stays a choice even when it is gone."""
    starts = {slot.start for slot in free_days(call, DAYS_AHEAD, at=at)}
    starts |= {one for text in ticked if (one := _instant(text)) is not None}
    days: dict[str, list[tuple[str, str]]] = {}
    for start in sorted(starts):
        local = timezone.localtime(start)
        label = clock_time(start, start)
        if times.theirs(call, start, start) != label:
            label = _("%(time)s (customer %(theirs)s)") % {"time": label, "theirs": times.theirs(call, start, start)}
        if times.is_their_night(call, start):
            label += " · " + _("night there")
        days.setdefault(date_format(local, "l j F"), []).append((start.isoformat(), label))
    return list(days.items())


def _chosen(data: Any) -> list[datetime]:
    texts = [*data.getlist("times"), data.get("more", "")]
    found = {one for text in texts if (one := _instant(text)) is not None}
    return sorted(found)[: conf.MOST_PROPOSALS]


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else timezone.make_aware(found)


def _preview(call: CallRequest, chosen: list[datetime], at: datetime) -> dict[str, Any]:
    """In the customer's words and zone; for how long the times are kept."""
    zone = zones.zone(call.timezone)
    until = min([at + conf.PROPOSALS_LAST, *chosen]) if chosen else None
    with translation.override(call.language_preference), timezone.override(zone):
        lines = [date_format(timezone.localtime(one), "l, j F, H:i") for one in chosen]
        kept = date_format(timezone.localtime(until), "l, j F, H:i") if until else ""
    return {"lines": lines, "kept": kept, "zone": times.their_zone(call), "language": call.language_preference}
