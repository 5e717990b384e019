"""How a question of the wizard is shown: its page, or, for htmx, the part of it that changes."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scheduling.enums import SchedulingType
from scheduling.models import CallDraft, Topic
from scheduling.pages.wizard import moments, summary
from scheduling.pages.wizard.visitor import Visitor
from scheduling.rules.wizard import NUMBER, STEPS, Step, before

FOLDER = "scheduling/wizard"

TITLES: dict[Step, Promise | str] = {
    Step.START: _("Schedule a call"),
    Step.TOPIC: _("What is the call about?"),
    Step.METHOD: _("How shall we find a time?"),
    Step.TIME: _("Choose a time"),
    Step.WISHES: _("When does it suit you?"),
    Step.WHO: _("Who are you?"),
    Step.CODE: _("Confirm your email address"),
    Step.CONTACT: _("How do we reach you?"),
    Step.DETAILS: _("What should we know?"),
    Step.REVIEW: _("Is everything right?"),
}
NEXT = pgettext_lazy("to the next question", "Next")
CONFIRM = _("Confirm call request")

#: the bar on top, by number
NAMES: tuple[Promise | str, ...] = (
    _("Introduction"),
    _("Topic"),
    pgettext_lazy("of finding a time", "Method"),
    _("Time"),
    _("Contact"),
    _("Details"),
    _("Review"),
    _("Done"),
)


def progress(number: int) -> dict[str, Any]:
    """What stands above each question."""
    return {
        "number": number,
        "steps": STEPS,
        "names": [
            {"number": at, "name": name, "is_current": at == number, "is_over": at < number}
            for at, name in enumerate(NAMES, 1)
        ],
    }


def show(
    visitor: Visitor,
    step: Step,
    context: dict[str, Any] | None = None,
    *,
    at: datetime,
    to_review: bool = False,
    status: int = 200,
) -> HttpResponse:
    draft, topic = visitor.draft, visitor.draft.topic if visitor.draft else None
    shown = {
        "visitor": visitor,
        "draft": draft,
        "step": step.value,
        "title": TITLES[step],
        "body": f"{FOLDER}/steps/{step.value}.html",
        "submit": CONFIRM if step is Step.REVIEW else NEXT,
        "action": reverse(f"call_{step}") + ("?to=review" if to_review else ""),
        "progress": progress(NUMBER[step]),
        "to_review": to_review,
        **(_about(visitor, draft, topic, step, to_review, at) if draft is not None else {}),
        **(context or {}),
    }
    return answer(visitor.request, shown, status=status)


def answer(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Not kept by any cache. After a refusal the address stays what it was."""
    part = bool(getattr(request, "htmx", False)) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    context["layout"] = "base.html" if request.user.is_authenticated else "base_guest.html"
    response = render(request, f"{FOLDER}/{'part' if part else 'page'}.html", context, status=status)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["HX-Request", "Cookie"])
    if part:
        response["HX-Push-Url"] = request.get_full_path() if request.method == "GET" else "false"
    return response


def _about(
    visitor: Visitor, draft: CallDraft, topic: Topic | None, step: Step, to_review: bool, at: datetime
) -> dict[str, Any]:
    previous = Step.REVIEW if to_review else before(step, draft.said, guest=draft.is_guests)
    left = summary.hold_left(draft, at)
    return {
        "topic": topic,
        "back_url": reverse(f"call_{previous}"),
        "sections": summary.sections(draft, topic, visitor.customer),
        "hold_left": left,
        "hold_lapsed": left is None and step not in (Step.TIME, Step.WISHES) and _has_time(draft),
        "zone_warning": zone_warning(visitor, draft, at),
    }


def _has_time(draft: CallDraft) -> bool:
    said = draft.said
    return said.get("scheduling_type") == SchedulingType.CALENDAR and bool(said.get("scheduled_date_time"))


def zone_warning(visitor: Visitor, draft: CallDraft, at: datetime) -> dict[str, str] | None:
    """The browser says another zone than the profile: times may be read wrongly."""
    found, profile = draft.said.get("detected_zone", ""), visitor.profile_zone
    if not found or not profile or moments.same_clock(found, profile, at):
        return None
    return {
        "detected": found,
        "profile": profile,
        "detected_words": moments.zone_words(found),
        "profile_words": moments.zone_words(profile),
    }
