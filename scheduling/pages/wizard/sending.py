"""The review, the one request that is sent, and the page that says what became of it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from core import clock
from core.errors import DomainError, ErrorCode, Invalid
from core.links import link_token
from core.phone import readable
from core.retry import retried
from scheduling.actions import hold_draft_time, submit_draft
from scheduling.enums import LinkPurpose, SchedulingType
from scheduling.models import CallDraft, CallRequest
from scheduling.pages.wizard import moments, shown
from scheduling.pages.wizard.forms import FORMS
from scheduling.pages.wizard.steps import language, question, show_form
from scheduling.pages.wizard.times import alternatives_of, parse_instant
from scheduling.pages.wizard.visitor import Visitor
from scheduling.queries.invitations import Reader, calendar_links_of, download_of
from scheduling.queries.limits import call_policy
from scheduling.rules.wizard import STEPS, Step, path_of, step_of


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponseBase:
    """A draft that was sent already leads to its call, however often it is sent."""
    if request.method == "POST" and (sent := _sent(Visitor(request), request.POST.get("draft", ""))) is not None:
        return _to_confirmation(request, sent)
    return _review(request)


@question(Step.REVIEW)
def _review(visitor: Visitor, draft: CallDraft, at: datetime) -> HttpResponse:
    request = visitor.request
    form = FORMS[Step.REVIEW](request.POST if request.method == "POST" else None, said=draft.said, topic=draft.topic)
    if request.method == "POST" and "instead" in request.POST:
        return _take_other(visitor, draft, at)
    if request.method == "POST" and form.is_valid():
        try:
            retried(lambda: submit_draft(draft.pk, by=visitor.actor, at=at))
        except DomainError as problem:
            return _refused(visitor, draft, problem, at)
        return _to_confirmation(request, draft)
    return show_form(visitor, Step.REVIEW, form, at)


def _sent(visitor: Visitor, draft_id: str) -> CallDraft | None:
    key = CallDraft.parse_id(draft_id)
    return visitor.drafts.filter(pk=key).exclude(call=None).first() if key else None


def _to_confirmation(request: HttpRequest, draft: CallDraft) -> HttpResponse:
    url = reverse("call_booked", args=[draft.public_id])
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else HttpResponseRedirect(url)


def _take_other(visitor: Visitor, draft: CallDraft, at: datetime) -> HttpResponse:
    """One of the alternatives is kept, and everything looked at once more."""
    chosen = parse_instant(visitor.request.POST["instead"])
    if chosen is None:
        return HttpResponseRedirect(reverse("call_time") + "?to=review")
    try:
        hold_draft_time(draft.pk, chosen, zone=draft.said["timezone"], language=language(), by=visitor.actor, at=at)
    except DomainError as problem:
        return _refused(visitor, draft, problem, at)
    return HttpResponseRedirect(reverse("call_review"))


def _refused(visitor: Visitor, draft: CallDraft, problem: DomainError, at: datetime) -> HttpResponse:
    """Everything that was typed stays; the review says what is in the way and how to go round it."""
    form = FORMS[Step.REVIEW](visitor.request.POST, said=draft.said, topic=draft.topic)
    form.errors.clear()
    more: dict[str, Any] = {}
    if problem.code == ErrorCode.SLOT_UNAVAILABLE:
        form.add_error(None, _("That time is not free any more. Everything else is kept: choose another time."))
        more["is_lost"] = True  # there is nothing to confirm until another time is chosen
        more["alternatives"] = alternatives_of(problem, draft.said["timezone"])
    elif isinstance(problem, Invalid):
        more["corrections"] = _corrections(draft, problem)
        form.add_error(None, _("Some answers need attention."))
    elif problem.code == ErrorCode.CALL_LIMIT_REACHED:
        form.add_error(None, _limit_words(draft, problem))
    elif problem.code == ErrorCode.SERVICE_UNAVAILABLE:
        form.add_error(
            None, _("Nobody takes calls about this at present. Choose another topic, such as a general one.")
        )
        more["corrections"] = [{"url": f"{reverse('call_topic')}?to=review", "text": _("Choose another topic")}]
    else:
        raise problem
    response = show_form(visitor, Step.REVIEW, form, at, **more)
    response.status_code = 409 if problem.code == ErrorCode.SLOT_UNAVAILABLE else 422
    return response


def _corrections(draft: CallDraft, problem: Invalid) -> list[dict[str, str]]:
    """Which question each message belongs to."""
    steps = path_of(draft.said, guest=draft.is_guests)
    found = []
    for field, messages in problem.details.items():
        step = step_of(field, steps) or Step.TOPIC
        found += [{"url": f"{reverse(f'call_{step}')}?to=review", "text": _(message)} for message in messages]
    return found


def _limit_words(draft: CallDraft, problem: DomainError) -> str:
    limit, again_at = int(problem.details["limit"]), problem.details.get("again_at")
    if limit == call_policy().requests_per_day:  # asked first: another limit is that of urgent ones
        words = ngettext(
            "%(limit)d request within 24 hours is the most.", "%(limit)d requests within 24 hours are the most.", limit
        )
    else:
        words = ngettext(
            "%(limit)d urgent request within 24 hours is the most.",
            "%(limit)d urgent requests within 24 hours are the most.",
            limit,
        )
    words %= {"limit": limit}
    if again_at is None:
        return words
    moment = moments.instant(again_at, draft.said["timezone"])
    return f"{words} " + _("Ask again from %(moment)s on, or change a call that you have.") % {"moment": moment}


# -- the confirmation --------------------------------------------------------------------------------


def call_of(request: HttpRequest, draft_id: str) -> tuple[Visitor, CallRequest]:
    """The call that the reader's own draft became; a foreign draft and a missing one look alike."""
    visitor = Visitor(request)
    draft = _sent(visitor, draft_id)
    if draft is None or draft.call_id is None:
        raise Http404
    return visitor, CallRequest.objects.shown().get(pk=draft.call_id)


@require_GET
def booked(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    visitor, call = call_of(request, draft_id)
    at = clock.now()
    context: dict[str, Any] = {
        "visitor": visitor,
        "call": call,
        "phone": readable(call.contact_phone),
        "step": "done",
        "title": _("Your call is booked") if call.scheduled_date_time else _("We have your request"),
        "body": f"{shown.FOLDER}/steps/done.html",
        "progress": shown.progress(STEPS),
        "zone_words": moments.zone_with_offset(call.timezone, call.scheduled_date_time or at),
        "ics_url": reverse("call_booked_ics", args=[draft_id]),
        "is_flexible": call.scheduling_type == SchedulingType.FLEXIBLE,
    }
    if call.scheduled_date_time and call.ends_at:
        context |= {
            "day": moments.day_in_full(call.scheduled_date_time, call.timezone),
            "span": moments.span(call.scheduled_date_time, call.ends_at, call.timezone),
            "minutes": moments.minutes_of(call.duration),
            "links": calendar_links_of(call, Reader.CUSTOMER, manage_url=_manage_url(visitor, call)).as_json(),
        }
    elif call.work_item.due_at is not None:
        due = call.work_item.due_at
        context["answer_by"] = moments.instant(due, call.timezone)
    context["manage_url"] = _manage_url(visitor, call)
    return shown.answer(request, context)


@require_GET
def booked_ics(request: HttpRequest, draft_id: str) -> HttpResponseBase:
    """The file for any other calendar, with a reminder 15 minutes before."""
    visitor, call = call_of(request, draft_id)
    if call.scheduled_date_time is None:
        raise Http404
    invitation = download_of(call, Reader.CUSTOMER, manage_url=_manage_url(visitor, call))
    response = HttpResponse(invitation.as_bytes(), content_type=invitation.content_type)
    response["Content-Disposition"] = f'attachment; filename="{call.number}.ics"'
    response["Cache-Control"] = "no-store"
    return response


def _manage_url(visitor: Visitor, call: CallRequest) -> str:
    """A guest has no page but the signed link; a customer's own page asks for the login."""
    if visitor.customer is not None:
        return ""
    token = link_token(LinkPurpose.MANAGE, call.pk, call.links_version)
    return settings.BASE_URL + reverse("call_link", args=[token])
