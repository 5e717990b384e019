"""The questions of the wizard, one page each. Without JavaScript each is a plain form; htmx swaps the same pages in."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import clock
from core.api.limits import LIMITER
from core.errors import DomainError, ErrorCode
from core.web.address import address_group, client_address
from scheduling import conf
from scheduling.actions import check_code, drop_draft, save_step, send_code, start_draft
from scheduling.models import CallDraft
from scheduling.pages.wizard import shown
from scheduling.pages.wizard.countries import countries
from scheduling.pages.wizard.forms import FORMS, WARN_AT, ZONES, StepForm
from scheduling.pages.wizard.moments import modern
from scheduling.pages.wizard.visitor import Visitor, remember
from scheduling.rules.wizard import Step, first_open, may_open

HOUR, MINUTE = 3600.0, 60.0
View = Callable[..., HttpResponseBase]


def language() -> str:
    return (get_language() or "en")[:2]


def too_many(name: str, request: HttpRequest, limit: int, window: float) -> DomainError | None:
    """Counted by network address: who is asked is a stranger, mostly."""
    verdict = LIMITER.admit(f"{name}:{address_group(client_address(request))}", limit, window)
    if verdict.admitted:
        return None
    return DomainError(ErrorCode.RATE_LIMITED, _("Too many requests. Wait a minute and try again."))


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponseBase:
    """The introduction; whoever has begun goes on where they were."""
    visitor, at = Visitor(request), clock.now()
    if request.method == "POST":
        return _begin(visitor, at)
    if visitor.draft is not None:
        return redirect(f"call_{_where(visitor.draft, at)}")
    return shown.show(visitor, Step.START, at=at)


@require_http_methods(["GET", "HEAD"])
def introduction(request: HttpRequest) -> HttpResponseBase:
    """The same with a draft: Back leads here."""
    return shown.show(Visitor(request), Step.START, at=clock.now())


def _begin(visitor: Visitor, at: datetime) -> HttpResponseBase:
    if visitor.is_worker:
        return redirect("schedule_call")
    draft = visitor.draft
    if draft is None:
        guest = visitor.customer is None  # a customer has one draft, however often they begin
        if guest and (refusal := too_many("call-drafts", visitor.request, conf.DRAFTS_PER_HOUR, HOUR)):
            raise refusal
        guests = _guests_draft(visitor)
        draft = start_draft(visitor.customer, _known(visitor, guests), at=at)
        if guests is not None:
            drop_draft(guests.pk, by=visitor.actor, at=at)
    return remember(redirect(f"call_{_where(draft, at)}"), draft)


def _guests_draft(visitor: Visitor) -> CallDraft | None:
    """What a customer had begun before they signed in: they go on with it."""
    key = visitor.guests_key
    if visitor.customer is None or key is None:
        return None
    return CallDraft.objects.live().filter(customer=None, pk=key).first()


def _known(visitor: Visitor, guests: CallDraft | None) -> dict[str, Any]:
    """What need not be asked, or only to be confirmed."""
    customer, user = visitor.customer, visitor.user
    known: dict[str, Any] = {"language_preference": language()}
    if guests is not None:
        known |= {name: said for name, said in guests.said.items() if name not in ("name", "email", "email_confirmed")}
    if user is not None and customer is None:
        known |= {"name": user.name, "email": user.email}
    phone = (customer.phone if customer else "") or (user.phone if user else "")
    return known | ({"contact_phone": phone} if phone and "contact_phone" not in known else {})


def _where(draft: CallDraft, at: datetime) -> Step:
    """Where the reader was, unless something before it is open again."""
    last = Step(draft.step)
    return last if _may_open(draft, last, at) else _first_open(draft, at)


def _first_open(draft: CallDraft, at: datetime) -> Step:
    return first_open(draft.said, guest=draft.is_guests, has_place=_has_place(draft), at=at)


def _may_open(draft: CallDraft, step: Step, at: datetime) -> bool:
    return may_open(step, draft.said, guest=draft.is_guests, has_place=_has_place(draft), at=at)


def _has_place(draft: CallDraft) -> bool:
    return bool(draft.topic and draft.topic.place)


def question(step: Step) -> Callable[[Callable[..., HttpResponse]], View]:
    """A page of the wizard: `view(visitor, draft, at)`, for a draft that has come so far. Others go where they are."""

    def decorate(view: Callable[..., HttpResponse]) -> View:
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def page(request: HttpRequest) -> HttpResponseBase:
            visitor, at = Visitor(request), clock.now()
            draft = visitor.draft
            if draft is None:
                return redirect("schedule_call")
            if not _may_open(draft, step, at):
                return redirect(f"call_{_first_open(draft, at)}")
            return view(visitor, draft, at)

        return page

    return decorate


def plain_question(step: Step) -> View:
    """One that has a form and nothing else."""

    @question(step)
    def page(visitor: Visitor, draft: CallDraft, at: datetime) -> HttpResponse:
        request = visitor.request
        form = FORMS[step](request.POST if request.method == "POST" else None, said=draft.said, topic=draft.topic)
        if request.method == "POST" and form.is_valid():
            if step is Step.WHO and (refused := _who(visitor, draft, form, at)) is not None:
                return refused
            return go_on(visitor, draft, step, form.answer(), at)
        return show_form(visitor, step, form, at)

    return page


def show_form(visitor: Visitor, step: Step, form: StepForm, at: datetime, **more: Any) -> HttpResponse:
    context = {"form": form, **_for_step(visitor, step), **more}
    status = 422 if form.is_bound and form.errors else 200
    return shown.show(visitor, step, context, at=at, to_review=to_review(visitor.request), status=status)


def go_on(visitor: Visitor, draft: CallDraft, step: Step, answer: dict[str, Any], at: datetime) -> HttpResponse:
    """The answer is kept, and the next question asked; whoever came from the review goes back there."""
    detected = visitor.request.POST.get("detected_zone", "")
    known = answer | ({"detected_zone": modern(detected)} if detected in ZONES else {})
    saved = save_step(draft.pk, step, known, to_review=to_review(visitor.request), by=visitor.actor, at=at)
    return remember(to_step(Step(saved.step), visitor.request), saved)  # type: ignore[return-value]


def to_step(step: Step, request: HttpRequest) -> HttpResponseRedirect:
    stays = to_review(request) and step is not Step.REVIEW
    return HttpResponseRedirect(reverse(f"call_{step}") + ("?to=review" if stays else ""))


def to_review(request: HttpRequest) -> bool:
    return request.GET.get("to") == "review"


# -- guests ------------------------------------------------------------------------------------------


def _who(visitor: Visitor, draft: CallDraft, form: StepForm, at: datetime) -> HttpResponse | None:
    """The code goes out when the address is a new one."""
    if draft.said.get("email_confirmed") and draft.said.get("email") == form.cleaned_data["email"]:
        return None
    saved = save_step(draft.pk, Step.WHO, form.answer(), by=visitor.actor, at=at)
    return _send(visitor, saved, at) or to_step(Step.CODE, visitor.request)


def _send(visitor: Visitor, draft: CallDraft, at: datetime) -> HttpResponse | None:
    try:
        send_code(draft.pk, language=language(), by=visitor.actor, at=at)
    except DomainError as problem:
        if problem.code != ErrorCode.CALL_LIMIT_REACHED:
            raise
        form = FORMS[Step.CODE]({}, said=draft.said, topic=None)
        form.errors.clear()
        form.add_error(None, _("Too many codes were asked for. Use the last one, or try again in an hour."))
        return show_form(Visitor(visitor.request), Step.CODE, form, at)
    return None


@question(Step.CODE)
def code(visitor: Visitor, draft: CallDraft, at: datetime) -> HttpResponse:
    request = visitor.request
    if draft.said.get("email_confirmed"):
        return to_step(_first_open(draft, at), request)
    if request.method == "POST" and "again" in request.POST:
        return _send(visitor, draft, at) or to_step(Step.CODE, request)
    form = FORMS[Step.CODE](request.POST if request.method == "POST" else None, said={}, topic=None)
    if request.method == "POST" and form.is_valid():
        if check_code(draft.pk, form.cleaned_data["code"], at=at):
            return go_on(visitor, draft, Step.CODE, {"email_confirmed": True}, at)
        form.add_error("code", _("This code is not right, or not valid any more. Ask for another one."))
    return show_form(visitor, Step.CODE, form, at)


def _for_step(visitor: Visitor, step: Step) -> dict[str, Any]:
    """What a question shows besides its fields."""
    if step is Step.CONTACT:
        usual, every = countries(language())
        profile_phone = visitor.user is not None and not visitor.user.phone
        return {"usual_countries": usual, "countries": every, "asks_to_keep_phone": profile_phone}
    if step is Step.DETAILS:
        return {"notes_length": conf.NOTES_LENGTH, "notes_warn": WARN_AT}
    return {}
