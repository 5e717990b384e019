"""What pages of any kind of work share: a form in a place of its page, its refusals, and the word that follows."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.web import safe_next
from core import clock
from core.errors import DomainError, Forbidden, Invalid, NotFound
from routing.pages.clocks import clock_time
from routing.pages.forms import WorkForm

Words = Callable[[DomainError], str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form stands: what it is about, the page of that, and the part of the page that holds the form."""

    name: str
    url: str
    slot: str


def show_form(
    request: HttpRequest, form: WorkForm, place: Place, *, title: str, submit: str, status: int = 200, **more: Any
) -> HttpResponse:
    """The form in its place, or on a page of its own."""
    form.begin()
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "name": place.name,
        "slot": place.slot,
        "url": request.path,
        "back_url": place.url,
        "next": safe_next(request) if "next" in request.GET or "next" in request.POST else "",
        **more,
    }
    part = "#form" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"routing/lead_form.html{part}", context, status=status)


def put_on(form: WorkForm, refusal: DomainError, words: Words, time_words: Callable[..., str] = clock_time) -> int:
    """The refusal stands on the form, other times as buttons beside it; the status of the answer."""
    if isinstance(refusal, Invalid):
        for name, texts in refusal.details.items():
            form.add_error(name if name in form.fields else None, [_(text) for text in texts])
    else:
        form.add_error(None, words(refusal))
    form.instead = other_times([slot["start"] for slot in refusal.details.get("alternatives", ())], time_words)
    return refusal.status if refusal.status in (409, 422) else 422


def other_times(starts: list[datetime], time_words: Callable[..., str] = clock_time) -> list[dict[str, str]]:
    """Buttons for times that can be had."""
    at = clock.now()
    return [{"value": start.isoformat(), "label": time_words(start, at)} for start in starts]


def done(request: HttpRequest, place: Place, text: str, *, undo: str = "") -> HttpResponse:
    """Said on the page that asked, whose live parts are fetched again at once."""
    if request.htmx:  # type: ignore[attr-defined]
        toast = {"text": text, "level": "success"} | ({"undo_url": undo} if undo else {})
        return _said(toast, 200)
    messages.success(request, text)
    return redirect(_back(request, place.url))


def told(request: HttpRequest, url: str, refusal: DomainError, words: Words) -> HttpResponse:
    """A refusal in a friendly sentence where the reader is, never on an error page."""
    if isinstance(refusal, NotFound | Forbidden) and refusal.status != 409:
        raise refusal
    if request.htmx:  # type: ignore[attr-defined]
        return _said({"text": words(refusal), "level": "warning"}, refusal.status)
    messages.warning(request, words(refusal))
    return redirect(_back(request, url))


def _said(toast: dict[str, str], status: int) -> HttpResponse:
    answer = HttpResponse(status=status)
    # told to the page, not to the form: a live update may have replaced the form before this answer comes
    answer["HX-Trigger"] = json.dumps({"toast": toast | {"target": "body"}, "refetch": {"target": "body"}})
    return answer


def _back(request: HttpRequest, url: str) -> str:
    return safe_next(request) if "next" in request.POST else url
