"""What a merchant sees of a session and may do with it, by the link of a mail."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.actor import Actor
from core.errors import DomainError, ErrorCode
from notifications.messages.facts import telephone
from notifications.messages.links import CALENDARS, web_address
from notifications.messages.sessions import SUPPORT_TYPES
from routing.pages.clocks import zone_name
from scheduling import actions
from scheduling.enums import MISSED_SESSIONS, MeetingPlatform, SessionStatus
from scheduling.models import IcSession
from scheduling.pages import session_link_forms as forms
from scheduling.queries.limits import call_policy
from scheduling.queries.session_invitations import file_token, links_of
from scheduling.queries.session_links import hours_of, nearest, next_of, week_of_hours, who_holds_the_next
from scheduling.rules.request import can_still_be_changed

#: the consultant's time cannot be had: others are offered, or the queue
GONE = (ErrorCode.IC_UNAVAILABLE, ErrorCode.VALIDATION_FAILED)
NOBODY = (ErrorCode.NOBODY_AVAILABLE, ErrorCode.IC_CAPACITY_EXCEEDED, ErrorCode.MEMBER_RETIRED)


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody came to a session.

    link_version  of the link they hold: the verbs ask again whether it counts
    url           the address of a part of a session: "session", "confirm", "reschedule", "cancel", "again", "wait"
    """

    session: IcSession
    link_version: int
    by: Actor
    zone: ZoneInfo
    url: Callable[[IcSession, str], str]

    def held(self) -> dict[str, Any]:
        return {"link_version": self.link_version, "by": self.by}


def show(request: HttpRequest, door: Door) -> HttpResponse:
    """Everything about the session, with what can be done about it now."""
    return _shown(request, _context(door, clock.now()))


def confirm(request: HttpRequest, door: Door) -> HttpResponse:
    """POST: the merchant will be there."""
    if request.method == "POST":
        try:
            actions.confirm_session(door.session.pk, at=clock.now(), **door.held())
        except DomainError as refusal:
            return _refused(request, door, refusal)
    return redirect(door.url(door.session, "session"))


def reschedule(request: HttpRequest, door: Door) -> HttpResponse:
    """GET: free times, by day. POST: the session has the chosen one; for one that is gone others are offered."""
    context = _context(door, clock.now())
    if not context["can_change"]:
        return _shown(request, context, status=409 if request.method == "POST" else 200)
    if request.method != "POST":
        return _times(request, door, context)
    starts_at = forms.instant(request.POST.get("scheduled_for", ""))
    if starts_at is None:
        return _times(request, door, context, problem=_("Choose a time."))
    try:
        actions.move_own_session(door.session.pk, starts_at, at=clock.now(), **door.held())
    except DomainError as refusal:
        if refusal.code not in GONE:
            return _refused(request, door, refusal)
        return _times(request, door, context, problem=_gone(), wished=starts_at)
    return _done(request, door, _("Your session has the new time. A mail with it is on its way."))


def cancel(request: HttpRequest, door: Door) -> HttpResponse:
    """GET: asks. POST: the session is cancelled."""
    context = _context(door, clock.now())
    if not context["can_change"]:
        return _shown(request, context, status=409 if request.method == "POST" else 200)
    form = forms.CancelForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context |= {"form": form, "problem": forms.first_problem(form)}
        return render(request, "scheduling/session_cancel.html", context, status=422 if form.errors else 200)
    try:
        actions.cancel_own_session(door.session.pk, reason=form.cleaned_data["reason"], at=clock.now(), **door.held())
    except DomainError as refusal:
        return _refused(request, door, refusal)
    return _done(request, door, _("Your session is cancelled. Your consultant knows."))


def again(request: HttpRequest, door: Door) -> HttpResponse:
    """GET: free times for another session. POST: it is booked; for a time that is gone others are offered."""
    context = _context(door, clock.now())
    if not context["can_book"]:
        return _shown(request, context, status=409 if request.method == "POST" else 200)
    if request.method != "POST":
        return _times(request, door, context, another=True)
    starts_at = forms.instant(request.POST.get("scheduled_for", ""))
    if starts_at is None:
        return _times(request, door, context, another=True, problem=_("Choose a time."))
    try:
        booked = actions.book_again(door.session.pk, starts_at, at=clock.now(), **door.held())
    except DomainError as refusal:
        if refusal.code in NOBODY:
            return _times(request, door, context, another=True, problem=_nobody(), full=True)
        if refusal.code not in GONE:
            return _refused(request, door, refusal)
        return _times(request, door, context, another=True, problem=_gone(), wished=starts_at)
    new = replace(door, session=booked)
    return _done(request, new, _("Your new session is booked. A mail with an invitation is on its way."))


def wait(request: HttpRequest, door: Door) -> HttpResponse:
    """POST: no time suits, so the merchant waits for somebody else."""
    if request.method != "POST":
        return redirect(door.url(door.session, "again"))
    form = forms.WishesForm(request.POST)
    if not form.is_valid():
        return _times(request, door, _context(door, clock.now()), another=True, wishes=form)
    try:
        actions.ask_again(door.session.pk, wishes=form.cleaned_data["wishes"], at=clock.now(), **door.held())
    except DomainError as refusal:
        return _refused(request, door, refusal)
    return redirect(door.url(door.session, "session"))


def rate(request: HttpRequest, door: Door) -> HttpResponse:
    """GET: asks. POST: how it was, from one to five, once."""
    form = forms.RateForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = _context(door, clock.now()) | {"form": form, "problem": forms.first_problem(form)}
        return render(request, "scheduling/session_rate.html", context, status=422 if form.errors else 200)
    said = form.cleaned_data
    actions.rate_session(door.session.pk, said["score"], comment=said["comment"], at=clock.now(), **door.held())
    return _done(request, door, _("Thank you for telling us."))


# -- what they share ---------------------------------------------------------------------------------


def _context(door: Door, at: datetime) -> dict[str, Any]:
    session, meeting = door.session, door.session.meeting
    deadline = call_policy().cancellation_deadline
    planned, missed = session.status == SessionStatus.SCHEDULED, session.status in MISSED_SESSIONS
    in_time = planned and can_still_be_changed(session.scheduled_for, deadline, at)
    following = next_of(session) if missed else None
    waits = missed and session.asked_again_at is not None
    return {
        "session": session,
        "reason": _(session.reason) if session.reason else "",  # some are ours
        "kind": SUPPORT_TYPES.get(session.session_type, session.session_type),
        "zone": zone_name(),
        "is_live": planned or session.status == SessionStatus.IN_SESSION,
        "is_planned": planned,
        "phone": telephone("", session.merchant.contact_phone).text,
        "is_phone": session.platform == MeetingPlatform.PHONE,
        "join_url": web_address(session.join_url),
        "dial_in": [telephone(_("Dial in"), number) for number in meeting.dial_in] if meeting else [],
        "can_change": in_time,
        "too_late": _too_late(deadline.total_seconds() / 3600) if planned and not in_time else "",
        "following": following,
        "waits": waits and following is None and session.entry.is_open,
        "is_settled": missed and following is None and not session.entry.is_open,
        "can_book": missed and following is None and session.entry.is_open and not waits,
        "calendars": lambda: [(CALENDARS[name], url) for name, url in links_of(session).items()],
        "file_url": reverse("session_file", args=[file_token(session)]),
        "urls": {part: door.url(session, part) for part in ("session", "confirm", "reschedule", "cancel", "again")},
    }


def _shown(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, "scheduling/session_page.html", context, status=status)


def _times(
    request: HttpRequest,
    door: Door,
    context: dict[str, Any],
    *,
    another: bool = False,
    problem: str = "",
    wished: datetime | None = None,
    full: bool = False,
    wishes: forms.WishesForm | None = None,
) -> HttpResponse:
    """Free times by day, a week on a page.

    another  for a new session; else this one is moved
    wished   a time that is gone: others near it come first
    full     nobody can be had, whatever is free
    """
    session, at = door.session, clock.now()
    staff = who_holds_the_next(session) if another else session.ic
    slots = [] if full else hours_of(staff, session, moving=not another, at=at)
    if not another:
        slots = [slot for slot in slots if slot.start != session.scheduled_for]
    first = at if another else session.scheduled_for
    asked = forms.day(request.GET.get("week", "")) or (wished or first).astimezone(door.zone).date()
    week = week_of_hours(slots, asked, door.zone)
    more = {
        "another": another,
        "staff": staff,
        "week": week,
        "days": [day for day in week.days if day.slots],
        "problem": problem,
        "alternatives": nearest(slots, wished) if wished else [],
        "action": door.url(session, "again" if another else "reschedule"),
        "wait_url": door.url(session, "wait"),
        "wishes": wishes or forms.WishesForm(),
    }
    status = 409 if wished or full else 422 if problem or wishes else 200
    return render(request, "scheduling/session_times.html", context | more, status=status)


def _done(request: HttpRequest, door: Door, text: str) -> HttpResponse:
    """What was done by a link, which is used up now; the session as it stands has others."""
    fresh = IcSession.objects.shown().get(pk=door.session.pk)
    return render(
        request, "scheduling/session_done.html", _context(replace(door, session=fresh), clock.now()) | {"text": text}
    )


def _refused(request: HttpRequest, door: Door, refusal: DomainError) -> HttpResponse:
    """The session as it is now, and why it could not be done. An old link is the caller's matter."""
    if refusal.code == ErrorCode.STALE_VERSION:
        raise refusal
    fresh = IcSession.objects.shown().get(pk=door.session.pk)
    hours = call_policy().cancellation_deadline.total_seconds() / 3600
    words = {
        ErrorCode.INVALID_TRANSITION: _("The session has changed meanwhile. This is how it is now."),
        ErrorCode.CANCELLATION_DEADLINE_PASSED: _too_late(hours),
    }
    problem = words.get(refusal.code) or _(refusal.message)
    context = _context(replace(door, session=fresh), clock.now()) | {"problem": problem, "too_late": ""}
    return _shown(request, context, status=refusal.status)


def _too_late(hours: float) -> str:
    number = f"{hours:g}"
    text = ngettext(
        "Less than %(hours)s hour is left, so the session cannot be moved or cancelled here.",
        "Less than %(hours)s hours are left, so the session cannot be moved or cancelled here.",
        1 if hours == 1 else 2,
    ) % {"hours": number}
    return f"{text} {_('Please phone your consultant.')}"


def _gone() -> str:
    return _("That time is not free any more. Choose another one: nothing has changed so far.")


def _nobody() -> str:
    return _("Your consultant cannot take another session at present.")
