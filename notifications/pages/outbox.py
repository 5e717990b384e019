"""/dev/outbox: every mail of a machine without a mail provider."""

from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.web import Page
from events import feed
from notifications import policies
from notifications.models import OutboxMessage
from notifications.pages.frames import FRAMING, mail_frame

SHOWN = 100


def demo_only(page: Page) -> Page:
    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not policies.can_see_outbox():
            raise Http404
        answer = page(request, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    return guarded


@demo_only
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    live = {"topics": "outbox.all", "position": feed.head()}
    to = request.GET.get("to", "").strip()
    found = OutboxMessage.objects.to(to) if to else OutboxMessage.objects.all()
    rows = found.defer("text", "html", "raw").order_by("-pk")[:SHOWN]
    template = "notifications/outbox.html"
    part = "#list" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, template + part, _frame(request) | {"rows": rows, "to": to, "live": live})


@demo_only
@require_safe
@csp_update(FRAMING)
def message(request: HttpRequest, message_id: str = "") -> HttpResponse:
    return render(request, "notifications/outbox_message.html", _frame(request) | {"message": _found(message_id)})


@demo_only
@require_safe
def html(request: HttpRequest, message_id: str) -> HttpResponse:
    return mail_frame(request, _found(message_id).html)


@demo_only
@require_safe
def raw(_request: HttpRequest, message_id: str) -> HttpResponse:
    return HttpResponse(bytes(_found(message_id).raw), content_type="text/plain; charset=utf-8")


def _found(message_id: str) -> OutboxMessage:
    key = OutboxMessage.parse_id(message_id)
    kept = OutboxMessage.objects.filter(pk=key).first() if key else None
    if kept is None:
        raise Http404
    return kept


def _frame(request: HttpRequest) -> dict[str, Any]:
    """Whoever is not signed in sees it too: how else would they get the mail that lets them in?"""
    return {"base": "base.html" if request.user.is_authenticated else "base_plain.html"}
