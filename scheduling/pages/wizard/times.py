"""Choosing a time, or saying when it suits; a time that is chosen is kept for some minutes."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core import clock
from core.errors import DomainError, ErrorCode, Invalid
from scheduling import conf
from scheduling.actions import drop_draft, hold_draft_time, release_draft_time
from scheduling.models import CallDraft
from scheduling.pages.wizard import moments, shown
from scheduling.pages.wizard.countries import example_of, is_country, judge
from scheduling.pages.wizard.forms import FORMS, ZONES, ContactForm, invalid_phone
from scheduling.pages.wizard.picker import Asked, Picker
from scheduling.pages.wizard.steps import MINUTE, go_on, language, question, show_form, to_review, too_many
from scheduling.pages.wizard.visitor import COOKIE, PATH, Visitor
from scheduling.rules.wizard import Step

PICKER = "picker"


def zone_shown(visitor: Visitor, draft: CallDraft) -> str:
    """Asked for, chosen before, as the browser says, as the profile says."""
    request = visitor.request
    named = (
        request.POST.get("timezone"),
        request.GET.get("timezone"),
        draft.said.get("timezone"),
        request.GET.get("detected_zone"),
        draft.said.get("detected_zone"),
        visitor.profile_zone,
    )
    return moments.modern(next((zone for zone in named if zone in ZONES), "UTC"))


@question(Step.TIME)
def time(visitor: Visitor, draft: CallDraft, at: datetime) -> HttpResponse:
    request, zone = visitor.request, zone_shown(visitor, draft)
    if request.method != "POST":
        return show_times(visitor, draft, at)
    if "show" in request.POST:  # without scripts: the same days in another zone
        return HttpResponseRedirect(f"{reverse('call_time')}?{urlencode(request.GET.dict() | {'timezone': zone})}")
    chosen = parse_instant(request.POST.get("scheduled_date_time", ""))
    if chosen is None:
        return show_times(visitor, draft, at, problem=_("Choose a time for the call."), status=422)
    try:
        draft = hold_draft_time(draft.pk, chosen, zone=zone, language=language(), by=visitor.actor, at=at)
    except DomainError as problem:
        return refused(visitor, draft, problem, chosen, at)
    return go_on(visitor, draft, Step.TIME, {"scheduled_date_time": chosen.isoformat(), "timezone": zone}, at)


@require_POST
def hold(request: HttpRequest) -> HttpResponseBase:
    """A time was touched in the calendar: it is kept from now on."""
    visitor, at = Visitor(request), clock.now()
    draft = visitor.draft
    chosen = parse_instant(request.POST.get("scheduled_date_time", ""))
    if draft is None or draft.topic is None or chosen is None:
        return redirect("schedule_call")
    if refusal := too_many("call-pages", request, conf.WIZARD_PER_MINUTE, MINUTE):
        raise refusal
    zone = zone_shown(visitor, draft)
    try:
        hold_draft_time(draft.pk, chosen, zone=zone, language=language(), by=visitor.actor, at=at)
    except DomainError as problem:
        return refused(visitor, draft, problem, chosen, at)
    fresh = Visitor(request)
    if request.POST.get("back"):  # kept again, from a page further on
        return redirect(back_to(request.POST["back"]))
    return show_times(fresh, fresh.draft, at)


def back_to(step: str) -> str:
    return f"call_{step}" if step in {one.value for one in Step} else "schedule_call"


@require_POST
def release(request: HttpRequest) -> HttpResponseBase:
    """The window was closed, or another page opened: nobody waits for a time that nobody wants."""
    visitor = Visitor(request)
    if visitor.draft is not None:
        release_draft_time(visitor.draft.pk, by=visitor.actor, at=clock.now())
    return HttpResponse(status=204)


@require_POST
def cancel(request: HttpRequest) -> HttpResponseBase:
    """Given up: nothing is kept."""
    visitor = Visitor(request)
    if visitor.draft is not None:
        drop_draft(visitor.draft.pk, by=visitor.actor, at=clock.now())
    response = redirect("home" if visitor.user is not None else "schedule_call")
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
    return response


@question(Step.WISHES)
def wishes(visitor: Visitor, draft: CallDraft, at: datetime) -> HttpResponse:
    request, zone = visitor.request, zone_shown(visitor, draft)
    posted = request.POST if request.method == "POST" else None
    form = FORMS[Step.WISHES](posted, said=dict(draft.said) | {"timezone": zone}, topic=draft.topic)
    if posted is not None and form.is_valid():
        return go_on(visitor, draft, Step.WISHES, form.answer(), at)
    return show_form(visitor, Step.WISHES, form, at, zones=moments.zone_groups(), zone=zone)


@require_GET
def phone(request: HttpRequest) -> HttpResponseBase:
    """What is said beside a number while it is typed."""
    if refusal := too_many("call-phones", request, conf.WIZARD_PER_MINUTE, MINUTE):
        raise refusal
    field = request.GET.get("field")
    name = field if field in ContactForm.PHONES else "contact_phone"
    text, region = request.GET.get(name, ""), request.GET.get(f"{name}_country", "")
    region = region if is_country(region) else "US"
    verdict, number = judge(text[:40], region) if text.strip() else ("", "")
    context = {
        "name": name,
        "verdict": verdict,
        "number": number,
        "example": example_of(region),
        "wrong": invalid_phone(region),
    }
    return render(request, f"{shown.FOLDER}/phone_verdict.html", context)


# -- the calendar ------------------------------------------------------------------------------------


def show_times(
    visitor: Visitor, draft: CallDraft | None, at: datetime, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page, or for htmx the calendar in it."""
    assert draft is not None
    topic = draft.topic
    assert topic is not None
    request = visitor.request
    if request.method == "GET" and (refusal := too_many("call-pages", request, conf.WIZARD_PER_MINUTE, MINUTE)):
        raise refusal
    query = request.GET.dict() | request.POST.dict() | {"to": "review" if to_review(request) else ""}
    asked = Asked.of({name: str(value) for name, value in query.items()}, zone_shown(visitor, draft))
    said, hold = draft.said.get("scheduled_date_time"), draft.hold
    chosen, own = datetime.fromisoformat(said) if said else None, hold.booking_id if hold is not None else None
    context = {
        "picker": Picker(topic, asked, language(), chosen=chosen, own=own, at=at),
        "holds": True,
        "zones": moments.zone_groups(),
        "zone": asked.zone,
        **more,
    }
    if getattr(request, "htmx", False) and request.htmx.target == PICKER:  # type: ignore[attr-defined]
        context |= {
            "hold_left": shown.summary.hold_left(draft, at),
            "zone_warning": shown.zone_warning(visitor, draft, at),
            "sections": shown.summary.sections(draft, topic, visitor.customer),
            "is_part": True,
        }
        response = render(request, f"{shown.FOLDER}/picker.html", context, status=status)
        response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["HX-Request", "HX-Target", "Cookie"])
        return response
    return shown.show(visitor, Step.TIME, context, at=at, to_review=to_review(request), status=status)


def refused(visitor: Visitor, draft: CallDraft, problem: DomainError, chosen: datetime, at: datetime) -> HttpResponse:
    """Somebody was faster, or too many times are kept: the calendar as it is now, with other times."""
    if isinstance(problem, Invalid):
        return show_times(visitor, draft, at, problem=_("This time is over. Choose a later one."), status=422)
    if problem.code == ErrorCode.CALL_LIMIT_REACHED:
        words = _("Enough times are kept for you already. Use one of them, or wait until they are free again.")
        return show_times(visitor, draft, at, problem=words, status=422)
    if problem.code != ErrorCode.SLOT_UNAVAILABLE:
        raise problem
    lost = moments.moment(chosen, chosen + draft.topic.duration, zone_shown(visitor, draft)) if draft.topic else ""
    return show_times(
        visitor,
        draft,
        at,
        lost=lost,
        alternatives=alternatives_of(problem, zone_shown(visitor, draft)),
        status=409,
    )


def alternatives_of(problem: DomainError, zone: str) -> list[dict[str, str]]:
    return [
        {"value": one["start"].isoformat(), "text": moments.moment(one["start"], one["end"], zone)}
        for one in problem.details.get("alternatives", [])
    ]


def parse_instant(text: str) -> datetime | None:
    """An instant with its zone; None for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
